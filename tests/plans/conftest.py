"""What the tests of the clinic's work stand on: the real catalogue, read and loaded once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker

from plans.catalogue.reading import Catalogue, read_catalogue

if TYPE_CHECKING:
    # This file is read before Django is ready, so rows are imported where they are made.
    from plans.models import Clinic, Patient, User

LOADED_AT = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def catalogue_files() -> Catalogue:
    """The data files, read once: that takes two seconds."""
    return read_catalogue()


@pytest.fixture(scope="session")
def _loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, catalogue_files: Catalogue
) -> None:
    with django_db_blocker.unblock():
        _load(catalogue_files)


@pytest.fixture
def catalogue(_loaded: None, db: None, catalogue_files: Catalogue) -> Catalogue:
    """The real catalogue, published; it stays in the database from test to test."""
    from plans.models import ProtocolVersion

    if not ProtocolVersion.objects.exists():  # emptied by a test that commits
        _load(catalogue_files)
    return catalogue_files


@pytest.fixture(autouse=True)
def _no_versions_in_memory() -> Iterator[None]:
    """A version that was rolled back leaves its number to another one."""
    from plans.selectors.catalogue import forget_read_versions

    yield
    forget_read_versions()


@pytest.fixture
def clinic(catalogue: Catalogue) -> Clinic:
    """A clinic that uses the real catalogue."""
    from tests.factories.people import make_clinic

    return make_clinic()


@pytest.fixture
def physiotherapist(clinic: Clinic) -> User:
    """A physiotherapist of the clinic."""
    from tests.factories.people import make_physiotherapist

    return make_physiotherapist(clinic)


@pytest.fixture
def patient(clinic: Clinic, physiotherapist: User) -> Patient:
    """A patient of the physiotherapist, in Amsterdam."""
    from tests.factories.people import make_patient

    return make_patient(clinic, physiotherapist)


def _load(files: Catalogue) -> None:
    from plans.services.catalogue import load_catalogue
    from plans.services.history import the_program

    load_catalogue(catalogue=files, by=the_program(), now=LOADED_AT)
