"""How the story of a made-up patient is told: the injury, the plan and what happened so far.

Days are counted back from today where the patient lives: 1 is yesterday. Nothing is told of today.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from plans.domain.change import Change, OpenPhase
from plans.domain.protocol import PhaseKind

AMSTERDAM = "Europe/Amsterdam"
MARIEKE, JOOST = "Marieke de Vries", "Joost van Dam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A change of the plan: how many days ago, what, and why; ``make`` is given that day."""

    days_ago: int
    make: Callable[[date], Change]
    reason: str
    by_patient: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """The day on which treatment took over: the referral was seen, and closed with a new plan."""

    days_ago: int
    protocol: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One injury from the first day of its plan up to and including yesterday.

    ``pain`` is one score (0-10) for each of those days, in order; ``None`` where nothing was
    reported. ``skips`` leaves out every so many turns of the exercises (0: none), and only the
    last ``ticked_days`` days were ticked off at all. All the others begin with days ago:
    ``answers`` go on with question and answer, ``signs`` with what was noticed, ``activities``
    with what was done, for how many minutes and with what pain.
    """

    protocol: str
    side: str
    injured_days_ago: int
    pain: tuple[int | None, ...]
    skips: int = 0
    ticked_days: int = 14
    turns: tuple[Turn, ...] = ()
    answers: tuple[tuple[int, str, str], ...] = ()
    signs: tuple[tuple[int, tuple[str, ...]], ...] = ()
    activities: tuple[tuple[int, str, int, int], ...] = ()
    referral_seen_days_ago: int | None = None
    switch: Switch | None = None

    @property
    def started_days_ago(self) -> int:
        """How many days ago the plan began."""
        return len(self.pain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One patient of the demo clinic. ``is_abroad`` puts them where it is daytime."""

    name: str
    email: str
    physiotherapist: str
    courses: tuple[Course, ...]
    language: str = "nl"
    is_abroad: bool = False


def opens(days_ago: int, phase: PhaseKind, reason: str) -> Turn:
    """Tell that a phase was opened."""
    return Turn(days_ago=days_ago, make=lambda _: OpenPhase(phase=phase), reason=reason)
