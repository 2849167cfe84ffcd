"""Reminders are planned once for every moment that has come, and say why if they are not sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from notifications.domain.kind import REMINDERS
from notifications.models import Absence, Preference, ReminderClock
from notifications.selectors.upcoming import next_try_at
from notifications.services.compose import plan_reminders
from notifications.services.handover import hand_over_events
from plans.domain.change import PausePlan
from plans.models import Clinic, Patient, Prescription, Referral, User
from plans.services.changing import change_plan
from plans.services.ending import complete_recovery, end_plan
from plans.services.history import the_program
from plans.services.people import change_patient
from plans.services.referrals import acknowledge_referral
from plans.services.reporting import record_exercise, record_pain, record_signs
from tests.factories.people import make_clinic, make_patient
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import mails

pytestmark = pytest.mark.usefixtures("catalogue")

DAY = date(2026, 3, 1)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(clock: str, day: date = DAY) -> datetime:
    """The instant at which the clock in Amsterdam shows this."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=AMSTERDAM).astimezone(UTC)


def ledger(**only: Any) -> list[tuple[str, str, str]]:
    """Key (without the patient), state and reason of each reminder, in order of time."""
    rows = mails().filter(kind__in=REMINDERS, **only).order_by("due_at", "kind")
    return [(_short(row.dedupe_key), row.state, row.reason) for row in rows]


def _short(key: str) -> str:
    kind, _, rest = key.partition(":")
    return f"{kind} {rest.partition(':')[2]}"


def look(moments: Iterable[datetime]) -> None:
    for now in moments:
        plan_reminders(now=now)


def test_a_day_of_looking_every_minute_leaves_one_message_for_each_moment(
    patient: Patient,
) -> None:
    start_demo_plan(patient, starts_on=DAY, now=at("06:00"))

    look(at("06:00") + timedelta(minutes=count) for count in range(0, 24 * 60, 5))

    assert ledger() == [
        ("exercise_reminder 2026-03-01:07:30", "pending", ""),
        ("exercise_reminder 2026-03-01:20:00", "pending", ""),
        ("log_reminder 2026-03-01", "pending", ""),
    ]


def test_the_same_look_twice_has_the_effect_of_once(patient: Patient) -> None:
    start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    look([at("06:00"), at("07:30")])
    ReminderClock.objects.update(planned_until=at("06:00"), next_due_at=at("07:30"))

    look([at("07:30"), at("07:31")])

    assert len(ledger()) == 1


