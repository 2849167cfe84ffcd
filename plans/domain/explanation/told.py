"""A stored verdict as it is to be told: what was found, under which rule, on what evidence."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from plans.domain.judgement import Basis, Outcome
from plans.domain.protocol import Protocol
from plans.domain.rule import Rule
from plans.domain.text import Text

_CALLING = (Outcome.CONTACT_PHYSIO, Outcome.GP_NOW, Outcome.EMERGENCY, "worse_on_resuming")
_ABSURD = 1_000_000


@dataclass(frozen=True, slots=True)
class Explanation:
    """One verdict in words: a title for lists, a calm word to the patient, the full reasoning."""

    title: Text
    patient: Text
    clinician: Text


@dataclass(frozen=True, slots=True)
class Told:
    """One stored verdict with all that is needed to explain it.

    ``kind`` is the kind of the rule, ``session`` or ``gate``; ``subject`` the rule's id, the
    exercise or the phase. ``fires`` says whether somebody was called; ``None`` where that was not
    kept, and then it is read from the outcome as far as that goes. Evidence of an older release
    may lack anything: what cannot be read is answered with ``None`` or with nothing.
    """

    kind: str
    rule: Rule | None
    subject: str
    outcome: str
    basis: str | None
    first: date
    last: date
    evidence: Mapping[str, Any]
    protocol: Protocol
    version: int
    fires: bool | None = None

    @property
    def calls(self) -> bool | None:
        """Say whether somebody is called; ``None`` when an answer decided that was not kept."""
        if self.fires is not None:
            return self.fires
        if self.basis == Basis.SILENCE or self.outcome in _CALLING:
            return True
        return False if self.basis == Basis.UNDECIDED else None

    @property
    def is_silence(self) -> bool:
        """Say whether it was the lack of an answer that decided."""
        return self.basis == Basis.SILENCE

    @property
    def days(self) -> int:
        """How many days the window has."""
        return (self.last - self.first).days + 1

    def figure(self, key: str) -> Fraction | None:
        """Return an exact figure of the evidence: a fraction such as ``17/4``, or a number."""
        return figure_in(self.evidence, key)

    def count(self, key: str) -> int | None:
        """Return a whole number of the evidence."""
        found = self.evidence.get(key)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def name(self, key: str) -> str | None:
        """Return a name in the evidence, such as that of a question or an answer."""
        found = self.evidence.get(key)
        return found if isinstance(found, str) and found.strip() else None

    def names(self, key: str) -> tuple[str, ...]:
        """Return a list of names in the evidence."""
        found = self.evidence.get(key)
        if not isinstance(found, list | tuple):
            return ()
        return tuple(item for item in found if isinstance(item, str) and item.strip())

    def day(self, key: str) -> date | None:
        """Return a day of the evidence."""
        return _as_day(self.evidence.get(key))

    def days_of(self, key: str) -> tuple[date, ...] | None:
        """Return a list of days in the evidence; ``None`` when it holds no such list."""
        found = self.evidence.get(key)
        if not isinstance(found, list | tuple):
            return None
        return tuple(day for day in map(_as_day, found) if day is not None)

    def scores(self, key: str) -> dict[date, int] | None:
        """Return scores by day; ``None`` when the evidence holds none."""
        found = self.evidence.get(key)
        if not isinstance(found, Mapping):
            return None
        scores = {_as_day(day): score for day, score in found.items()}
        return {
            day: score
            for day, score in sorted(scores.items(), key=str)
            if day is not None and isinstance(score, int)
        }


def figure_in(numbers: Mapping[str, Any], key: str) -> Fraction | None:
    """Return the figure called ``key``; ``None`` when there is none that can be read."""
    found = numbers.get(key)
    if not isinstance(found, str | int | float) or isinstance(found, bool):
        return None
    with suppress(ValueError, ZeroDivisionError):
        figure = Fraction(str(found))
        return figure if abs(figure) < _ABSURD else None
    return None


def _as_day(found: object) -> date | None:
    if isinstance(found, str):
        with suppress(ValueError):
            return date.fromisoformat(found)
    return None
