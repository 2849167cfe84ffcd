"""The demo clinic, loaded once for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from plans.catalogue.reading import Catalogue

# Half past two in the morning in Amsterdam, hours after the clock was put back.
NOW = datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def _demo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, catalogue_files: Catalogue
) -> Iterator[None]:
    """Load the demo clinic; each test undoes what it does."""
    # Loaded late: this file is read before Django is ready.
    from plans.selectors.catalogue import forget_read_versions
    from plans.services.catalogue import load_catalogue
    from plans.services.history import the_program
    from recovery.demo.loading import load_demo_clinic

    forget_read_versions()
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue(catalogue=catalogue_files, by=the_program(), now=NOW - timedelta(days=90))
        load_demo_clinic(now=NOW)
        yield
        transaction.set_rollback(True)
    forget_read_versions()
