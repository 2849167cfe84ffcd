"""A word after silence is said seldom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.nudge import LIMITS, may_nudge, silent_days

DAY = date(2026, 3, 20)


def before(*days: int) -> list[date]:
    return [DAY - timedelta(days=count) for count in days]


@pytest.mark.parametrize(
    ("nudged_on", "allowed"),
    [
        ([], True),
        (before(0), False),
        (before(1), True),
        (before(1, 2), False),
        (before(1, 3), False),
        (before(1, 4), True),
        (before(4, 5, 8), True),
        (before(4, 5, 8, 9), False),
        (before(4, 5, 8, 10), True),
    ],
)
def test_at_most_one_a_day_two_in_four_days_and_four_in_ten(
    nudged_on: list[date], allowed: bool
) -> None:
    assert may_nudge(DAY, nudged_on) is allowed


@given(st.lists(st.integers(0, 90), max_size=120, unique=True))
def test_no_silence_is_long_enough_for_more(tries: list[int]) -> None:
    nudged: list[date] = []
    for count in sorted(tries):
        day = DAY + timedelta(days=count)
        if may_nudge(day, nudged):
            nudged.append(day)

    for days, most in LIMITS:
        for first in nudged:
            stretch = [day for day in nudged if first <= day < first + timedelta(days=days)]
            assert len(stretch) <= most


def test_silence_is_two_whole_days() -> None:
    assert silent_days(DAY) == (date(2026, 3, 18), date(2026, 3, 19))
