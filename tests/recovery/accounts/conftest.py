"""What the tests of signing in stand on: a clinic with its people, and a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from plans.models import Clinic, Patient, User


@pytest.fixture
def clinic(db: None) -> Clinic:
    """A clinic."""
    from tests.factories.people import make_clinic

    return make_clinic()


@pytest.fixture
def physiotherapist(clinic: Clinic) -> User:
    """Somebody who works there, with a password and an app for codes."""
    from tests.factories.people import PASSWORD, make_physiotherapist

    return make_physiotherapist(clinic, password=PASSWORD)


@pytest.fixture
def newcomer(clinic: Clinic) -> User:
    """Somebody who works there and has not set up a second factor yet."""
    from tests.factories.people import PASSWORD, make_physiotherapist

    return make_physiotherapist(clinic, password=PASSWORD, has_second_factor=False)


@pytest.fixture
def patient(clinic: Clinic) -> Patient:
    """A patient with a password."""
    from tests.factories.people import PASSWORD, make_patient

    return make_patient(clinic, password=PASSWORD)
