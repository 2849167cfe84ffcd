"""Staff read what was sent to whom and why; they change nothing, and see no other clinic."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from notifications.channels.inbox import InboxChannel
from notifications.domain.kind import Via
from notifications.models import Message
from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events
from plans.models import Clinic, Patient
from tests.factories.people import make_patient
from tests.notifications.scenes import Post, become_ready, fall_silent, mails, refer

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)


@pytest.fixture
def told(patient: Patient) -> Patient:
    """A patient who was told of a referral."""
    refer(patient, now=NOON)
    hand_over_events(now=NOON)
    deliver_due(now=NOON, channels={Via.EMAIL: Post(), Via.INBOX: InboxChannel()})
    return patient


def ledger(client: Client, **query: str) -> str:
    answer = client.get(reverse("admin:notifications_message_changelist"), query)
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def rows(client: Client, **query: str) -> list[Message]:
    answer = client.get(reverse("admin:notifications_message_changelist"), query)
    return list(answer.context["cl"].queryset)


def test_the_ledger_says_what_became_of_each_message(staff: Client, told: Patient) -> None:
    message = mails().get(kind="referral")

    page = ledger(staff, q="sanne@example.org")
    details = staff.get(reverse("admin:notifications_message_change", args=[message.public_id]))

    assert "Sanne Jansen" in page
    assert details.status_code == HTTPStatus.OK
    text = details.content.decode()
    assert message.message_id.strip("<>") in text
    assert "The mail server took it." in text


def test_from_a_message_one_comes_to_the_day_it_belongs_to(staff: Client, told: Patient) -> None:
    message = mails().get(kind="referral")

    page = staff.get(reverse("admin:notifications_message_change", args=[message.public_id]))

    link = reverse("admin:notifications_message_why")
    assert f"{link}?patient={told.public_id}&amp;day=2026-03-02" in page.content.decode()
    assert link in ledger(staff)


def test_from_a_patient_one_comes_to_the_messages(staff: Client, patient: Patient) -> None:
    page = staff.get(
        reverse("admin:plans_patient_change", args=[patient.public_id])
    ).content.decode()

    assert f"{reverse('admin:notifications_message_why')}?patient={patient.public_id}" in page


def test_the_ledger_names_tasks_and_open_gates_in_words(staff: Client, clinic: Clinic) -> None:
    silent, ready = make_patient(clinic), make_patient(clinic)
    fall_silent(silent)
    _, midnight = become_ready(ready)
    hand_over_events(now=midnight)

    assert '<td class="field-kind">task</td>' in ledger(staff, kind__exact="task")
    page = ledger(staff, kind__exact="gate_met")
    assert '<td class="field-kind">ready for the next phase</td>' in page


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ({"q": "Sanne"}, {"referral", "alert", "task"}),
        ({"q": "referral:"}, {"referral"}),
        ({"kind__exact": "referral"}, {"referral"}),
        ({"kind__exact": "referral", "channel__exact": "inbox"}, {"referral"}),
        ({"state__exact": "failed"}, set()),
        ({"reason__exact": "done"}, set()),
    ],
)
def test_the_ledger_can_be_searched_and_filtered(
    staff: Client, told: Patient, query: dict[str, str], kinds: set[str]
) -> None:
    found = rows(staff, **query)

    assert {row.kind for row in found} <= kinds
    assert bool(found) == bool(kinds)
    if "channel__exact" in query:
        assert {row.channel for row in found} == {"inbox"}


def test_what_goes_to_the_clinic_itself_says_so(staff: Client, told: Patient) -> None:
    Message.objects.filter(kind="alert").exclude(channel="email").delete()
    mails().filter(kind="alert").update(recipient=None, to="staff")

    message = mails().get(kind="alert")
    details = staff.get(reverse("admin:notifications_message_change", args=[message.public_id]))

    assert "the clinic&#x27;s own address" in ledger(staff)
    assert "the clinic&#x27;s own address" in details.content.decode()


def test_another_clinics_ledger_does_not_exist(stranger: Client, told: Patient) -> None:
    message = mails().get(kind="referral")

    assert rows(stranger) == []
    details = stranger.get(reverse("admin:notifications_message_change", args=[message.public_id]))
    assert details.status_code == HTTPStatus.NOT_FOUND
