"""A friendly word after silence, and how seldom it may be said."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, time, timedelta

from plans.domain.days import ONE_DAY

NUDGE_AT = time(12)
"""Noon, wall-clock: apart from the patient's own moments, in nobody's usual quiet hours."""

SILENT_DAYS = 2
"""So many whole days in a row without any report are a silence (clinic's choice)."""

LIMITS = ((1, 1), (4, 2), (10, 4))
"""In so many days at most so many nudges (HeartSteps throttles its messages alike)."""

LONGEST_LIMIT = max(days for days, _ in LIMITS)


def silent_days(day: date) -> tuple[date, ...]:
    """Return the days before ``day`` that must all have been asked about and stayed empty."""
    return tuple(day - count * ONE_DAY for count in range(SILENT_DAYS, 0, -1))


def may_nudge(day: date, nudged_on: Collection[date]) -> bool:
    """Say whether one more nudge on ``day`` stays within every limit."""
    return all(
        sum(day - timedelta(days=days) < other <= day for other in nudged_on) < most
        for days, most in LIMITS
    )
