"""The days over which a rule looks, and when it may first be judged (DEF-2, DEF-2b)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from plans.domain.days import days_between


@dataclass(frozen=True, slots=True)
class Window:
    """``days`` calendar days from ``first`` on."""

    first: date
    days: int

    @property
    def last(self) -> date:
        """The last day that belongs to the window."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def judged_on(self) -> date:
        """The day on whose local midnight the window can first be judged."""
        return self.first + timedelta(days=self.days)

    @property
    def block_days(self) -> int:
        """The length of the baseline and of the end block (DEF-2): two to four days."""
        return min(4, max(2, self.days // 3))

    @property
    def baseline_block(self) -> tuple[date, ...]:
        """The first days of the window."""
        return tuple(days_between(self.first, self.first + timedelta(days=self.block_days)))

    @property
    def end_block(self) -> tuple[date, ...]:
        """The last days of the window."""
        return tuple(days_between(self.judged_on - timedelta(days=self.block_days), self.judged_on))

    @property
    def following(self) -> Window:
        """The window that begins where this one ends."""
        return Window(self.judged_on, self.days)
