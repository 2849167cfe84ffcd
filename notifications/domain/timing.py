"""When a message is due where the patient lives, how long it is of use, and when it is quiet.

Every moment is a wall-clock time. It happens exactly once on each local calendar day, also on the
two days of the year on which the clock changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from plans.domain.days import ONE_DAY, instant, local_day, midnight

LONGEST_USE = timedelta(hours=2)
"""An exercise reminder helps nobody any more this long after its moment."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One wall-clock moment of one local day, and the instant (UTC) at which it happens."""

    day: date
    wall: time
    at: datetime


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours in which a person is left alone; half-open, and they may pass midnight.

    Without quiet hours both ends are the same.
    """

    starts: time = time(22)
    ends: time = time(7)

    def covers(self, wall: time) -> bool:
        """Say whether it is quiet when the clock shows ``wall``."""
        if self.starts <= self.ends:
            return self.starts <= wall < self.ends
        return wall >= self.starts or wall < self.ends


def moments_between(
    walls: Collection[time], zone: ZoneInfo, *, after: datetime, until: datetime
) -> list[Moment]:
    """Return every moment later than ``after`` and not later than ``until``, in order of time.

    The span is half-open, so that spans that follow each other hold each moment once.
    """
    first = local_day(after, zone) - ONE_DAY
    end = local_day(until, zone) + ONE_DAY
    days = (first + timedelta(days=count) for count in range((end - first).days + 1))
    found = (moment for day in days for moment in _moments_of(day, walls, zone))
    return sorted((moment for moment in found if after < moment.at <= until), key=_in_time)


def next_moment(walls: Collection[time], zone: ZoneInfo, *, after: datetime) -> Moment | None:
    """Return the first moment later than ``after``; ``None`` when there are no moments at all."""
    soon = moments_between(walls, zone, after=after, until=after + 3 * ONE_DAY)
    return soon[0] if soon else None


def end_of_quiet(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """Return ``at`` itself, or when the quiet hours in which it falls are over (UTC)."""
    local = at.astimezone(zone)
    wall = local.time()
    if not quiet.covers(wall):
        return at
    day = local.date() if wall < quiet.ends else local.date() + ONE_DAY
    end = instant(day, quiet.ends, zone)
    if end > at:
        return end
    # The clock was put back and shows this hour for the second time.
    return at + (datetime.combine(day, quiet.ends) - local.replace(tzinfo=None))


def exercise_reminder_ends(moment: Moment, walls: Collection[time], zone: ZoneInfo) -> datetime:
    """Return when a reminder of ``moment`` is worth nothing any more (UTC).

    At the day's next moment, which has a reminder of its own, or after two hours.
    """
    later = [other.at for other in _moments_of(moment.day, walls, zone) if other.at > moment.at]
    return min([*later, moment.at + LONGEST_USE])


def log_reminder_ends(moment: Moment, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """Return when asking for the day's score is over (UTC): at midnight or when it gets quiet."""
    ends = midnight(moment.day + ONE_DAY, zone)
    quiet_at = instant(moment.day, quiet.starts, zone)
    if quiet.starts != quiet.ends and moment.at < quiet_at:
        return min(ends, quiet_at)
    return ends


def _moments_of(day: date, walls: Collection[time], zone: ZoneInfo) -> Iterator[Moment]:
    return (Moment(day, wall, instant(day, wall, zone)) for wall in sorted(set(walls)))


def _in_time(moment: Moment) -> tuple[datetime, time]:
    return (moment.at, moment.wall)
