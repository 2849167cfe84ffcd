"""What happened is told once, to the right people, at the right time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from notifications.models import HandledEvent, Message
from notifications.services.handover import hand_over_events
from plans.models import Clinic, Patient, User
from tests.factories.people import make_clinic, make_patient, make_physiotherapist, make_staff
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import ask, refer

pytestmark = pytest.mark.usefixtures("catalogue")

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)
MORNING = datetime(2026, 3, 3, 6, tzinfo=UTC)


def told() -> set[tuple[str, str, int]]:
    """Kind, role and recipient of each message."""
    return {(row.kind, row.to, row.recipient_id) for row in Message.objects.all()}


def test_a_referral_is_told_to_the_patient_and_the_own_physiotherapist(
    clinic: Clinic, patient: Patient, physiotherapist: User
) -> None:
    make_physiotherapist(clinic)
    referral = refer(patient, now=NOON)

    assert hand_over_events(now=NOON) == 1

    assert told() == {
        ("referral", "patient", patient.user_id),
        ("alert", "physiotherapist", physiotherapist.pk),
    }
    assert {row.referral_id for row in Message.objects.all()} == {referral.pk}
    assert {row.due_at for row in Message.objects.all()} == {NOON}
    assert {row.expires_at for row in Message.objects.all()} == {None}


def test_without_an_own_physiotherapist_all_of_the_clinic_are_told() -> None:
    clinic = make_clinic()
    first, second = make_physiotherapist(clinic), make_physiotherapist(clinic)
    refer(make_patient(clinic, first), now=NOON)
    first.is_active = False
    first.save(update_fields=["is_active"])

    hand_over_events(now=NOON)

    alerts = Message.objects.filter(kind="alert")
    assert [row.recipient_id for row in alerts] == [second.pk]


def test_without_any_physiotherapist_the_staff_are_told(
    clinic: Clinic, patient: Patient, physiotherapist: User
) -> None:
    staff = make_staff(clinic)
    refer(patient, now=NOON)
    physiotherapist.is_active = False
    physiotherapist.save(update_fields=["is_active"])

    hand_over_events(now=NOON)

    assert ("alert", "staff", staff.pk) in told()


def test_an_event_is_told_once_however_often_one_looks(patient: Patient) -> None:
    refer(patient, now=NOON)

    counts = [hand_over_events(now=NOON + timedelta(hours=hours)) for hours in range(3)]

    assert counts == [1, 0, 0]
    assert Message.objects.count() == 2


def test_an_event_that_was_committed_late_is_still_told(patient: Patient) -> None:
    refer(patient, now=NOON)
    hand_over_events(now=NOON)
    start = NOON - timedelta(hours=30)
    ask(start_demo_plan(patient, starts_on=start.date(), now=start), now=start)

    assert hand_over_events(now=NOON) == 1


def test_after_weeks_of_downtime_nothing_is_forgotten(patient: Patient) -> None:
    refer(patient, now=NOON)

    hand_over_events(now=NOON + timedelta(days=60))

    assert HandledEvent.objects.count() == 1
    assert Message.objects.filter(state="pending").count() == 2


def test_a_patient_is_told_in_the_morning_a_clinician_at_once(patient: Patient) -> None:
    refer(patient, now=NIGHT)
    ask(start_demo_plan(patient), now=NIGHT)

    hand_over_events(now=NIGHT)

    due = {row.kind: row.due_at for row in Message.objects.all()}
    assert due == {"referral": MORNING, "alert": NIGHT, "question": MORNING}


def test_what_cannot_wait_is_told_in_the_middle_of_the_night(patient: Patient) -> None:
    refer(patient, now=NIGHT, to="emergency", urgency="immediate")

    hand_over_events(now=NIGHT)

    assert {row.due_at for row in Message.objects.all()} == {NIGHT}


def test_one_clinic_can_be_looked_at_alone(clinic: Clinic, patient: Patient) -> None:
    elsewhere = make_patient(make_clinic())
    refer(patient, now=NOON)
    refer(elsewhere, now=NOON)

    assert hand_over_events(now=NOON, clinic_id=clinic.pk) == 1

    assert {row.patient_id for row in Message.objects.all()} == {patient.pk}


def test_a_bad_event_keeps_no_other_from_people(patient: Patient) -> None:
    from plans.domain.event import EventKind
    from plans.services.history import record_event, the_program

    record_event(EventKind.REFERRAL_RAISED, by=the_program(), now=NOON, patient=patient, facts={})
    refer(patient, now=NOON)

    with pytest.raises(KeyError):
        hand_over_events(now=NOON)

    assert Message.objects.count() == 2
    assert HandledEvent.objects.count() == 1
