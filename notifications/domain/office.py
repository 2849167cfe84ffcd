"""On which days a clinic works: not on its free weekdays, public holidays and days of its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache

import holidays

from plans.domain.days import ONE_DAY

LONGEST_CLOSED = timedelta(days=60)
"""A clinic that seems closed for longer has a mistake in its settings; nobody waits for that."""


@dataclass(frozen=True, slots=True)
class OfficeDays:
    """The days on which a clinic works.

    ``weekdays`` are counted from 1 for Monday (ISO 8601); ``country`` is the one whose public
    holidays are free, empty for none; ``closed`` are days besides; ``digest_at`` is when the daily
    overview comes, by the clinic's own clock.
    """

    weekdays: Collection[int] = (1, 2, 3, 4, 5)
    country: str = "NL"
    closed: Collection[date] = frozenset()
    digest_at: time = time(7, 45)

    def is_holiday(self, day: date) -> bool:
        """Say whether ``day`` is a public holiday where the clinic is."""
        return day in public_holidays(self.country, day.year)

    def is_open(self, day: date) -> bool:
        """Say whether somebody is at work on ``day``."""
        is_free = day in self.closed or self.is_holiday(day)
        return day.isoweekday() in self.weekdays and not is_free

    def next_open(self, day: date) -> date:
        """Return ``day`` itself or the first day after it on which the clinic works.

        Where none comes within ``LONGEST_CLOSED``, ``day`` itself: rather told on a free day than
        never.
        """
        coming = (day + ONE_DAY * count for count in range(LONGEST_CLOSED.days))
        return next((open_day for open_day in coming if self.is_open(open_day)), day)


def is_known_country(country: str) -> bool:
    """Say whether the public holidays of this country (two letters, ISO 3166) are known."""
    try:
        holidays.country_holidays(country)
    except NotImplementedError:
        # Asking for the list of all countries would load every one of them.
        return False
    return True


@cache
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Return the public holidays of a country in one year; none where the country is not known."""
    if not is_known_country(country):
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year))
