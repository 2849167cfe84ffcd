"""A clinic with one patient in treatment, as it stands when messages are planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

if TYPE_CHECKING:
    # This file is read before Django is ready, so rows are imported where they are made.
    from plans.models import Clinic, Patient, User


@pytest.fixture
def catalogue(db: None) -> None:
    call_command("load_catalogue", verbosity=0)


@pytest.fixture
def clinic(db: None) -> Clinic:
    from tests.factories.people import make_clinic

    return make_clinic(name="Hardlooppraktijk")


@pytest.fixture
def physiotherapist(clinic: Clinic) -> User:
    from tests.factories.people import make_physiotherapist

    return make_physiotherapist(clinic, name="Femke de Boer", email="femke@example.org")


@pytest.fixture
def patient(clinic: Clinic, physiotherapist: User) -> Patient:
    from tests.factories.people import make_patient

    return make_patient(clinic, physiotherapist, name="Sanne Jansen", email="sanne@example.org")
