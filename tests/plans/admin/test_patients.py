"""Staff take patients on and change their moments, time zone and physiotherapist."""

from __future__ import annotations

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import Event, Patient
from tests.plans.admin.conftest import Practice

ADD = "/admin/plans/patient/add/"
DAY = {"timezone": "Europe/London", "moments": "19:15, 07:00", "log_at": "21:00"}
NEW = {
    "name": "Nieuwe Patiënt",
    "email": "nieuw@example.org",
    "language": "nl",
    "password": "",
} | DAY


def _change(patient: Patient) -> str:
    return reverse("admin:plans_patient_change", args=[patient.public_id])


def test_account_and_record_are_made_together(here: Practice, staff: Client) -> None:
    answer = staff.post(ADD, NEW | {"physiotherapist": str(here.physiotherapist.public_id)})

    assert answer.status_code == 302
    patient = Patient.objects.get(user__email="nieuw@example.org")
    assert (patient.clinic, patient.physiotherapist) == (here.clinic, here.physiotherapist)
    assert patient.moments == ["07:00", "19:15"]
    assert not patient.user.has_usable_password()


def test_a_change_goes_through_the_service_and_leaves_an_event(
    here: Practice, staff: Client
) -> None:
    answer = staff.post(_change(here.patient), DAY | {"physiotherapist": ""})

    assert answer.status_code == 302
    here.patient.refresh_from_db()
    assert (here.patient.timezone, here.patient.log_at) == ("Europe/London", time(21))
    assert here.patient.physiotherapist is None
    events = Event.objects.filter(patient=here.patient, kind="patient_changed", by=here.staff)
    changed = {field for event in events for field in event.facts}
    assert changed == {"timezone", "moments", "log_at", "physiotherapist"}


def test_saving_what_stands_there_changes_nothing(here: Practice, staff: Client) -> None:
    before = Event.objects.count()
    same = {"timezone": "Europe/Amsterdam", "moments": "07:30, 20:00", "log_at": "20:30"}

    own = {"physiotherapist": str(here.physiotherapist.public_id)}
    staff.post(_change(here.patient), same | own)

    assert Event.objects.count() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"moments": "half acht"},
        {"moments": "25:00"},
        {"moments": ""},
        {"moments": "07:00, 07:00"},
        {"moments": "01:00, 02:00, 03:00, 04:00, 05:00, 06:00, 07:00"},
        {"timezone": "Mars/Olympus"},
        {"log_at": "later"},
    ],
)
def test_what_cannot_be_is_refused_in_the_form(
    wrong: dict[str, str], here: Practice, staff: Client
) -> None:
    answer = staff.post(_change(here.patient), DAY | wrong)
    assert answer.status_code == 200
    here.patient.refresh_from_db()
    assert here.patient.timezone == "Europe/Amsterdam"


def test_a_physiotherapist_of_another_clinic_is_not_a_choice(
    here: Practice, elsewhere: Practice, staff: Client
) -> None:
    page = staff.get(_change(here.patient)).content.decode()
    assert "Fysio hier" in page
    assert "Fysio elders" not in page

    answer = staff.post(
        _change(here.patient), DAY | {"physiotherapist": str(elsewhere.physiotherapist.public_id)}
    )

    assert answer.status_code == 200
    here.patient.refresh_from_db()
    assert here.patient.physiotherapist == here.physiotherapist


def test_a_patient_of_another_clinic_cannot_be_changed(elsewhere: Practice, staff: Client) -> None:
    assert staff.post(_change(elsewhere.patient), DAY).status_code == 404
    elsewhere.patient.refresh_from_db()
    assert elsewhere.patient.timezone == "Europe/Amsterdam"
