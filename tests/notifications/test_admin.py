"""Staff read what was sent to whom and why; they change nothing, and see no other clinic."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifications.models import Message, Preference
from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events
from plans.models import Clinic, Patient, User
from tests.factories.people import make_clinic, make_patient, make_staff
from tests.notifications.scenes import Post, become_ready, fall_silent, refer

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)


@pytest.fixture
def staff(client: Client, clinic: Clinic) -> Client:
    client.force_login(make_staff(clinic))
    return client


@pytest.fixture
def told(patient: Patient) -> Patient:
    """A patient who was told of a referral."""
    refer(patient, now=NOON)
    hand_over_events(now=NOON)
    deliver_due(now=NOON, channels={"email": Post()})
    return patient


def ledger(client: Client, **query: str) -> str:
    answer = client.get(reverse("admin:notifications_message_changelist"), query)
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def test_the_ledger_says_what_became_of_each_message(staff: Client, told: Patient) -> None:
    page = ledger(staff, q="sanne@example.org")

    assert "Sanne Jansen" in page
    assert "Femke de Boer" not in page

    message = Message.objects.get(kind="referral")
    details = staff.get(reverse("admin:notifications_message_change", args=[message.pk]))
    assert details.status_code == HTTPStatus.OK
    assert message.message_id.strip("<>") in details.content.decode()


def test_the_ledger_names_tasks_and_open_gates_in_words(client: Client, clinic: Clinic) -> None:
    silent, ready = make_patient(clinic), make_patient(clinic)
    fall_silent(silent)
    _, midnight = become_ready(ready)
    hand_over_events(now=midnight)
    client.force_login(make_staff(clinic, language="en"))

    assert '<td class="field-kind">task</td>' in ledger(client, kind__exact="task")
    page = ledger(client, kind__exact="gate_met")
    assert '<td class="field-kind">ready for the next phase</td>' in page


@pytest.mark.parametrize("query", [{"q": "Sanne"}, {"q": "referral:"}, {"kind__exact": "referral"}])
def test_the_ledger_can_be_searched(staff: Client, told: Patient, query: dict[str, str]) -> None:
    page = ledger(staff, **query)

    assert "Sanne Jansen" in page
    assert "Femke de Boer" not in page


def test_the_cost_of_the_ledger_does_not_grow_with_its_rows(
    staff: Client, clinic: Clinic, told: Patient
) -> None:
    ledger(staff)
    with CaptureQueriesContext(connection) as few:
        ledger(staff)
    for _ in range(3):
        refer(make_patient(clinic), now=NOON)
    hand_over_events(now=NOON)

    with CaptureQueriesContext(connection) as many:
        ledger(staff)

    assert len(many) == len(few) <= 12


def test_another_clinics_ledger_does_not_exist(client: Client, told: Patient) -> None:
    client.force_login(make_staff(make_clinic()))
    message = Message.objects.get(kind="referral")

    assert "Sanne Jansen" not in ledger(client)
    details = client.get(reverse("admin:notifications_message_change", args=[message.pk]))
    assert details.status_code == HTTPStatus.FOUND
    assert details.headers["Location"] == reverse("admin:index")


def test_nobody_adds_changes_or_deletes(client: Client, told: Patient) -> None:
    administrator = User.objects.create_superuser("root@example.org", "x" * 12, name="Root")
    client.force_login(administrator)
    message = Message.objects.get(kind="referral")

    answers = [
        client.post(reverse("admin:notifications_message_add"), {}),
        client.post(reverse("admin:notifications_message_change", args=[message.pk]), {}),
        client.post(reverse("admin:notifications_message_delete", args=[message.pk]), {}),
    ]

    assert {answer.status_code for answer in answers} == {HTTPStatus.FORBIDDEN}
    assert Message.objects.filter(pk=message.pk, state="sent").exists()


def test_physiotherapists_find_no_ledger(client: Client, physiotherapist: User) -> None:
    physiotherapist.is_staff = True
    physiotherapist.save(update_fields=["is_staff"])
    client.force_login(physiotherapist)

    answer = client.get(reverse("admin:notifications_message_changelist"))

    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_staff_note_the_wishes_of_people_of_their_own_clinic(
    staff: Client, patient: Patient
) -> None:
    stranger = make_patient(make_clinic())
    wishes = {"quiet_from": "21:00", "quiet_until": "08:00", "log_reminders": "on"}
    add = reverse("admin:notifications_preference_add")

    refused = staff.post(add, {"user": stranger.user_id, **wishes})
    noted = staff.post(add, {"user": patient.user_id, **wishes})

    assert refused.status_code == HTTPStatus.OK
    assert noted.status_code == HTTPStatus.FOUND
    preference = Preference.objects.get()
    assert preference.user_id == patient.user_id
    assert not preference.exercise_reminders

    change = reverse("admin:notifications_preference_change", args=[preference.pk])
    staff.post(change, {"user": stranger.user_id, "exercise_reminders": "on", **wishes})
    preference.refresh_from_db()
    assert preference.user_id == patient.user_id
    assert preference.exercise_reminders
