"""The three kinds of duration, in the unit in which they were stated."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from plans.domain.duration import (
    AboutDuration,
    Bounds,
    Duration,
    MaximumDuration,
    RangeDuration,
    after,
    is_longer,
)
from tests.plans.domain.documents import SOURCE, about, at_most, range_of

DURATION: TypeAdapter[Duration] = TypeAdapter(Duration)
START = date(2026, 3, 1)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
PERIODS = st.builds("P{}{}".format, st.integers(0, 60), st.sampled_from("DWM"))
LASTING = st.builds("P{}{}".format, st.integers(1, 60), st.sampled_from("DWM"))


@pytest.mark.parametrize(
    ("day", "period", "then"),
    [
        (date(2026, 3, 1), "P0D", date(2026, 3, 1)),
        (date(2026, 3, 1), "P10D", date(2026, 3, 11)),
        (date(2026, 3, 1), "P3W", date(2026, 3, 22)),
        (date(2026, 3, 1), "P2M", date(2026, 5, 1)),
        (date(2026, 1, 31), "P1M", date(2026, 2, 28)),
        (date(2024, 1, 31), "P1M", date(2024, 2, 29)),
        (date(2024, 2, 29), "P12M", date(2025, 2, 28)),
        (date(2024, 2, 29), "P48M", date(2028, 2, 29)),
        (date(2026, 11, 30), "P3M", date(2027, 2, 28)),
        (date(2026, 12, 31), "P1M", date(2027, 1, 31)),
        (date(2026, 10, 24), "P2D", date(2026, 10, 26)),
    ],
)
def test_a_period_ends_on_a_calendar_day(day: date, period: str, then: date) -> None:
    assert after(day, period) == then


@pytest.mark.parametrize("period", ["", "3W", "P3", "P1Y", "P-1D", "P1W2D", "PT1H", "p1d", "P1.5W"])
def test_nothing_else_is_a_period(period: str) -> None:
    with pytest.raises(ValueError, match="is not a period such as P10D, P3W or P2M"):
        after(START, period)


@given(day=DAYS, period=PERIODS)
def test_a_period_never_ends_before_it_begins(day: date, period: str) -> None:
    assert after(day, period) >= day


@given(day=DAYS, months=st.integers(0, 60))
def test_months_keep_their_day_or_take_the_last_one(day: date, months: int) -> None:
    then = after(day, f"P{months}M")

    assert (then.year - day.year) * 12 + then.month - day.month == months
    assert then.day == day.day or (then + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("document", "kind", "bounds"),
    [
        (
            range_of("P1W", "P3W"),
            RangeDuration,
            Bounds(date(2026, 3, 8), date(2026, 3, 22), date(2026, 3, 22)),
        ),
        (
            at_most("P3W"),
            MaximumDuration,
            Bounds(date(2026, 3, 1), date(2026, 3, 22), date(2026, 3, 22)),
        ),
        (
            about("P3W"),
            AboutDuration,
            Bounds(date(2026, 3, 22), date(2026, 3, 22), date(2026, 3, 22)),
        ),
        (
            range_of("P3M", "P6M"),
            RangeDuration,
            Bounds(date(2026, 6, 1), date(2026, 9, 1), date(2026, 9, 1)),
        ),
    ],
)
def test_the_three_kinds_differ_in_when_they_may_end(
    document: dict[str, str], kind: type, bounds: Bounds
) -> None:
    duration = DURATION.validate_json(json.dumps(document))

    assert type(duration) is kind
    assert duration.bounds(START) == bounds


@given(day=DAYS, shortest=PERIODS, longest=LASTING)
def test_bounds_are_in_order(day: date, shortest: str, longest: str) -> None:
    if is_longer(shortest, longest):
        shortest, longest = longest, shortest
    bounds = RangeDuration(min=shortest, max=longest, source=SOURCE).bounds(day)

    assert day <= bounds.earliest_end
    assert bounds.target_end == bounds.latest_end


@pytest.mark.parametrize(
    ("first", "second", "longer"),
    [("P2W", "P10D", True), ("P1M", "P4W", True), ("P4W", "P1M", False), ("P7D", "P1W", False)],
)
def test_periods_in_different_units_are_compared(first: str, second: str, longer: bool) -> None:
    assert is_longer(first, second) is longer


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (range_of("P0D", "P0D"), "it lasts no days"),
        (at_most("P0W"), "it lasts no days"),
        (about("P0D"), "it lasts no days"),
        (range_of("P3W", "P1W"), r"the range ends \(P1W\) before it starts \(P3W\)"),
        (at_most("P1Y"), "String should match pattern"),
        (at_most("3 weeks"), "String should match pattern"),
        (about("P03W"), "String should match pattern"),
        ({"type": "about", "target": "P3W"}, "Field required"),
        (about("P3W") | {"min": "P1W"}, "Unexpected keyword argument"),
        (about("P3W") | {"source": "somebody said so"}, "String should match pattern"),
        (about("P3W") | {"type": "roughly"}, "does not match any of the expected tags"),
        ({"target": "P3W", "source": SOURCE}, "Unable to extract tag"),
    ],
)
def test_a_duration_that_makes_no_sense_is_refused(document: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        DURATION.validate_json(json.dumps(document))
