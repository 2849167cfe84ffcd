"""How fast a channel may be used, and when one that does not answer is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_SAVING = timedelta(seconds=30)
"""What was not used for longer than this is lost: the time between two beats of the timetable."""

SHORTEST_REST = timedelta(seconds=15)
LONGEST_REST = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class Pace:
    """So many messages a minute, evenly, and no more at once than half a minute's worth."""

    per_minute: int

    @property
    def most(self) -> float:
        """How many messages may go out at once."""
        return max(1.0, self.per_minute * LONGEST_SAVING / timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many messages could still go out at ``counted_at``."""

    left: float
    counted_at: datetime

    def at(self, now: datetime, pace: Pace) -> Allowance:
        """Return the allowance at ``now``; a clock that was put back gives nothing away."""
        passed = max(now - self.counted_at, timedelta())
        earned = pace.per_minute * (passed / timedelta(minutes=1))
        return Allowance(min(pace.most, self.left + earned), now)

    def spend(self, count: int) -> Allowance:
        """Return what is left after ``count`` messages; more than it held is owed."""
        return Allowance(self.left - count, self.counted_at)


def rest_after(strikes: int) -> timedelta:
    """Return how long a channel rests that did not answer ``strikes`` times in a row (from 1).

    Each time twice as long, so that the server is not pestered, but never so long that a reminder
    misses its moment by it.
    """
    return min(SHORTEST_REST * (1 << min(strikes - 1, 10)), LONGEST_REST)
