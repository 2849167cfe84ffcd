"""What happened is told once, to the right people, at the right time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from notifications.domain.kind import Via
from notifications.models import Absence, HandledEvent, Message, Preference, StuckEvent, Watch
from notifications.selectors.stuck import stuck_events
from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events
from plans.domain.event import EventKind
from plans.models import Clinic, Patient, Referral, User
from plans.selectors.questions import open_questions
from plans.services.ending import complete_recovery
from plans.services.history import record_event, the_program
from plans.services.reporting import record_signs
from tests.factories.people import make_clinic, make_patient, make_physiotherapist, make_staff
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import Post, ask, become_ready, fall_silent, mails, refer

pytestmark = pytest.mark.usefixtures("catalogue")

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)
MORNING = datetime(2026, 3, 3, 6, tzinfo=UTC)


def told() -> set[tuple[str, str, int | None]]:
    """Kind, role and recipient of each message, but for the news that a plan began."""
    rows = mails().exclude(kind="plan_changed")
    return {(row.kind, row.to, row.recipient_id) for row in rows}


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
    assert {(row.kind, row.channel) for row in Message.objects.all()} == {
        ("referral", "email"),
        ("referral", "inbox"),
        ("alert", "email"),
        ("alert", "inbox"),
    }


def test_without_an_own_physiotherapist_all_of_the_clinic_are_told() -> None:
    clinic = make_clinic()
    first, second = make_physiotherapist(clinic), make_physiotherapist(clinic)
    refer(make_patient(clinic, first), now=NOON)
    first.is_active = False
    first.save(update_fields=["is_active"])

    hand_over_events(now=NOON)

    alerts = mails().filter(kind="alert")
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
    assert mails().count() == 2


def test_an_event_that_was_committed_late_is_still_told(patient: Patient) -> None:
    refer(patient, now=NOON)
    hand_over_events(now=NOON)
    start = NOON - timedelta(hours=30)
    ask(start_demo_plan(patient, starts_on=start.date(), now=start), now=start)

    hand_over_events(now=NOON)

    assert mails().filter(kind="question").exists()


def test_after_weeks_of_downtime_nothing_is_forgotten(patient: Patient) -> None:
    refer(patient, now=NOON)

    hand_over_events(now=NOON + timedelta(days=60))

    assert HandledEvent.objects.count() == 1
    assert mails().filter(state="pending").count() == 2


def test_a_patient_is_told_in_the_morning_a_clinician_at_once(patient: Patient) -> None:
    refer(patient, now=NIGHT)
    ask(start_demo_plan(patient), now=NIGHT)

    hand_over_events(now=NIGHT)

    due = {row.kind: row.due_at for row in mails().exclude(kind="plan_changed")}
    assert due == {"referral": MORNING, "alert": NIGHT, "question": MORNING}


def test_in_the_inbox_it_stands_at_once(patient: Patient) -> None:
    refer(patient, now=NIGHT)

    hand_over_events(now=NIGHT)

    assert {row.due_at for row in Message.objects.filter(channel="inbox")} == {NIGHT}


def test_a_sign_is_asked_about_again_the_same_day_also_late_in_the_evening(
    patient: Patient,
) -> None:
    evening = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
    plan = start_demo_plan(patient, "calf-tear", starts_on=evening.date())
    record_signs(injury=plan.injury, signs=["warm"], by=patient.user, now=evening)

    hand_over_events(now=evening)

    message = mails().get(kind="question")
    assert (message.facts["question"], message.due_at) == ("more_signs", evening)
    assert message.expires_at == datetime(2026, 3, 2, 23, tzinfo=UTC)


def test_a_question_is_not_asked_any_more_when_silence_has_decided(patient: Patient) -> None:
    ask(start_demo_plan(patient), now=NOON)

    hand_over_events(now=NOON + timedelta(days=3))

    message = Message.objects.get(kind="question")
    assert (message.state, message.reason, message.channel) == ("expired", "expired", "email")


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


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (EventKind.REFERRAL_RAISED, {}),
        (EventKind.REFERRAL_RAISED, {"referral": 987654}),
        (EventKind.QUESTION_ASKED, {"asked": 987654}),
        (EventKind.QUESTION_ASKED, {"asked": "one"}),
        (EventKind.TASK_RAISED, {"task": 987654, "kind": "silence"}),
        (EventKind.TASK_RAISED, {"kind": "silence"}),
        (EventKind.GATE_MET, {"phase": "build_up"}),
        (EventKind.GATE_MET, {}),
        (EventKind.TASK_CLOSED, {"task": 987654}),
        (EventKind.REFERRAL_DISMISSED, {"referral": 987654}),
    ],
)
def test_what_cannot_be_told_keeps_nothing_else_from_people(
    patient: Patient, kind: EventKind, facts: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    bad = record_event(kind, by=the_program(), now=NOON, patient=patient, facts=facts)
    refer(patient, now=NOON)

    hand_over_events(now=NOON)

    assert mails().count() == 2
    assert hand_over_events(now=NOON) == 0
    is_told_of = kind not in {EventKind.TASK_CLOSED, EventKind.REFERRAL_DISMISSED}
    assert (f"Event {bad.pk} cannot be told" in caplog.text) == is_told_of


def test_a_question_without_words_any_more_is_not_told(patient: Patient) -> None:
    plan = start_demo_plan(patient)
    ask(plan, now=NOON, question="nobody_knows_this_one")

    hand_over_events(now=NOON)

    assert not Message.objects.filter(kind="question").exists()
    assert open_questions(plan.pk) == []


def test_a_task_is_told_to_the_own_physiotherapist_after_the_quiet_hours(
    clinic: Clinic, patient: Patient, physiotherapist: User
) -> None:
    make_physiotherapist(clinic)
    task, midnight = fall_silent(patient)

    hand_over_events(now=midnight)

    message = mails().get(kind="task")
    assert (message.to, message.recipient_id) == ("physiotherapist", physiotherapist.pk)
    assert (message.plan_id, message.patient_id) == (task.plan_id, patient.pk)
    assert message.due_at == midnight + timedelta(hours=7)
    assert message.facts["task"] == task.pk


def test_a_task_wakes_no_clinician_whose_day_begins_later(
    patient: Patient, physiotherapist: User
) -> None:
    Preference.objects.create(user=physiotherapist, quiet_from=time(18), quiet_until=time(9))
    _, midnight = fall_silent(patient)

    hand_over_events(now=midnight)

    assert mails().get(kind="task").due_at == midnight + timedelta(hours=9)


def test_in_self_care_the_patient_is_told_that_a_phase_may_open(patient: Patient) -> None:
    plan, midnight = become_ready(patient)

    hand_over_events(now=midnight)

    message = mails().get(kind="gate_met")
    assert message.to == "patient"
    assert message.expires_at == message.due_at + timedelta(days=7)
    assert (message.recipient_id, message.plan_id) == (patient.user_id, plan.pk)
    assert message.due_at == midnight + timedelta(hours=7)


def test_in_treatment_the_physiotherapist_has_a_task_instead(
    patient: Patient, physiotherapist: User
) -> None:
    become_ready(patient, "achilles-treatment")

    hand_over_events(now=NOON + timedelta(days=30))

    assert told() == {("task", "physiotherapist", physiotherapist.pk)}


def test_after_the_last_gate_there_is_no_phase_to_open(patient: Patient) -> None:
    plan, midnight = become_ready(patient)
    complete_recovery(plan=plan, by=the_program(), now=midnight)

    hand_over_events(now=midnight)

    assert not Message.objects.filter(kind="gate_met").exists()


def test_what_is_raised_again_is_told_again(patient: Patient) -> None:
    referral = refer(patient, now=NOON)
    hand_over_events(now=NOON)
    deliver_due(now=NOON, channels={Via.EMAIL: Post(), Via.INBOX: Post()})
    tomorrow = NOON + timedelta(days=1)
    _raise_again(referral, now=tomorrow)

    hand_over_events(now=tomorrow)

    assert sorted(mails().values_list("kind", "state")) == [
        ("alert", "pending"),
        ("alert", "sent"),
        ("referral", "pending"),
        ("referral", "sent"),
    ]


def test_what_is_raised_again_before_anybody_heard_of_it_is_told_once(patient: Patient) -> None:
    referral = refer(patient, now=NIGHT)
    hand_over_events(now=NIGHT)
    _raise_again(referral, now=NIGHT + timedelta(minutes=5))

    assert hand_over_events(now=NIGHT + timedelta(minutes=5)) == 1

    assert mails().count() == 2


# --- Nobody is left behind -----------------------------------------------------------------------


def test_where_nobody_works_any_more_the_clinic_itself_is_told(
    clinic: Clinic, patient: Patient, physiotherapist: User
) -> None:
    refer(patient, now=NOON)
    physiotherapist.is_active = False
    physiotherapist.save(update_fields=["is_active"])

    hand_over_events(now=NOON)

    message = Message.objects.get(kind="alert")
    assert (message.to, message.recipient_id) == ("staff", None)
    assert (message.clinic_id, message.channel) == (clinic.pk, "email")


def test_who_is_away_is_told_together_with_the_colleagues(
    clinic: Clinic, patient: Patient, physiotherapist: User
) -> None:
    colleague = make_physiotherapist(clinic)
    _go_away(physiotherapist)
    refer(patient, now=NOON)

    hand_over_events(now=NOON)

    alerts = mails().filter(kind="alert")
    assert {row.recipient_id for row in alerts} == {physiotherapist.pk, colleague.pk}


def test_where_all_are_away_the_clinic_itself_is_told_too(
    clinic: Clinic, patient: Patient, physiotherapist: User
) -> None:
    staff = make_staff(clinic)
    for person in (physiotherapist, staff):
        _go_away(person)
    refer(patient, now=NOON)

    hand_over_events(now=NOON)

    alerts = mails().filter(kind="alert")
    assert {row.recipient_id for row in alerts} == {physiotherapist.pk, staff.pk, None}


def test_who_is_back_today_is_told_alone(
    clinic: Clinic, patient: Patient, physiotherapist: User
) -> None:
    make_physiotherapist(clinic)
    Absence.objects.create(
        user=physiotherapist, from_on=date(2026, 2, 20), until_on=date(2026, 3, 2)
    )
    refer(patient, now=NOON)

    hand_over_events(now=NOON)

    assert [row.recipient_id for row in mails().filter(kind="alert")] == [physiotherapist.pk]


def _go_away(person: User) -> None:
    Absence.objects.create(user=person, from_on=date(2026, 3, 1), until_on=date(2026, 3, 9))


# --- One event that fails ------------------------------------------------------------------------


def test_an_event_that_fails_stops_no_other_and_is_tried_again(
    clinic: Clinic, patient: Patient, caplog: pytest.LogCaptureFixture
) -> None:
    bad = _refer_who_lives_nowhere(clinic)
    refer(patient, now=NOON)

    counts = [hand_over_events(now=NOON + timedelta(seconds=30 * turn)) for turn in range(4)]

    assert counts == [1, 0, 0, 0]
    stuck = StuckEvent.objects.get()
    assert (stuck.tries, stuck.error) == (2, "ZoneInfoNotFoundError")
    assert stuck.next_try_at == NOON + timedelta(seconds=60, minutes=5)
    assert f"Event {stuck.event_id} could not be told: ZoneInfoNotFoundError" in caplog.text
    assert not mails().filter(patient=bad).exists()
    assert stuck_events() == 0


def test_an_event_that_keeps_failing_is_tried_every_hour_and_seen(clinic: Clinic) -> None:
    _refer_who_lives_nowhere(clinic)

    for hours in range(12):
        hand_over_events(now=NOON + timedelta(hours=hours))

    stuck = StuckEvent.objects.get()
    assert stuck.tries == 12
    assert stuck.next_try_at == NOON + timedelta(hours=12)
    assert stuck_events() == 1


def test_an_event_that_works_at_last_is_told_however_old_it_is(
    clinic: Clinic, patient: Patient
) -> None:
    bad = _refer_who_lives_nowhere(clinic)
    hand_over_events(now=NOON)
    weeks_later = NOON + timedelta(days=30)
    refer(patient, now=weeks_later)
    hand_over_events(now=weeks_later)
    Patient.objects.filter(pk=bad.pk).update(timezone="Europe/Amsterdam")

    assert hand_over_events(now=weeks_later + timedelta(hours=2)) == 1

    assert {row.kind for row in mails().filter(patient=bad)} == {"referral", "alert"}
    assert not StuckEvent.objects.exists()


def test_only_the_own_clinic_is_tried_again_when_it_is_looked_at_alone(clinic: Clinic) -> None:
    _refer_who_lives_nowhere(make_clinic())
    hand_over_events(now=NOON)

    hand_over_events(now=NOON + timedelta(hours=1), clinic_id=clinic.pk)

    assert StuckEvent.objects.get().tries == 1


def _refer_who_lives_nowhere(clinic: Clinic) -> Patient:
    """Raise a referral of a patient whose time zone is no longer known."""
    patient = make_patient(clinic, make_physiotherapist(clinic))
    refer(patient, now=NOON)
    Patient.objects.filter(pk=patient.pk).update(timezone="Nowhere/Land")
    return patient


# --- Many events ---------------------------------------------------------------------------------


def test_a_backlog_is_worked_off_in_turns_the_oldest_first(patient: Patient) -> None:
    for day in range(10):
        record_event(
            EventKind.PATIENT_CHANGED,
            by=the_program(),
            now=NOON + timedelta(days=day),
            patient=patient,
        )
    now = NOON + timedelta(days=20)

    counts = [hand_over_events(now=now, limit=4) for _ in range(4)]

    assert counts == [4, 4, 2, 0]


def test_looking_takes_as_many_queries_whatever_was_handled(
    patient: Patient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        record_event(EventKind.PATIENT_CHANGED, by=the_program(), now=NOON, patient=patient)
    hand_over_events(now=NOON)

    with django_assert_num_queries(3):
        hand_over_events(now=NOON)


def test_a_referral_is_watched_from_the_moment_it_is_told(patient: Patient) -> None:
    referral = refer(patient, now=NOON, urgency="immediate")

    hand_over_events(now=NOON + timedelta(minutes=3))

    watch = Watch.objects.get()
    assert (watch.referral_id, watch.step, watch.began_at) == (referral.pk, 0, NOON)
    assert watch.next_at == NOON + timedelta(minutes=13)


def _raise_again(referral: Referral, *, now: datetime) -> None:
    """Withdraw a referral and raise it again, as late reports can do."""
    record_event(
        EventKind.REFERRAL_RAISED,
        by=the_program(),
        now=now,
        injury=referral.injury,
        facts={"referral": referral.pk},
    )