def test_a_patient_without_a_plan_costs_nothing(
    patient: Patient, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        assert plan_reminders(now=at("12:00")) == 0

    assert not ReminderClock.objects.exists()


def test_the_cost_of_a_look_does_not_grow_with_the_patients(
    clinic: Clinic, patient: Patient, django_assert_num_queries: Any
) -> None:
    others = [make_patient(clinic) for _ in range(3)]
    for someone in (patient, *others):
        start_demo_plan(someone, starts_on=DAY, now=at("06:00"))
    look([at("06:00")])

    with django_assert_num_queries(22):
        assert plan_reminders(now=at("07:30")) == 4


def test_what_is_ticked_off_is_not_asked(patient: Patient) -> None:
    plan = start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    for prescription in plan.prescriptions.filter(phase="relative_rest"):
        record_exercise(
            injury=plan.injury,
            exercise=prescription.exercise,
            turn=1,
            by=patient.user,
            now=at("07:10"),
        )
    record_pain(injury=plan.injury, pain=3, by=patient.user, now=at("07:15"))

    look([at("06:00"), at("20:45")])

    assert ledger() == [
        ("exercise_reminder 2026-03-01:07:30", "suppressed", "done"),
        ("exercise_reminder 2026-03-01:20:00", "pending", ""),
        ("log_reminder 2026-03-01", "suppressed", "done"),
    ]


def test_a_paused_plan_asks_nothing_and_says_so(patient: Patient, physiotherapist: User) -> None:
    plan = start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    look([at("06:00")])
    pause = PausePlan(until_on=DAY + timedelta(days=1))
    change_plan(plan=plan, change=pause, by=physiotherapist, now=at("06:10"))

    look([at("07:30")])

    assert ledger() == [("exercise_reminder 2026-03-01:07:30", "suppressed", "paused")]


def test_while_a_red_flag_stops_the_load_only_the_score_is_asked(
    patient: Patient, physiotherapist: User
) -> None:
    plan = start_demo_plan(patient, "calf-tear", starts_on=DAY, now=at("06:00"))
    look([at("06:00")])
    record_signs(injury=plan.injury, signs=["warm", "red"], by=patient.user, now=at("06:30"))

    look([at("07:30"), at("20:30")])

    assert ledger() == [("log_reminder 2026-03-01", "pending", "")]

    seen = Referral.objects.get()
    acknowledge_referral(referral=seen, by=physiotherapist, now=at("21:00"))
    look([at("20:30", DAY + timedelta(days=2))])

    later = {key for key, _, _ in ledger(kind="exercise_reminder")}
    assert later
    assert all("2026-03-01" not in key for key in later)


def test_after_recovery_the_exercises_go_on_and_no_score_is_asked(patient: Patient) -> None:
    plan = start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    complete_recovery(plan=plan, by=the_program(), now=at("06:10"))

    look([at("06:30"), at("23:00")])
    look(at("23:00", DAY + timedelta(days=days)) for days in range(1, 8))

    assert {row.kind for row in mails().all()} == {"exercise_reminder"}


def test_who_is_away_is_not_reminded(patient: Patient) -> None:
    Absence.objects.create(user=patient.user, from_on=DAY, until_on=DAY + timedelta(days=1))
    start_demo_plan(patient, starts_on=DAY, now=at("06:00"))

    look([at("06:00"), at("07:30"), at("07:30", DAY + timedelta(days=1))])

    assert [(state, reason) for key, state, reason in ledger() if "07:30" in key] == [
        ("suppressed", "away"),
        ("pending", ""),
    ]


@pytest.mark.parametrize(("rests", "fate"), [(True, "suppressed"), (False, "pending")])
def test_on_a_public_holiday_who_wants_to_rest_is_not_reminded(
    patient: Patient, rests: bool, fate: str
) -> None:
    kings_day = date(2026, 4, 27)
    Preference.objects.create(user=patient.user, rests_on_holidays=rests)
    start_demo_plan(patient, starts_on=kings_day, now=at("06:00", kings_day))

    look([at("06:00", kings_day), at("07:30", kings_day)])

    assert [state for _, state, _ in ledger()] == [fate]


def test_after_two_silent_days_a_word_is_said_and_seldom_again(patient: Patient) -> None:
    start_demo_plan(patient, starts_on=DAY, now=at("06:00"))

    look(at("12:00", DAY + timedelta(days=days)) for days in range(14))

    nudged = [int(key[-2:]) for key, state, _ in ledger(kind="nudge") if state == "pending"]
    assert nudged == [3, 4, 7, 8, 13, 14]


def test_who_reported_something_is_not_nudged(patient: Patient) -> None:
    plan = start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    look([at("12:00")])
    record_pain(
        injury=plan.injury, pain=3, by=patient.user, now=at("21:00", DAY + timedelta(days=1))
    )

    look(at("12:00", DAY + timedelta(days=days)) for days in range(1, 5))

    assert [key[-2:] for key, _, _ in ledger(kind="nudge")] == ["05"]


def test_a_pause_is_no_silence(patient: Patient, physiotherapist: User) -> None:
    plan = start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    look([at("12:00")])
    pause = PausePlan(until_on=DAY + timedelta(days=4))
    change_plan(plan=plan, change=pause, by=physiotherapist, now=at("13:00"))

    look(at("12:00", DAY + timedelta(days=days)) for days in range(1, 7))

    # Two whole days after the pause.
    assert [key[-2:] for key, _, _ in ledger(kind="nudge")] == ["07"]


def test_a_clock_that_jumps_nudges_as_one_that_runs(patient: Patient) -> None:
    plan = start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    look([at("06:00")])
    record_pain(
        injury=plan.injury, pain=3, by=patient.user, now=at("13:00", DAY + timedelta(days=6))
    )

    plan_reminders(now=at("12:30", DAY + timedelta(days=10)), on_time=True)

    nudged = [int(key[-2:]) for key, _, _ in ledger(kind="nudge")]
    assert nudged == [3, 4, 7, 10]


def test_a_moment_in_the_quiet_hours_passes_in_silence(patient: Patient) -> None:
    Preference.objects.create(user=patient.user, quiet_from=time(20, 15), quiet_until=time(8))
    start_demo_plan(patient, starts_on=DAY, now=at("06:00"))

    look([at("06:00"), at("20:30")])

    assert ledger() == [
        ("exercise_reminder 2026-03-01:07:30", "suppressed", "quiet_hours"),
        ("exercise_reminder 2026-03-01:20:00", "pending", ""),
        ("log_reminder 2026-03-01", "suppressed", "quiet_hours"),
    ]


def test_after_hours_of_downtime_nobody_gets_a_flood(patient: Patient) -> None:
    start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    look([at("06:00")])

    look([at("21:00")])

    assert ledger() == [
        ("exercise_reminder 2026-03-01:07:30", "expired", "expired"),
        ("exercise_reminder 2026-03-01:20:00", "pending", ""),
        ("log_reminder 2026-03-01", "pending", ""),
    ]


def test_after_months_of_downtime_only_the_last_week_is_recorded(patient: Patient) -> None:
    start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    look([at("06:00")])

    look([at("11:00", DAY + timedelta(days=90))])

    assert {state for _, state, _ in ledger()} == {"expired"}
    assert len(ledger(kind="log_reminder")) == 7


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize(
    ("zone", "night"), [("Europe/Amsterdam", "02:30"), ("Asia/Kathmandu", "02:30")]
)
def test_on_the_days_on_which_the_clock_changes_each_moment_comes_once(
    clinic: Clinic, day: date, zone: str, night: str
) -> None:
    patient = make_patient(
        clinic, timezone=zone, moments=[time.fromisoformat(night), time(20)], log_at=time(3)
    )
    Preference.objects.create(user=patient.user, quiet_from=time(0), quiet_until=time(0))
    first = day - timedelta(days=1)
    start_demo_plan(patient, starts_on=first, now=at("10:00", first))
    begin = at("12:00", first)

    look(begin + timedelta(minutes=count) for count in range(0, 36 * 60, 10))

    of_the_day = [key for key, _, _ in ledger(facts__day=day.isoformat())]
    assert sorted(of_the_day) == [
        f"exercise_reminder {day}:02:30",
        f"exercise_reminder {day}:20:00",
        f"log_reminder {day}",
    ]


def test_the_clock_stands_still_without_a_plan_and_runs_again_with_the_next(
    patient: Patient, physiotherapist: User
) -> None:
    plan = start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    look([at("06:00"), at("07:30")])
    end_plan(plan=plan, outcome="stopped", by=physiotherapist, now=at("09:00"))

    look([at("20:00")])

    assert len(ledger()) == 1
    assert next_try_at(patient.clinic_id) == at("07:30")
    assert ReminderClock.objects.get().next_due_at is None

    later = DAY + timedelta(days=5)
    start_demo_plan(patient, "itb-self-care", starts_on=later, now=at("09:00", later))
    look([at("09:00", later), at("20:30", later)])

    assert {row.facts["day"] for row in mails().exclude(facts__day="2026-03-01")} == {
        later.isoformat()
    }


def test_other_moments_hold_from_the_change_on(patient: Patient) -> None:
    """The moment that was just passed over by the change is not made up for."""
    start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    look([at("06:00"), at("07:30")])
    change_patient(
        patient=patient,
        moments=[time(9), time(13)],
        by=patient.user,
        now=at("12:00"),
    )

    hand_over_events(now=at("12:01"))
    look([at("12:01"), at("13:00")])

    assert [key for key, _, _ in ledger()] == [
        "exercise_reminder 2026-03-01:07:30",
        "exercise_reminder 2026-03-01:13:00",
    ]


def test_a_moment_that_is_moved_after_it_came_does_not_come_again(patient: Patient) -> None:
    start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    look([at("06:00"), at("07:30")])
    change_patient(
        patient=patient,
        moments=[time(8), time(20)],
        log_at=time(19),
        by=patient.user,
        now=at("07:40"),
    )

    hand_over_events(now=at("07:41"))
    look([at("07:41"), at("08:00"), at("19:00")])
    change_patient(patient=patient, log_at=time(21), by=patient.user, now=at("19:30"))
    hand_over_events(now=at("19:31"))
    look([at("19:31"), at("21:00")])

    assert ledger() == [
        ("exercise_reminder 2026-03-01:07:30", "pending", ""),
        ("exercise_reminder 2026-03-01:08:00", "suppressed", "already_told"),
        ("log_reminder 2026-03-01", "pending", ""),
        ("exercise_reminder 2026-03-01:20:00", "pending", ""),
    ]


def test_an_exercise_with_its_own_moment_is_reminded_then(patient: Patient) -> None:
    plan = start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    own = Prescription.objects.filter(plan=plan, phase="relative_rest").order_by("key")[0]
    Prescription.objects.filter(pk=own.pk).update(moments=["15:00"])

    look([at("06:00"), at("15:00")])

    assert ("exercise_reminder 2026-03-01:15:00", "pending", "") in ledger()


def test_two_plans_share_one_message(patient: Patient) -> None:
    start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    start_demo_plan(patient, "itb-self-care", starts_on=DAY, now=at("06:00"))

    look([at("06:00"), at("07:30")])

    assert mails().get().plan_id is None


def test_one_clinic_can_be_looked_at_alone(clinic: Clinic, patient: Patient) -> None:
    elsewhere = make_patient(make_clinic())
    for someone in (patient, elsewhere):
        start_demo_plan(someone, starts_on=DAY, now=at("06:00"))

    for now in (at("06:00"), at("07:30")):
        plan_reminders(now=now, clinic_id=clinic.pk)

    assert [row.patient_id for row in mails().all()] == [patient.pk]
    assert not ReminderClock.objects.filter(patient=elsewhere).exists()


def test_a_busy_moment_is_planned_in_turns(clinic: Clinic, patient: Patient) -> None:
    for someone in (patient, make_patient(clinic)):
        start_demo_plan(someone, starts_on=DAY, now=at("06:00"))
    look([at("06:00")])
    assert mails().count() == 0

    assert plan_reminders(now=at("07:30"), limit=1) == 2
    assert plan_reminders(now=at("07:30"), limit=1) == 0


def test_a_clock_that_jumps_plans_every_moment_as_it_came(
    patient: Patient, physiotherapist: User
) -> None:
    plan = start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    look([at("06:00")])
    pause = PausePlan(from_on=DAY + timedelta(days=1), until_on=DAY + timedelta(days=2))
    change_plan(plan=plan, change=pause, by=physiotherapist, now=at("06:30"))

    plan_reminders(now=at("20:10", DAY + timedelta(days=1)), on_time=True)

    assert ledger() == [
        ("exercise_reminder 2026-03-01:07:30", "pending", ""),
        ("exercise_reminder 2026-03-01:20:00", "pending", ""),
        ("log_reminder 2026-03-01", "pending", ""),
        ("exercise_reminder 2026-03-02:07:30", "suppressed", "paused"),
        ("exercise_reminder 2026-03-02:20:00", "suppressed", "paused"),
    ]
    settled = mails().filter(state="suppressed").values_list("due_at", "settled_at")
    assert all(due == at_ for due, at_ in settled)
