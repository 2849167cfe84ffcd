"""When somebody can first be told something on a day, without being woken for it."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from notifications.domain.timing import QuietHours, end_of_quiet
from plans.domain.days import instant, midnight

EARLIEST = time(7)
"""Nobody is told anything at midnight, also who has no quiet hours then."""


def morning_of(day: date, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """Return from when on (UTC) a person with these quiet hours is told things on ``day``.

    When the quiet hours of the night end, or else at seven, unless it is quiet then.
    """
    begin = midnight(day, zone)
    ends_at = end_of_quiet(begin, quiet, zone)
    if ends_at > begin:
        return ends_at
    return end_of_quiet(instant(day, EARLIEST, zone), quiet, zone)
