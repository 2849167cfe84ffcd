"""The real catalogue, loaded once, on which every dry run stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytest_django import DjangoDbBlocker

from plans.catalogue.reading import read_catalogue

LOADED_AT = datetime(2026, 1, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Reading the catalogue takes two seconds, so it is done once."""
    with django_db_blocker.unblock():
        load()


@pytest.fixture(autouse=True)
def catalogue(_loaded: None, db: None) -> Iterator[None]:
    """The catalogue is published, and no version of another test is remembered."""
    from plans.models import ProtocolVersion
    from plans.selectors.catalogue import forget_read_versions

    if not ProtocolVersion.objects.exists():  # emptied by a test that commits
        load()
    yield
    forget_read_versions()


def load() -> None:
    """Publish the catalogue where it is not yet published."""
    from plans.models import ProtocolVersion
    from plans.services.catalogue import load_catalogue
    from plans.services.history import the_program

    if not ProtocolVersion.objects.exists():
        load_catalogue(catalogue=read_catalogue(), by=the_program(), now=LOADED_AT)
