"""How much of what was due was done (DEF-11)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Band(StrEnum):
    """How adherence is shown: at least 80, at least 50, or less."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Adherence:
    """Turns that were due up to today and not in a pause, and what came of them."""

    due: int
    done: int
    partial: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded half up; ``None`` when nothing was due."""
        if self.due == 0:
            return None
        share = Fraction(2 * self.done + self.partial, 2 * self.due) * 100
        return int(share + Fraction(1, 2))

    @property
    def band(self) -> Band | None:
        """The band that the percentage falls in; ``None`` when nothing was due."""
        if self.percent is None:
            return None
        if self.percent >= 80:
            return Band.HIGH
        return Band.MIDDLE if self.percent >= 50 else Band.LOW
