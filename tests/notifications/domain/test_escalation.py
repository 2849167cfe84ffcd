"""An alert that nobody answers is told again and goes further, in time and never in a flood."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.escalation import (
    DEFAULTS,
    EVERYBODY,
    Audience,
    Schedule,
    Step,
    may_go_at,
    step_to_take,
)
from notifications.domain.office import OfficeDays
from notifications.domain.timing import QuietHours
from plans.domain.days import local_day, midnight

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
TEN_TWENTY_THIRTY = DEFAULTS["immediate"]

DAYS_OF_CHANGE = {
    "Europe/Amsterdam": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
}
URGENCIES = st.sampled_from(sorted(DEFAULTS))
WALLS = st.times(max_value=time(23, 59)).map(lambda wall: wall.replace(second=0, microsecond=0))
QUIET = st.lists(st.builds(QuietHours, WALLS, WALLS), min_size=1, max_size=3)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Any schedule that a clinic can set."""
    minutes = st.integers(0, 3 * 24 * 60)
    first = draw(st.integers(1, 3 * 24 * 60))
    second = first + draw(minutes)
    third = second + draw(minutes)
    every = draw(st.integers(5, 14 * 24 * 60))
    return Schedule(*(timedelta(minutes=count) for count in (first, second, third, every)))


@st.composite
def places(draw: st.DrawFn) -> tuple[ZoneInfo, datetime]:
    """A zone, and an instant about the days on which its clock changes."""
    name = draw(st.sampled_from(sorted(DAYS_OF_CHANGE)))
    zone = ZoneInfo(name)
    day = draw(st.sampled_from(DAYS_OF_CHANGE[name]))
    return zone, midnight(day, zone) + timedelta(minutes=draw(st.integers(-2 * 1440, 2 * 1440)))


def minutes(*counts: int) -> Schedule:
    """A schedule in minutes."""
    return Schedule(*(timedelta(minutes=count) for count in counts))


def taken_on_time(schedule: Schedule, began_at: datetime) -> Iterator[tuple[datetime, Step]]:
    """Give the steps when somebody looks exactly when each one is due."""
    taken, due_at = 0, began_at + schedule.gap_after(0)
    while True:
        step = step_to_take(schedule, taken=taken, due_at=due_at, now=due_at)
        yield due_at, step
        taken, due_at = step.number, step.next_at


def taken_late(
    schedule: Schedule, began_at: datetime, late: list[int]
) -> Iterator[tuple[datetime, Step]]:
    """Give the steps when somebody looks so many minutes late each time."""
    taken, due_at = 0, began_at + schedule.gap_after(0)
    for minutes_late in late:
        now = due_at + timedelta(minutes=minutes_late)
        step = step_to_take(schedule, taken=taken, due_at=due_at, now=now)
        assert step.number > taken
        yield now, step
        taken, due_at = step.number, step.next_at


