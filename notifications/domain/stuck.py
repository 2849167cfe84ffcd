"""When something that failed for no reason of its own is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))


def next_try(tries: int, now: datetime) -> datetime:
    """Return when what failed ``tries`` times (from 1) is tried again.

    Later and later, then hourly. It is never given up, because a referral may hang on it.
    """
    return now + _WAITS[min(tries, len(_WAITS)) - 1]
