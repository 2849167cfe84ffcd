"""One day of one patient as it is told to staff: every moment, with the message or why not."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.domain.kind import MessageKind
from notifications.domain.state import Reason
from notifications.domain.why import Silence
from notifications.models import Preference
from notifications.selectors.why import DayOfMessages, Thing, day_of_messages
from notifications.services.compose import plan_reminders
from notifications.services.handover import hand_over_events
from plans.domain.change import PausePlan
from plans.models import Clinic, Patient, Plan, User
from plans.services.changing import change_plan
from plans.services.ending import end_plan
from plans.services.history import the_program
from plans.services.people import change_patient
from plans.services.reporting import record_pain, record_signs
from tests.factories.people import make_clinic, make_patient, make_staff
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import refer

pytestmark = pytest.mark.usefixtures("catalogue")

DAY = date(2026, 3, 2)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EXERCISES, SCORE, NUDGE = (
    MessageKind.EXERCISE_REMINDER,
    MessageKind.LOG_REMINDER,
    MessageKind.NUDGE,
)


def at(clock: str, day: date = DAY) -> datetime:
    """The instant at which the clock in Amsterdam shows this."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=AMSTERDAM).astimezone(UTC)


@pytest.fixture
def staff(clinic: Clinic) -> User:
    return make_staff(clinic)


@pytest.fixture
def plan(patient: Patient) -> Plan:
    """A plan that began at six in the morning, and whose clock runs since."""
    plan = start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    plan_reminders(now=at("06:00"))
    return plan


def told(viewer: User, patient: Patient, now: datetime, day: date = DAY) -> DayOfMessages:
    found = day_of_messages(patient_id=patient.pk, day=day, viewer=viewer, now=now)
    assert found is not None
    return found


def clinician(patient: Patient) -> User:
    assert patient.physiotherapist is not None
    return patient.physiotherapist


def silences(found: DayOfMessages) -> dict[tuple[str, str], Silence | None]:
    """Kind and wall-clock time of each moment, with why there was no message."""
    return {
        (thing.kind.value, f"{thing.reminder.wall:%H:%M}"): thing.silence
        for thing in found.things
        if thing.reminder
    }


def of(found: DayOfMessages, kind: MessageKind, index: int = 0) -> Thing:
    return [thing for thing in found.things if thing.kind is kind][index]


def test_a_day_shows_what_was_told_and_what_is_ahead(
    plan: Plan, patient: Patient, staff: User
) -> None:
    plan_reminders(now=at("07:30"))

    found = told(staff, patient, at("07:31"))

    assert silences(found) == {
        ("exercise_reminder", "07:30"): None,
        ("nudge", "12:00"): Silence.AHEAD_AFTER_SILENCE,
        ("exercise_reminder", "20:00"): Silence.AHEAD,
        ("log_reminder", "20:30"): Silence.AHEAD,
    }
    assert {row.channel for row in of(found, EXERCISES).messages} == {"email", "inbox"}
    assert of(found, EXERCISES).messages[0].channel == "email"
    assert of(found, EXERCISES, 1).due_at == at("20:00")


def test_a_moment_that_will_not_be_told_says_so_beforehand(
    plan: Plan, patient: Patient, staff: User
) -> None:
    Preference.objects.create(user=patient.user, quiet_from=time(20, 15))
    record_pain(injury=plan.injury, pain=2, for_on=DAY, by=patient.user, now=at("10:00"))

    found = told(staff, patient, at("11:00"))

    score = of(found, SCORE)
    assert (score.silence, score.reason) == (Silence.AHEAD_BUT, Reason.DONE)
    tomorrow = told(staff, patient, at("11:00"), DAY + timedelta(days=1))
    score = of(tomorrow, SCORE)
    assert (score.silence, score.reason) == (Silence.AHEAD_BUT, Reason.QUIET_HOURS)
    assert of(tomorrow, EXERCISES, 1).silence is Silence.AHEAD


def test_a_paused_day_ahead_says_so(plan: Plan, patient: Patient, staff: User) -> None:
    pause = PausePlan(until_on=DAY + timedelta(days=3))
    change_plan(plan=plan, change=pause, by=clinician(patient), now=at("09:00"))

    score = of(told(staff, patient, at("10:00"), DAY + timedelta(days=1)), SCORE)

    assert (score.silence, score.reason) == (Silence.AHEAD_BUT, Reason.PAUSED)


def test_a_patient_without_a_plan_is_asked_nothing(patient: Patient, staff: User) -> None:
    assert set(silences(told(staff, patient, at("23:00"))).values()) == {Silence.NO_PLAN}


def test_before_the_record_there_was_nobody_to_ask(
    plan: Plan, patient: Patient, staff: User
) -> None:
    found = told(staff, patient, at("23:00"), date(2026, 1, 2))

    assert set(silences(found).values()) == {Silence.NO_RECORD}


