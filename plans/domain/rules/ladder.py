"""The ladder back to running: up a step, stay, or down a step (DEF-18)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from plans.domain.log import ActivityReport
from plans.domain.plan import Pause
from plans.domain.rules.case import Case
from plans.domain.rules.session import Session, SessionOutcome

GOOD_SESSIONS_NEEDED = 2
DAYS_APART = 2
LONG_PAUSE_DAYS = 7
_LOADING_PHASES = ("build_up", "return_to_sport")


class LadderAdvice(StrEnum):
    """What to do with the step one stands on."""

    ADVANCE = "advance"
    HOLD = "hold"
    STEP_BACK = "step_back"


class DistanceAdvice(StrEnum):
    """How this week's distance compares with last week's."""

    OK = "ok"
    ABOVE_RECOMMENDED = "above_recommended"
    FLAGGED = "flagged"
    NO_REFERENCE = "no_reference"


@dataclass(frozen=True, slots=True)
class LadderStanding:
    """The step that may be done now, and since which day; ``advice`` is what brought it there."""

    step: str
    advice: LadderAdvice
    since_on: date | None


def judge_step(good_days: Collection[date], bad_sessions: int) -> LadderAdvice:
    """Advise on one step: up after two good sessions with a day of rest between and no bad one.

    ``good_days`` are the days of the good sessions on this step, ``bad_sessions`` those of the
    last seven days that were too much.
    """
    if bad_sessions or len(good_days) < GOOD_SESSIONS_NEEDED:
        return LadderAdvice.HOLD
    apart = (max(good_days) - min(good_days)).days
    return LadderAdvice.ADVANCE if apart >= DAYS_APART else LadderAdvice.HOLD


def judge_distance(this_week: Decimal, last_week: Decimal) -> DistanceAdvice:
    """Compare the kilometres of two weeks: up to 10 % more is fine, above 30 % is flagged."""
    if not last_week:
        return DistanceAdvice.NO_REFERENCE
    rise = (this_week - last_week) * 100
    if rise <= 10 * last_week:
        return DistanceAdvice.OK
    return DistanceAdvice.ABOVE_RECOMMENDED if rise <= 30 * last_week else DistanceAdvice.FLAGGED


def week_distances(activities: Iterable[ActivityReport], today: date) -> tuple[Decimal, Decimal]:
    """Add up the kilometres run in the seven days up to today, and in the seven before them."""
    totals = [Decimal(0), Decimal(0)]
    for item in activities:
        week = (today - item.for_on).days // 7
        if item.kind == "run" and item.km is not None and 0 <= week <= 1:
            totals[week] += item.km
    return totals[0], totals[1]


def climb(case: Case, sessions: Sequence[Session]) -> LadderStanding | None:
    """Follow the ladder through all walks and runs since load began; ``None`` without a ladder."""
    steps = [step.step for step in case.protocol.ladder]
    if not steps:
        return None
    climber = _Climber(steps)
    moves = [*_moves(case, sessions), *_long_pauses(case)]
    for day, session in sorted(moves, key=lambda move: (move[0], move[1] is not None)):
        if session is None:
            climber.step_back(day)
        else:
            climber.take(session, sessions)
    return LadderStanding(steps[climber.at], climber.advice, climber.since_on)


class _Climber:
    """Where somebody stands on the ladder while the sessions pass by."""

    def __init__(self, steps: list[str]) -> None:
        self.at = 0
        self.advice = LadderAdvice.HOLD
        self.since_on: date | None = None
        self._top = len(steps) - 1
        self._good_days: list[date] = []

    def take(self, session: Session, sessions: Iterable[Session]) -> None:
        if session.exercise == "run" and self.at == 0:
            self._go(min(1, self._top), LadderAdvice.HOLD, session.day)
        if session.exercise == "walk" and self.at > 0:
            return
        bad = _bad_days_before(session.day, sessions)
        if len(bad) > 1 and session.is_bad:
            self.step_back(session.day)
            return
        if session.outcome is SessionOutcome.OK:
            self._good_days.append(session.day)
        advice = judge_step(self._good_days, len(bad))
        if advice is LadderAdvice.ADVANCE and self.at < self._top:
            self._go(self.at + 1, advice, session.day)

    def step_back(self, day: date) -> None:
        self._go(max(0, self.at - 1), LadderAdvice.STEP_BACK, day)

    def _go(self, at: int, advice: LadderAdvice, day: date) -> None:
        self.at, self.advice, self.since_on = at, advice, day
        self._good_days = []


def _bad_days_before(day: date, sessions: Iterable[Session]) -> set[date]:
    week_ago = day - timedelta(days=6)
    return {item.day for item in sessions if item.is_bad and week_ago <= item.day <= day}


def _moves(case: Case, sessions: Iterable[Session]) -> list[tuple[date, Session | None]]:
    return [
        (session.day, session)
        for session in sessions
        if session.exercise in ("walk", "run") and _is_load(case, session.day)
    ]


def _is_load(case: Case, day: date) -> bool:
    phase = case.plan.opened_by(day)
    return phase is not None and phase.kind in _LOADING_PHASES


def _long_pauses(case: Case) -> list[tuple[date, Session | None]]:
    """Give the end of every pause of more than a week during load: one step back (DEF-13)."""
    return [
        (pause.until_on, None)
        for pause in case.plan.pauses
        if _days(pause) > LONG_PAUSE_DAYS
        and pause.until_on <= case.on
        and _is_load(case, pause.from_on)
    ]


def _days(pause: Pause) -> int:
    return (pause.until_on - pause.from_on).days
