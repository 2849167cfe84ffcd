"""Whom to tell about a patient."""

from __future__ import annotations

import pytest

from plans.models import Clinic, Patient, User
from plans.selectors.people import clinic_cards, clinicians_for, contact
from tests.factories.people import make_patient, make_physiotherapist, make_staff


def _told(patient: Patient) -> list[int]:
    return [person.user_id for person in clinicians_for(patient.pk)]


def test_the_patients_own_physiotherapist_comes_first(
    patient: Patient, physiotherapist: User
) -> None:
    make_physiotherapist(patient.clinic)

    assert _told(patient) == [physiotherapist.pk]


@pytest.mark.parametrize("left", [True, False], ids=["who left", "never had one"])
def test_without_one_all_physiotherapists_are_told(
    clinic: Clinic, physiotherapist: User, left: bool
) -> None:
    gone = make_physiotherapist(clinic)
    patient = make_patient(clinic, gone if left else None)
    gone.is_active = False
    gone.save(update_fields=["is_active"])

    assert _told(patient) == [physiotherapist.pk]


def test_without_any_physiotherapist_staff_are_told(
    patient: Patient, physiotherapist: User
) -> None:
    physiotherapist.is_active = False
    physiotherapist.save(update_fields=["is_active"])
    staff = make_staff(patient.clinic)

    assert _told(patient) == [staff.pk]


def test_where_people_and_clinics_can_be_reached(patient: Patient) -> None:
    person, card = contact(patient.user_id), clinic_cards([patient.clinic_id])[patient.clinic_id]

    assert (person.email, person.language, person.role) == (patient.user.email, "nl", "patient")
    assert (card.name, card.phone, card.emergency_phone) == (
        patient.clinic.name,
        patient.clinic.phone,
        "112",
    )
