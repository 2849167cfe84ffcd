"""Which calendar day it is where the patient lives, and when a wall-clock moment happens there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
_ONE_SECOND = timedelta(seconds=1)


def known_zone(name: str) -> ZoneInfo:
    """Return the time zone called ``name``; ``ValueError`` when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name!r} is not a time zone such as Europe/Amsterdam") from None


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """Return the calendar day on which the instant ``at`` falls in ``zone``."""
    return at.astimezone(zone).date()


def instant(day: date, moment: time, zone: ZoneInfo) -> datetime:
    """Return when the wall clock in ``zone`` shows ``moment`` on ``day``, in UTC.

    A moment that the clock skips (the start of summer time) happens at the first instant after the
    gap; a moment that it shows twice (the end of summer time) happens the first time.
    """
    wall = datetime.combine(day, moment)
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first
    return _end_of_gap(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of ``day`` in ``zone``, in UTC."""
    return instant(day, time(), zone)


def days_between(first: date, end: date) -> Iterator[date]:
    """Give every day from ``first`` up to, not including, ``end``."""
    return (first + timedelta(days=count) for count in range((end - first).days))


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Search the instant between ``before`` and ``after`` at which the zone's offset changes."""
    old = before.astimezone(zone).utcoffset()
    while after - before > _ONE_SECOND:
        middle = before + ((after - before) // 2)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
