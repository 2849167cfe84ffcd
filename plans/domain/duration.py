"""How long something lasts: the three kinds of duration, in the unit in which they were stated."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field

from plans.domain.source import Source
from plans.domain.value import value

Period = Annotated[str, Field(pattern=r"^P(0|[1-9]\d{0,3})[DWM]$")]
"""An ISO 8601 period in one unit: days, weeks or months. ``P3W`` stays three weeks."""

_PERIOD = re.compile(r"^P(\d+)([DWM])$")
_REFERENCE_DAY = date(2001, 1, 1)


def after(day: date, period: Period) -> date:
    """Return the calendar day that lies ``period`` after ``day``.

    Months are calendar months; a day that the month does not have becomes its last day, so a month
    after 31 January is 28 or 29 February. Raises ``ValueError`` for anything that is not a period.
    """
    amount, unit = _parts(period)
    if unit == "D":
        return day + timedelta(days=amount)
    if unit == "W":
        return day + timedelta(weeks=amount)
    months = day.year * 12 + day.month - 1 + amount
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@lru_cache(maxsize=1024)
def _parts(period: Period) -> tuple[int, str]:
    match = _PERIOD.match(period)
    if match is None:
        raise ValueError(f"{period!r} is not a period such as P10D, P3W or P2M")
    return int(match[1]), match[2]


def is_longer(first: Period, second: Period) -> bool:
    """Say whether ``first`` is longer than ``second``; a month counts from 1 January."""
    return after(_REFERENCE_DAY, first) > after(_REFERENCE_DAY, second)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first days on which a phase may, is meant to, and must at the latest be over."""

    earliest_end: date
    target_end: date
    latest_end: date


def _refuse_nothing(longest: Period) -> None:
    if not is_longer(longest, "P0D"):
        raise ValueError(f"{longest} is no duration: it lasts no days")


@value
class RangeDuration:
    """Between ``min`` and ``max``, as in "one to three weeks"; planned at its upper bound."""

    type: Literal["range"] = "range"
    min: Period
    max: Period
    source: Source

    def __post_init__(self) -> None:
        if is_longer(self.min, self.max):
            raise ValueError(f"the range ends ({self.max}) before it starts ({self.min})")
        _refuse_nothing(self.max)

    def bounds(self, starts_on: date) -> Bounds:
        """Place the range on the calendar."""
        latest = after(starts_on, self.max)
        return Bounds(after(starts_on, self.min), latest, latest)


@value
class MaximumDuration:
    """No longer than ``max``, with no minimum, as in "at most three weeks"."""

    type: Literal["maximum"] = "maximum"
    max: Period
    source: Source

    def __post_init__(self) -> None:
        _refuse_nothing(self.max)

    def bounds(self, starts_on: date) -> Bounds:
        """Place the maximum on the calendar; it may end at once."""
        latest = after(starts_on, self.max)
        return Bounds(starts_on, latest, latest)


@value
class AboutDuration:
    """Roughly ``target``, as in "about three weeks"; opens on the target day (DEF-10)."""

    type: Literal["about"] = "about"
    target: Period
    source: Source

    def __post_init__(self) -> None:
        _refuse_nothing(self.target)

    def bounds(self, starts_on: date) -> Bounds:
        """Place the target on the calendar."""
        target = after(starts_on, self.target)
        return Bounds(target, target, target)


Duration = Annotated[RangeDuration | MaximumDuration | AboutDuration, Field(discriminator="type")]
