"""A clinic's working days: weekends, public holidays and days of its own are free."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.office import LONGEST_CLOSED, OfficeDays, is_known_country

DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        pytest.param(date(2026, 3, 2), True, id="a monday"),
        pytest.param(date(2026, 3, 7), False, id="a saturday"),
        pytest.param(date(2026, 4, 6), False, id="easter monday"),
        pytest.param(date(2026, 4, 27), False, id="king's day"),
        pytest.param(date(2025, 5, 5), False, id="liberation day, a holiday every five years"),
        pytest.param(date(2026, 5, 5), True, id="liberation day in a year between"),
        pytest.param(date(2026, 12, 25), False, id="christmas"),
    ],
)
def test_a_clinic_without_settings_works_on_dutch_working_days(day: date, is_open: bool) -> None:
    assert OfficeDays().is_open(day) is is_open


def test_a_clinic_has_its_own_week_country_and_closed_days() -> None:
    office = OfficeDays(weekdays=(2, 6), country="US", closed={date(2026, 3, 3)})

    assert office.is_open(date(2026, 3, 7))
    assert not office.is_open(date(2026, 3, 2))
    assert not office.is_open(date(2026, 3, 3))
    assert not office.is_open(date(2026, 7, 4))
    assert office.is_holiday(date(2026, 7, 4))
    assert not office.is_holiday(date(2026, 3, 3))


@pytest.mark.parametrize("country", ["", "XX", "nl"])
def test_where_no_holidays_are_known_every_weekday_counts(country: str) -> None:
    assert not is_known_country(country)
    assert OfficeDays(country=country).is_open(date(2026, 12, 25))


def test_the_next_day_of_work_comes_after_weekend_and_easter() -> None:
    assert OfficeDays().next_open(date(2026, 4, 3)) == date(2026, 4, 7)


@given(day=DAYS)
def test_the_next_day_of_work_is_the_first_one(day: date) -> None:
    office = OfficeDays()

    found = office.next_open(day)

    between = [day + timedelta(days=count) for count in range((found - day).days)]
    assert office.is_open(found)
    assert not any(office.is_open(other) for other in between)


@given(day=DAYS)
def test_a_clinic_that_never_works_keeps_nobody_waiting(day: date) -> None:
    closed = {day + timedelta(days=count) for count in range(LONGEST_CLOSED.days)}

    assert OfficeDays(weekdays=()).next_open(day) == day
    assert OfficeDays(closed=closed).next_open(day) == day
