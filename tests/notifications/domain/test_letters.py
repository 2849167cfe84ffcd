"""Letters come once a week or once a working day, by the wall clock, also when it changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.letters import (
    SUMMARY_AT,
    digest_before,
    newest_digest,
    newest_summary,
    next_digest,
    next_summary,
    week_of,
)
from notifications.domain.office import OfficeDays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "Europe/Amsterdam",
            "America/New_York",
            "Australia/Lord_Howe",
            "Asia/Kathmandu",
            "Pacific/Apia",
        )
    ]
)
INSTANTS = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
OFFICES = st.builds(
    OfficeDays,
    weekdays=st.sets(st.integers(1, 7), min_size=1),
    country=st.sampled_from(["NL", "US", ""]),
    closed=st.just(frozenset({date(2026, 3, 3)})),
    digest_at=st.times().map(lambda wall: wall.replace(microsecond=0)),
)


def test_a_week_begins_on_monday() -> None:
    monday, sunday = date(2026, 3, 2), date(2026, 3, 8)

    weeks = {week_of(monday + timedelta(days=count)) for count in range(7)}

    assert [(week.first_on, week.last_on) for week in weeks] == [(monday, sunday)]
    assert week_of(sunday + timedelta(days=1)).first_on == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("zone", "after", "at"),
    [
        pytest.param("Europe/Amsterdam", "2026-03-04 12:00", "2026-03-08 17:00", id="winter"),
        pytest.param("Europe/Amsterdam", "2026-03-28 12:00", "2026-03-29 16:00", id="spring"),
        pytest.param("Europe/Amsterdam", "2026-10-24 12:00", "2026-10-25 17:00", id="autumn"),
        pytest.param("America/New_York", "2026-03-07 12:00", "2026-03-08 22:00", id="spring there"),
        pytest.param("America/New_York", "2026-10-31 12:00", "2026-11-01 23:00", id="autumn there"),
        # Half an hour of summer time: +11:00 becomes +10:30 and back.
        pytest.param("Australia/Lord_Howe", "2026-04-04 00:00", "2026-04-05 07:30", id="island"),
        pytest.param("Australia/Lord_Howe", "2026-10-03 00:00", "2026-10-04 07:00", id="back"),
        pytest.param("Asia/Kathmandu", "2026-03-04 12:00", "2026-03-08 12:15", id="odd minutes"),
        pytest.param("Europe/Amsterdam", "2026-03-08 17:00", "2026-03-15 17:00", id="right then"),
        pytest.param("Europe/Amsterdam", "2026-03-08 20:00", "2026-03-15 17:00", id="sunday late"),
    ],
)
def test_a_summary_comes_on_sunday_at_six(zone: str, after: str, at: str) -> None:
    moment = next_summary(ZoneInfo(zone), after=_utc(after))

    assert moment.at == _utc(at)
    assert (moment.day.isoweekday(), moment.wall) == (7, SUMMARY_AT)


@given(ZONES, INSTANTS)
def test_summaries_follow_each_other_week_by_week(zone: ZoneInfo, now: datetime) -> None:
    newest = newest_summary(zone, until=now)
    coming = next_summary(zone, after=now)

    assert newest.at <= now < coming.at
    assert next_summary(zone, after=newest.at) == coming
    assert newest_summary(zone, until=coming.at) == coming
    assert coming.day - newest.day == timedelta(days=7)


@pytest.mark.parametrize(
    ("after", "at"),
    [
        pytest.param("2026-03-04 06:44", "2026-03-04 06:45", id="today"),
        pytest.param("2026-03-04 06:45", "2026-03-05 06:45", id="tomorrow"),
        pytest.param("2026-03-06 12:00", "2026-03-09 06:45", id="after the weekend"),
        pytest.param("2026-04-02 12:00", "2026-04-07 05:45", id="after easter, with good friday"),
        pytest.param("2026-03-27 12:00", "2026-03-30 05:45", id="in summer time"),
        pytest.param("2026-10-23 12:00", "2026-10-26 06:45", id="in winter time"),
    ],
)
def test_an_overview_comes_on_the_days_on_which_the_clinic_works(after: str, at: str) -> None:
    office = OfficeDays(closed=frozenset({date(2026, 4, 3)}))

    assert next_digest(office, AMSTERDAM, after=_utc(after)).at == _utc(at)


def test_a_moment_that_the_clock_skips_comes_right_after_the_gap() -> None:
    office = OfficeDays(weekdays=(7,), country="", digest_at=time(2, 30))

    assert next_digest(office, AMSTERDAM, after=_utc("2026-03-28 12:00")).at == _utc(
        "2026-03-29 01:00"
    )


@given(OFFICES, ZONES, INSTANTS)
def test_overviews_follow_each_other(office: OfficeDays, zone: ZoneInfo, now: datetime) -> None:
    coming = next_digest(office, zone, after=now)

    assert coming.at > now
    assert office.is_open(coming.day)
    assert newest_digest(office, zone, until=coming.at) == coming
    assert digest_before(office, zone, coming.day) <= now


def test_an_overview_of_yesterday_is_not_made_any_more() -> None:
    office = OfficeDays()

    assert newest_digest(office, AMSTERDAM, until=_utc("2026-03-05 06:00")) is None
    assert newest_digest(office, AMSTERDAM, until=_utc("2026-03-07 12:00")) is None


def test_news_on_monday_begins_on_friday() -> None:
    since = digest_before(OfficeDays(), AMSTERDAM, date(2026, 3, 9))

    assert since == _utc("2026-03-06 06:45")


def test_a_clinic_that_seems_closed_for_ever_gets_its_overview_all_the_same() -> None:
    never = OfficeDays(weekdays=())

    assert next_digest(never, AMSTERDAM, after=_utc("2026-03-04 12:00")).day == date(2026, 3, 5)
    assert digest_before(never, AMSTERDAM, date(2026, 3, 5)) == _utc("2026-03-04 06:45")


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