def test_before_and_after_a_plan_nothing_is_asked(
    plan: Plan, patient: Patient, staff: User
) -> None:
    end_plan(plan=plan, outcome="stopped", by=clinician(patient), now=at("12:00", date(2026, 3, 5)))
    now = at("12:00", date(2026, 3, 8))

    before = told(staff, patient, now, date(2026, 3, 1))
    after = told(staff, patient, now, date(2026, 3, 7))

    assert set(silences(before).values()) == {Silence.NOT_BEGUN}
    assert set(silences(after).values()) == {Silence.ENDED}


def test_a_warning_sign_stops_the_exercises(patient: Patient, staff: User) -> None:
    plan = start_demo_plan(patient, "calf-tear", starts_on=DAY, now=at("06:00"))
    record_signs(injury=plan.injury, signs=["warm", "red"], by=patient.user, now=at("09:00"))

    found = told(staff, patient, at("10:00"), DAY + timedelta(days=1))

    assert of(found, EXERCISES).silence is Silence.STOPPED


def test_a_moment_before_the_plan_was_made(patient: Patient, staff: User) -> None:
    start_demo_plan(patient, starts_on=DAY, now=at("09:00"))
    plan_reminders(now=at("09:00"))

    found = told(staff, patient, at("10:00"))

    assert of(found, EXERCISES).silence is Silence.PLAN_CAME_LATER


def test_a_moment_that_just_came_and_one_that_nobody_saw(
    plan: Plan, patient: Patient, staff: User
) -> None:
    assert of(told(staff, patient, at("07:31")), EXERCISES).silence is Silence.NOW
    assert of(told(staff, patient, at("07:50")), EXERCISES).silence is Silence.OVERDUE


def test_a_moment_that_was_moved_afterwards(plan: Plan, patient: Patient, staff: User) -> None:
    plan_reminders(now=at("09:00"))
    change_patient(
        patient=patient,
        moments=[time(8), time(20)],
        by=the_program(),
        now=at("10:00"),
    )

    found = told(staff, patient, at("11:00"))

    assert silences(found)["exercise_reminder", "08:00"] is Silence.CHANGED_SINCE
    old = next(thing for thing in found.things if thing.messages)
    assert (old.kind, old.due_at, old.reminder) == (EXERCISES, at("07:30"), None)


def test_a_word_after_silence_and_why_there_is_none(
    plan: Plan, patient: Patient, staff: User
) -> None:
    third = DAY + timedelta(days=2)
    fourth = DAY + timedelta(days=3)
    for day in (DAY, DAY + timedelta(days=1), third):
        plan_reminders(now=at("23:00", day))
        plan_reminders(now=at("12:00", day + timedelta(days=1)))
    now = at("13:00", fourth)

    assert of(told(staff, patient, now), NUDGE).silence is Silence.NOT_ASKED_LONG_ENOUGH
    assert of(told(staff, patient, now, third), NUDGE).messages

    record_pain(injury=plan.injury, pain=2, for_on=third, by=patient.user, now=at("11:00", fourth))
    fifth = DAY + timedelta(days=4)
    plan_reminders(now=at("13:00", fifth))
    assert of(told(staff, patient, at("13:00", fifth), fifth), NUDGE).silence is Silence.HEARD


def test_news_that_waits_for_the_morning_stands_on_both_days(
    plan: Plan, patient: Patient, staff: User
) -> None:
    refer(patient, now=at("23:00"))
    hand_over_events(now=at("23:00"))

    today = told(staff, patient, at("23:05"))
    tomorrow = told(staff, patient, at("23:05"), DAY + timedelta(days=1))

    referral = MessageKind.REFERRAL
    assert of(today, referral).due_at == of(tomorrow, referral).due_at
    assert of(today, referral).due_at > at("23:59")


@pytest.mark.parametrize(
    ("day", "clock", "shown"),
    [
        (date(2026, 3, 29), "02:30", "03:00"),
        (date(2026, 10, 25), "02:30", "02:30"),
    ],
)
def test_on_the_days_on_which_the_clock_changes_each_moment_stands_once(
    clinic: Clinic, staff: User, day: date, clock: str, shown: str
) -> None:
    night = make_patient(clinic, moments=[time.fromisoformat(clock)])
    start_demo_plan(night, starts_on=day - timedelta(days=1))
    found = told(staff, night, at("12:00", day - timedelta(days=2)), day)

    moments = [thing for thing in found.things if thing.kind is EXERCISES]

    assert [f"{thing.due_at.astimezone(AMSTERDAM):%H:%M}" for thing in moments] == [shown]
    assert len(found.things) == 3


def test_who_may_not_see_the_patient_is_told_nothing(plan: Plan, patient: Patient) -> None:
    stranger = make_staff(make_clinic())

    assert day_of_messages(patient_id=patient.pk, day=DAY, viewer=stranger, now=at("12:00")) is None


def test_the_cost_does_not_grow_with_what_there_is_to_tell(
    plan: Plan, patient: Patient, staff: User
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            told(staff, patient, at("23:50"))
        return len(seen)

    plan_reminders(now=at("07:30"))
    few = cost()
    plan_reminders(now=at("20:30"))
    for _ in range(3):
        refer(patient, now=at("21:00"))
    hand_over_events(now=at("21:00"))

    assert cost() == few <= 27
