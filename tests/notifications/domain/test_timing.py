"""Each wall-clock moment happens once on each local day; a reminder is of use until the next."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.timing import (
    LONGEST_USE,
    Moment,
    QuietHours,
    end_of_quiet,
    exercise_reminder_ends,
    log_reminder_ends,
    moments_between,
    next_moment,
)
from plans.domain.days import instant, midnight

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONES = [
    AMSTERDAM,
    ZoneInfo("America/New_York"),
    # Moves its clock by half an hour only.
    ZoneInfo("Australia/Lord_Howe"),
    # Never moves it, and stands three quarters of an hour off.
    ZoneInfo("Asia/Kathmandu"),
]
# With both days on which the clock changes in each of the zones.
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
SWITCH_DAYS = [
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 3, 8),
    date(2026, 11, 1),
    date(2026, 4, 5),
    date(2026, 10, 4),
]


def _minutes_later(count: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=count)


zones = st.sampled_from(ZONES)
days = st.one_of(st.sampled_from(SWITCH_DAYS), DAYS)
walls = st.builds(time, st.integers(0, 23), st.integers(0, 59))
wall_sets = st.frozensets(walls, min_size=1, max_size=5)
instants = st.integers(0, 700 * 24 * 60).map(_minutes_later)
quiet_hours = st.builds(QuietHours, walls, walls)


@given(day=days, moments=wall_sets, zone=zones)
def test_every_moment_happens_once_on_every_local_day(
    day: date, moments: frozenset[time], zone: ZoneInfo
) -> None:
    before = midnight(day, zone) - timedelta(microseconds=1)
    end = midnight(day + timedelta(days=1), zone) - timedelta(microseconds=1)

    found = moments_between(moments, zone, after=before, until=end)

    assert [moment.day for moment in found] == [day] * len(moments)
    assert sorted(moment.wall for moment in found) == sorted(moments)


@given(
    start=instants,
    steps=st.lists(st.integers(1, 60 * 30), max_size=12),
    moments=wall_sets,
    zone=zones,
)
def test_spans_that_follow_each_other_hold_each_moment_once(
    start: datetime, steps: list[int], moments: frozenset[time], zone: ZoneInfo
) -> None:
    """However irregularly the planner looks, it finds what one look over the whole time finds."""
    looks = [start]
    for minutes in steps:
        looks.append(looks[-1] + timedelta(minutes=minutes))

    found = [
        moment
        for after, until in pairwise(looks)
        for moment in moments_between(moments, zone, after=after, until=until)
    ]

    assert found == moments_between(moments, zone, after=start, until=looks[-1])


@given(at=instants, moments=wall_sets, zone=zones)
def test_the_next_moment_is_the_first_one_after(
    at: datetime, moments: frozenset[time], zone: ZoneInfo
) -> None:
    found = next_moment(moments, zone, after=at)

    assert found is not None
    assert found.at > at
    assert moments_between(moments, zone, after=at, until=found.at)[0] == found
    assert found.at - at <= timedelta(hours=26)


def test_without_moments_there_is_no_next_one() -> None:
    assert next_moment((), AMSTERDAM, after=datetime(2026, 3, 1, tzinfo=UTC)) is None


def test_a_moment_that_the_clock_skips_comes_right_after_the_gap() -> None:
    night = datetime(2026, 3, 28, 23, tzinfo=UTC)

    found = moments_between({time(2, 30)}, AMSTERDAM, after=night, until=night + timedelta(hours=9))

    expected = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert found == [Moment(date(2026, 3, 29), time(2, 30), expected)]


def test_a_moment_that_the_clock_shows_twice_comes_the_first_time() -> None:
    night = datetime(2026, 10, 24, 22, tzinfo=UTC)

    found = moments_between({time(2, 30)}, AMSTERDAM, after=night, until=night + timedelta(hours=9))

    expected = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert found == [Moment(date(2026, 10, 25), time(2, 30), expected)]


@pytest.mark.parametrize(
    ("quiet", "wall", "expected"),
    [
        (QuietHours(time(22), time(7)), time(22), True),
        (QuietHours(time(22), time(7)), time(6, 59), True),
        (QuietHours(time(22), time(7)), time(7), False),
        (QuietHours(time(22), time(7)), time(21, 59), False),
        (QuietHours(time(13), time(14)), time(13, 30), True),
        (QuietHours(time(13), time(14)), time(14), False),
        (QuietHours(time(0), time(0)), time(0), False),
    ],
)
def test_quiet_hours_are_half_open_and_may_pass_midnight(
    quiet: QuietHours, wall: time, *, expected: bool
) -> None:
    assert quiet.covers(wall) is expected


@given(at=instants, quiet=quiet_hours, zone=zones)
def test_quiet_hours_end_when_it_is_no_longer_quiet(
    at: datetime, quiet: QuietHours, zone: ZoneInfo
) -> None:
    end = end_of_quiet(at, quiet, zone)

    if not quiet.covers(at.astimezone(zone).time()):
        assert end == at
        return
    assert at < end <= at + timedelta(hours=25)
    assert not quiet.covers(end.astimezone(zone).time())


def test_quiet_hours_that_end_in_the_hour_that_comes_twice() -> None:
    quiet = QuietHours(time(22), time(2, 30))
    second_time = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)

    assert end_of_quiet(second_time, quiet, AMSTERDAM) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@given(day=days, moments=wall_sets, zone=zones)
def test_an_exercise_reminder_is_of_use_until_the_next_moment_or_two_hours(
    day: date, moments: frozenset[time], zone: ZoneInfo
) -> None:
    of_the_day = sorted({instant(day, wall, zone) for wall in moments})
    for wall in moments:
        at = instant(day, wall, zone)

        ends = exercise_reminder_ends(Moment(day, wall, at), moments, zone)

        assert at < ends <= at + LONGEST_USE
        assert [other for other in of_the_day if at < other < ends] == []


@given(day=days, wall=walls, quiet=quiet_hours, zone=zones)
def test_asking_for_the_score_ends_with_the_day_or_when_it_gets_quiet(
    day: date, wall: time, quiet: QuietHours, zone: ZoneInfo
) -> None:
    at = instant(day, wall, zone)

    ends = log_reminder_ends(Moment(day, wall, at), quiet, zone)

    assert at < ends <= midnight(day + timedelta(days=1), zone)
    if quiet.starts != quiet.ends and instant(day, quiet.starts, zone) > at:
        assert ends <= instant(day, quiet.starts, zone)


def test_the_score_is_asked_until_the_quiet_hours() -> None:
    day = date(2026, 3, 1)
    moment = Moment(day, time(20, 30), instant(day, time(20, 30), AMSTERDAM))

    ends = log_reminder_ends(moment, QuietHours(time(22), time(7)), AMSTERDAM)

    assert ends == datetime(2026, 3, 1, 21, tzinfo=UTC)
