"""Who may open which page about messages, that another clinic does not exist, and the cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifications.domain.kind import MessageKind, To
from notifications.models import (
    Absence,
    ChannelState,
    ClosedDay,
    EscalationSchedule,
    Message,
    OfficeHours,
    Preference,
    PushSubscription,
    RefusedAddress,
    StuckEvent,
    Watch,
)
from notifications.services.tell import Draft, write_messages
from plans.models import Clinic, Event, Patient, User
from tests.factories.people import make_clinic, make_patient
from tests.notifications.admin.conftest import browser
from tests.notifications.scenes import refer

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)

OF_A_CLINIC = (
    "message",
    "preference",
    "absence",
    "officehours",
    "closedday",
    "escalationschedule",
    "refusedaddress",
    "pushsubscription",
    "stuckevent",
    "watch",
)
LOOKED_AT = ("message", "refusedaddress", "pushsubscription", "stuckevent", "watch", "channelstate")
SETTINGS = ("officehours", "closedday", "escalationschedule")


def _message(patient: Patient) -> Message:
    draft = Draft(
        kind=MessageKind.TASK,
        key=f"task:{patient.pk}",
        clinic_id=patient.clinic_id,
        recipient_id=None,
        to=To.STAFF,
        due_at=NOON,
        patient_id=patient.pk,
    )
    write_messages(drafts=[draft], now=NOON)
    return Message.objects.get(dedupe_key=draft.key)


def _watch(patient: Patient) -> Watch:
    referral = refer(patient, now=NOON)
    return Watch.objects.create(
        referral=referral, event=Event.objects.latest("pk"), began_at=NOON, next_at=NOON
    )


def _stuck(patient: Patient) -> StuckEvent:
    refer(patient, now=NOON)
    event = Event.objects.latest("pk")
    return StuckEvent.objects.create(event=event, tries=3, error="KeyError", next_try_at=NOON)


def _screen(patient: Patient) -> PushSubscription:
    return PushSubscription.objects.create(
        user=patient.user,
        endpoint=f"https://push.example/secret-{patient.pk}",
        p256dh="publickey",
        auth="secretkey",
        added_at=NOON,
    )


def _absence(patient: Patient) -> Absence:
    until_on = NOON.date() + timedelta(days=3)
    return Absence.objects.create(user=patient.user, from_on=NOON.date(), until_on=until_on)


MAKERS: dict[str, Callable[[Patient], Any]] = {
    "message": _message,
    "preference": lambda patient: Preference.objects.create(user=patient.user),
    "absence": _absence,
    "officehours": lambda patient: OfficeHours.objects.create(clinic=patient.clinic),
    "closedday": lambda patient: ClosedDay.objects.create(
        clinic=patient.clinic, closed_on=NOON.date(), name=f"Vrij {patient.user.name}"
    ),
    "escalationschedule": lambda patient: EscalationSchedule.objects.create(
        clinic=patient.clinic,
        urgency="contact",
        repeat_after=60,
        colleague_after=120,
        clinic_after=180,
        then_every=60,
    ),
    "refusedaddress": lambda patient: RefusedAddress.objects.create(
        user=patient.user, address=patient.user.email, error="550", refused_at=NOON
    ),
    "pushsubscription": _screen,
    "stuckevent": _stuck,
    "watch": _watch,
    "channelstate": lambda _patient: ChannelState.objects.create(
        channel="email", allowance=10, counted_at=NOON
    ),
}


# What has no name outside has no page of its own.
LIST_ONLY = ("refusedaddress", "stuckevent", "watch")


def _list(noun: str) -> str:
    return reverse(f"admin:notifications_{noun}_changelist")


def _page(noun: str, row: Any, what: str = "change") -> str:
    named = {"message": "public_id", "pushsubscription": "public_id"}
    name = row.user.public_id if noun == "preference" else getattr(row, named.get(noun, "pk"))
    return reverse(f"admin:notifications_{noun}_{what}", args=[name])


@pytest.mark.parametrize("noun", [*OF_A_CLINIC, "channelstate"])
def test_staff_and_the_administrator_open_every_list_and_page(
    noun: str, patient: Patient, staff: Client, administrator: Client
) -> None:
    row = MAKERS[noun](patient)

    for client in (staff, administrator):
        assert client.get(_list(noun)).status_code == 200
        expected = 404 if noun in LIST_ONLY else 200
        assert client.get(_page(noun, row)).status_code == expected


@pytest.mark.parametrize("noun", OF_A_CLINIC)
def test_another_clinic_does_not_exist(noun: str, patient: Patient, stranger: Client) -> None:
    row = MAKERS[noun](patient)

    listed = stranger.get(_list(noun))

    assert list(listed.context["cl"].queryset) == []
    assert "Sanne" not in listed.content.decode()
    for what in ("change", "history", "delete"):
        answer = stranger.get(_page(noun, row, what))
        assert answer.status_code in {302, 403, 404}
        assert "Sanne" not in answer.content.decode()


@pytest.mark.parametrize("noun", [*OF_A_CLINIC, "channelstate"])
def test_physiotherapists_and_patients_find_nothing(
    noun: str, patient: Patient, physiotherapist: User
) -> None:
    for user in (physiotherapist, patient.user):
        assert browser(user).get(_list(noun)).status_code == 302
        User.objects.filter(pk=user.pk).update(is_staff=True)
        assert browser(user).get(_list(noun)).status_code == 403


@pytest.mark.parametrize("noun", LOOKED_AT)
def test_what_the_program_wrote_down_is_only_looked_at(
    noun: str, patient: Patient, staff: Client, administrator: Client
) -> None:
    row = MAKERS[noun](patient)

    for client in (staff, administrator):
        assert client.get(reverse(f"admin:notifications_{noun}_add")).status_code == 403
        assert client.post(_page(noun, row), {"error": "x"}).status_code in {403, 404}
        if noun != "pushsubscription":
            gone = client.post(_page(noun, row, "delete"), {"post": "yes"})
            assert gone.status_code in {403, 404}


@pytest.mark.parametrize("noun", [noun for noun in OF_A_CLINIC if noun not in SETTINGS])
def test_the_cost_of_a_list_does_not_grow_with_its_rows(
    noun: str, clinic: Clinic, patient: Patient, physiotherapist: User, staff: Client
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert staff.get(_list(noun)).status_code == 200
        return len(seen)

    MAKERS[noun](patient)
    # The first lists of a session note when it was used.
    for _ in range(2):
        cost()
    few = cost()
    for _ in range(2):
        MAKERS[noun](make_patient(clinic, physiotherapist))

    assert cost() == few <= 17


@pytest.mark.parametrize("noun", SETTINGS)
def test_the_cost_of_settings_does_not_grow_with_the_clinics(
    noun: str, patient: Patient, administrator: Client
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert administrator.get(_list(noun)).status_code == 200
        return len(seen)

    MAKERS[noun](patient)
    cost()
    few = cost()
    for _ in range(2):
        MAKERS[noun](make_patient(make_clinic()))

    assert cost() == few <= 11


@pytest.mark.parametrize(
    ("noun", "lookup"),
    [
        ("message", "recipient__password__startswith"),
        ("message", "facts__contains"),
        ("pushsubscription", "auth__startswith"),
        ("watch", "referral__outcome__contains"),
        ("preference", "user__password__startswith"),
    ],
)
def test_nobody_searches_through_what_the_page_does_not_show(
    noun: str, lookup: str, staff: Client
) -> None:
    assert staff.get(_list(noun), {lookup: "1"}).status_code == 400


@pytest.mark.parametrize("noun", SETTINGS)
def test_the_administrator_sees_whose_settings_they_are(
    noun: str, patient: Patient, staff: Client, administrator: Client
) -> None:
    elsewhere = make_patient(make_clinic(name="Elders"))
    for one in (patient, elsewhere):
        MAKERS[noun](one)

    assert "Elders" in administrator.get(_list(noun)).content.decode()
    assert "Elders" not in staff.get(_list(noun)).content.decode()
