"""Windows: their days, their blocks, and that they follow each other without a gap."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.rules.window import Window

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
LENGTHS = st.integers(4, 366)


def test_the_first_fortnight_of_the_worked_example() -> None:
    """EX-23."""
    window = Window(date(2024, 3, 1), 14)

    assert (window.baseline_block[0], window.baseline_block[-1]) == (
        date(2024, 3, 1),
        date(2024, 3, 4),
    )
    assert (window.end_block[0], window.end_block[-1]) == (date(2024, 3, 11), date(2024, 3, 14))
    assert window.judged_on == date(2024, 3, 15)


@pytest.mark.parametrize(
    ("days", "block"), [(4, 2), (5, 2), (7, 2), (8, 2), (9, 3), (11, 3), (12, 4), (14, 4), (21, 4)]
)
def test_a_block_lasts_two_to_four_days(days: int, block: int) -> None:
    window = Window(date(2024, 3, 1), days)

    assert window.block_days == block
    assert len(window.baseline_block) == len(window.end_block) == block


def test_a_window_over_a_leap_day_has_fourteen_calendar_days() -> None:
    window = Window(date(2024, 2, 20), 14)

    assert window.last == date(2024, 3, 4)
    assert Window(date(2023, 2, 20), 14).last == date(2023, 3, 5)


@given(first=DAYS, days=LENGTHS)
def test_windows_follow_each_other_without_gap_or_overlap(first: date, days: int) -> None:
    window = Window(first, days)

    assert window.following.first == window.last + timedelta(days=1) == window.judged_on
    assert window.following.days == days


@given(first=DAYS, days=LENGTHS)
def test_the_blocks_lie_at_both_ends_and_do_not_overlap(first: date, days: int) -> None:
    window = Window(first, days)

    assert window.baseline_block[0] == first
    assert window.end_block[-1] == window.last
    assert window.baseline_block[-1] < window.end_block[0]
