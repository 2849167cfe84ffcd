"""A day is the patient's calendar day, whatever the clock does that day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.days import days_between, instant, local_day, midnight

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONES = [
    "Europe/Amsterdam",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Asia/Kathmandu",  # three quarters of an hour off
    "Africa/Cairo",  # the clock skips midnight
    "Asia/Beirut",
    "America/Santiago",
    "Africa/Casablanca",  # the clock goes back for Ramadan
    "Pacific/Apia",
]
MINUTES = [time(minute // 60, minute % 60) for minute in range(24 * 60)]
SWITCHES = [
    ("Europe/Amsterdam", date(2026, 3, 29)),
    ("Europe/Amsterdam", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Asia/Kathmandu", date(2026, 3, 29)),
    ("Africa/Cairo", date(2024, 4, 26)),
    ("Africa/Cairo", date(2024, 10, 31)),
    ("Asia/Beirut", date(2024, 3, 31)),
    ("Asia/Beirut", date(2024, 10, 26)),
]


@pytest.mark.parametrize(("zone", "day"), SWITCHES)
def test_every_minute_happens_once_in_order_and_at_the_time_the_clock_shows(
    zone: str, day: date
) -> None:
    clock = ZoneInfo(zone)
    happened = [instant(day, moment, clock) for moment in MINUTES]
    shown = [at.astimezone(clock).replace(tzinfo=None) for at in happened]
    wanted = [datetime.combine(day, moment) for moment in MINUTES]

    assert happened == sorted(happened)
    # The first time that a moment is shown: an hour before, the clock does not show it yet.
    for at, moment, want in zip(shown, happened, wanted, strict=True):
        assert at >= want
        assert (moment - timedelta(hours=1)).astimezone(clock).replace(tzinfo=None) < want
    skipped = [at for at, want in zip(shown, wanted, strict=True) if at != want]
    assert len(set(skipped)) <= 1


@pytest.mark.parametrize(
    ("zone", "day", "moment", "happens"),
    [
        ("Europe/Amsterdam", date(2026, 3, 29), time(2, 30), "2026-03-29T01:00:00+00:00"),
        ("Europe/Amsterdam", date(2026, 3, 29), time(3, 0), "2026-03-29T01:00:00+00:00"),
        ("Europe/Amsterdam", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30:00+00:00"),
        ("Europe/Amsterdam", date(2026, 3, 29), time(7, 30), "2026-03-29T05:30:00+00:00"),
        ("Europe/Amsterdam", date(2026, 3, 28), time(7, 30), "2026-03-28T06:30:00+00:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30:00+00:00"),
        ("Asia/Kathmandu", date(2026, 3, 29), time(7, 30), "2026-03-29T01:45:00+00:00"),
        ("Africa/Cairo", date(2024, 4, 26), time(0, 0), "2024-04-25T22:00:00+00:00"),
        ("Pacific/Apia", date(2011, 12, 30), time(12, 0), "2011-12-30T10:00:00+00:00"),
    ],
)
def test_a_moment_that_the_clock_skips_or_repeats(
    zone: str, day: date, moment: time, happens: str
) -> None:
    assert instant(day, moment, ZoneInfo(zone)) == datetime.fromisoformat(happens)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("year", [2011, 2024, 2026])
def test_every_day_begins_once_and_days_follow_each_other(zone: str, year: int) -> None:
    clock = ZoneInfo(zone)
    days = list(days_between(date(year, 1, 1), date(year + 1, 1, 2)))
    begins = {day: midnight(day, clock) for day in days}
    lived = [day for day in days if local_day(begins[day], clock) == day]

    assert all(begins[day] < begins[following] for day, following in pairwise(lived))
    for day in lived:
        assert local_day(begins[day] - timedelta(seconds=1), clock) < day
    skipped = [date(2011, 12, 30)] if (zone, year) == ("Pacific/Apia", 2011) else []
    assert [day for day in days if day not in lived] == skipped


def test_a_day_that_a_country_skipped_begins_with_the_next_one() -> None:
    apia = ZoneInfo("Pacific/Apia")

    assert midnight(date(2011, 12, 30), apia) == midnight(date(2011, 12, 31), apia)


@given(
    at=st.integers(946_684_800, 2_114_380_800).map(lambda at: datetime.fromtimestamp(at, UTC)),
    zone=st.sampled_from(ZONES),
)
def test_every_instant_lies_in_the_day_it_belongs_to(at: datetime, zone: str) -> None:
    clock = ZoneInfo(zone)
    day = local_day(at, clock)

    assert midnight(day, clock) <= at < midnight(day + timedelta(days=1), clock)


@given(
    day=st.dates(date(2000, 1, 1), date(2037, 1, 1)),
    moment=st.times(),
    zone=st.sampled_from(ZONES),
)
def test_an_instant_is_in_utc_and_never_before_its_moment(
    day: date, moment: time, zone: str
) -> None:
    clock = ZoneInfo(zone)
    at = instant(day, moment, clock)

    assert at.tzinfo is UTC
    assert at.astimezone(clock).replace(tzinfo=None) >= datetime.combine(day, moment)


def test_the_time_zone_decides_the_day() -> None:
    """EX-25."""
    at = datetime(2024, 3, 14, 23, 30, tzinfo=UTC)

    assert local_day(at, AMSTERDAM) == date(2024, 3, 15)
    assert local_day(at, ZoneInfo("America/New_York")) == date(2024, 3, 14)


@pytest.mark.parametrize(
    ("first", "hours"),
    [(date(2026, 3, 20), 335), (date(2026, 10, 15), 337), (date(2026, 6, 1), 336)],
)
def test_fourteen_days_are_fourteen_calendar_days(first: date, hours: int) -> None:
    days = list(days_between(first, first + timedelta(days=14)))

    assert len(days) == 14
    lasted = midnight(days[-1] + timedelta(days=1), AMSTERDAM) - midnight(first, AMSTERDAM)
    assert lasted == timedelta(hours=hours)


def test_there_are_no_days_before_the_first() -> None:
    assert list(days_between(date(2026, 3, 2), date(2026, 3, 1))) == []