def test_an_alert_goes_further_step_by_step() -> None:
    steps = taken_on_time(TEN_TWENTY_THIRTY, NOON)
    first = [next(steps) for _ in range(5)]

    assert [(at - NOON) // timedelta(minutes=1) for at, _ in first] == [10, 20, 30, 90, 150]
    assert [step.audiences for _, step in first] == [
        {Audience.SAME},
        {Audience.COLLEAGUES},
        {Audience.CLINIC},
        EVERYBODY,
        EVERYBODY,
    ]
    assert [step.only_repeats for _, step in first] == [True, False, False, False, False]


def test_after_a_standstill_there_is_one_step_that_reaches_everybody_it_missed() -> None:
    six_hours_later = NOON + timedelta(hours=6)

    step = step_to_take(
        TEN_TWENTY_THIRTY, taken=0, due_at=NOON + timedelta(minutes=10), now=six_hours_later
    )

    assert (step.number, step.audiences) == (4, EVERYBODY)
    assert step.next_at == six_hours_later + timedelta(hours=1)


def test_a_short_standstill_skips_no_further_than_it_lasted() -> None:
    late = NOON + timedelta(minutes=25)

    step = step_to_take(TEN_TWENTY_THIRTY, taken=0, due_at=NOON + timedelta(minutes=10), now=late)

    assert step.number == 2
    assert step.audiences == {Audience.SAME, Audience.COLLEAGUES}
    assert step.next_at == late + timedelta(minutes=10)


def test_steps_that_fall_together_are_one() -> None:
    at_once = minutes(10, 10, 10, 60)

    step = step_to_take(
        at_once, taken=0, due_at=NOON + timedelta(minutes=10), now=NOON + timedelta(minutes=10)
    )

    assert (step.number, step.audiences) == (3, EVERYBODY)
    assert step.next_at == NOON + timedelta(minutes=70)


@pytest.mark.parametrize(
    "figures", [(0, 1, 2, 5), (20, 10, 30, 60), (10, 30, 20, 60), (10, 20, 30, 0)]
)
def test_a_schedule_that_goes_back_or_nowhere_is_refused(figures: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="alert"):
        minutes(*figures)


@given(schedule=schedules())
def test_no_step_comes_before_its_time(schedule: Schedule) -> None:
    ends = (schedule.repeat_after, schedule.colleague_after, schedule.clinic_after)
    steps = taken_on_time(schedule, NOON)

    for at, step in (next(steps) for _ in range(6)):
        repeats = max(0, step.number - 3)
        assert at - NOON == ends[min(step.number, 3) - 1] + repeats * schedule.then_every


@given(schedule=schedules(), late=st.lists(st.integers(0, 10_000), min_size=8, max_size=8))
def test_an_unanswered_alert_is_told_again_and_never_twice_at_once(
    schedule: Schedule, late: list[int]
) -> None:
    """However irregularly somebody looks."""
    gaps = [schedule.gap_after(step) for step in range(4)]
    before, reached = NOON, set[Audience]()

    for now, step in taken_late(schedule, NOON, late):
        assert before < now < step.next_at <= now + max(gaps)
        assert step.audiences
        before, reached = now, reached | step.audiences

    assert reached == EVERYBODY


@given(schedule=schedules(), late=st.lists(st.integers(0, 10_000), min_size=4, max_size=8))
def test_in_the_end_everybody_is_told_at_the_interval_that_was_set(
    schedule: Schedule, late: list[int]
) -> None:
    now, step = list(taken_late(schedule, NOON, late))[-1]

    assert step.number >= 4
    assert step.next_at - now == schedule.then_every


def test_what_is_important_waits_for_the_first_to_wake_up() -> None:
    late = datetime(2026, 3, 2, 23, tzinfo=UTC)
    early, usual = QuietHours(time(22), time(6)), QuietHours()

    told_at = may_go_at("important", late, [usual, early], AMSTERDAM, OfficeDays())

    assert told_at == datetime(2026, 3, 3, 5, tzinfo=UTC)


def test_what_is_immediate_waits_for_nothing() -> None:
    christmas_night = datetime(2026, 12, 25, 2, tzinfo=UTC)

    told_at = may_go_at("immediate", christmas_night, [QuietHours()], AMSTERDAM, OfficeDays())

    assert told_at == christmas_night


@pytest.mark.parametrize("urgency", ["contact", "may"])
def test_what_is_less_urgent_waits_for_a_working_day(urgency: str) -> None:
    friday_before_easter = datetime(2026, 4, 3, 10, tzinfo=UTC)

    told_at = may_go_at(urgency, friday_before_easter, [QuietHours()], AMSTERDAM, OfficeDays())

    assert told_at == datetime(2026, 4, 7, 5, tzinfo=UTC)


@given(urgency=URGENCIES, place=places(), quiet=QUIET)
def test_a_step_is_told_in_the_open_and_within_bounds(
    urgency: str, place: tuple[ZoneInfo, datetime], quiet: list[QuietHours]
) -> None:
    """On both days of the year on which the clock changes."""
    zone, at = place
    office = OfficeDays()

    told_at = may_go_at(urgency, at, quiet, zone, office)

    assert told_at >= at
    if urgency == "immediate":
        assert told_at == at
        return
    wall = told_at.astimezone(zone).time()
    assert not all(hours.covers(wall) for hours in quiet)
    if urgency == "important":
        assert told_at - at <= timedelta(hours=25)
    else:
        assert told_at - at <= timedelta(days=7)
        assert may_go_at(urgency, told_at, quiet, zone, office) <= told_at + timedelta(days=7)
        assert office.is_open(local_day(told_at, zone)) or any(
            hours.covers(time(7)) for hours in quiet
        )
