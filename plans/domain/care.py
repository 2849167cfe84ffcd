"""Why and for how long somebody besides who treats a patient may see the record."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from plans.domain.days import local_day, midnight

SHORTEST_REASON = 10
"""So many characters does it take to say why, for who looks at it later."""

LONGEST_REASON = 500

LONGEST_COVER = timedelta(days=92)


class Occasion(StrEnum):
    """What makes somebody open a colleague's patient's record."""

    COVERING = "covering"
    EMERGENCY = "emergency"


def end_of_next_day(now: datetime, zone: ZoneInfo) -> datetime:
    """Return when an emergency opening ends: midnight (UTC instant) after tomorrow at the clinic.

    Long enough for who opens a record late in the evening to follow up in the morning.
    """
    return midnight(local_day(now, zone) + timedelta(days=2), zone)
