"""What the tests of the clinic's work stand on: the real catalogue, read and loaded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from plans.catalogue.reading import Catalogue

if TYPE_CHECKING:
    # This file is read before Django is ready, so rows are imported where they are made.
    from plans.models import Clinic, Patient, User


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
