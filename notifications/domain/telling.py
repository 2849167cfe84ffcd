"""When a piece of news is told: at once, or when the quiet hours are over."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from notifications.domain.timing import QuietHours, end_of_quiet
from plans.domain.days import local_day
from plans.domain.rule import MORE_SIGNS


def telling_at(
    at: datetime, urgency: str, quiet: QuietHours, zone: ZoneInfo, *, same_day: bool = False
) -> datetime:
    """Return when a person is told of something that came up at ``at`` (UTC).

    After the quiet hours, unless it is ``immediate``: that never waits. What belongs to the
    ``same_day`` waits no longer than that day lasts: if it stays quiet until midnight, it is told
    at once.
    """
    if urgency == "immediate":
        return at
    later = end_of_quiet(at, quiet, zone)
    if same_day and local_day(later, zone) != local_day(at, zone):
        return at
    return later


def is_for_the_same_day(question: str) -> bool:
    """Say whether a question has to reach the patient on the day it is asked (DEF-15)."""
    return question == MORE_SIGNS
