"""The ladder back to running: up a step, stay, or down a step (DEF-18)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from plans.domain.checkpoint import LadderState, revisable_from
from plans.domain.log import ActivityReport
from plans.domain.plan import Pause
from plans.domain.protocol import LOADING_PHASES
from plans.domain.rules.case import Case
from plans.domain.rules.flare import is_flare_expected
from plans.domain.rules.session import Session, SessionOutcome

GOOD_SESSIONS_NEEDED = 2
DAYS_APART = 2
LONG_PAUSE_DAYS = 7


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
    days = sorted(good_days)
    has_rested = any((later - earlier).days >= DAYS_APART for earlier, later in pairwise(days))
    return LadderAdvice.ADVANCE if has_rested else LadderAdvice.HOLD


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


@dataclass(frozen=True, slots=True)
class Climb:
    """Where the ladder stands now, and where it stood on the first day that can still change."""

    standing: LadderStanding
    settled: LadderState


def climb(case: Case, sessions: Sequence[Session]) -> Climb | None:
    """Follow the ladder through all walks and runs since load began; ``None`` without a ladder."""
    steps = [step.step for step in case.protocol.ladder]
    if not steps:
        return None
    begin = case.checkpoint.ladder if case.checkpoint else LadderState()
    climber = _Climber(begin, len(steps) - 1)
    revisable = revisable_from(case.on)
    settled = climber.state
    for day, session in _moves(case, sessions, begin.until):
        if session is None:
            climber.step_back(day)
        else:
            most = 1 if is_flare_expected(case, day) else 0
            climber.take(session, _bad_days_before(session.day, sessions), most=most)
        if day < revisable:
            settled = climber.state
    state = climber.state
    standing = LadderStanding(steps[state.at], LadderAdvice(state.advice), state.since_on)
    return Climb(standing, replace(settled, until=max(begin.until, revisable)))


class _Climber:
    """Goes up and down the ladder while the sessions pass by."""

    def __init__(self, state: LadderState, top: int) -> None:
        self.state = state
        self._top = top

    def take(self, session: Session, bad_days: Collection[date], *, most: int) -> None:
        """Let one session count; somebody who runs is past walking.

        More than ``most`` bad days in the last seven are a step back (DEF-8).
        """
        if session.exercise == "run" and self.state.at == 0:
            self._go(min(1, self._top), LadderAdvice.HOLD, session.day)
        if session.exercise == "walk" and self.state.at > 0:
            return
        if len(bad_days) > most and session.is_bad:
            self.step_back(session.day)
            return
        good_days = self.state.good_days
        if session.outcome is SessionOutcome.OK:
            good_days = (*good_days, session.day)
        if (
            judge_step(good_days, len(bad_days)) is LadderAdvice.ADVANCE
            and self.state.at < self._top
        ):
            self._go(self.state.at + 1, LadderAdvice.ADVANCE, session.day)
        else:
            self.state = replace(self.state, advice=LadderAdvice.HOLD, good_days=good_days)

    def step_back(self, day: date) -> None:
        """Go down a step; the bottom one is done again."""
        self._go(max(0, self.state.at - 1), LadderAdvice.STEP_BACK, day)

    def _go(self, at: int, advice: LadderAdvice, day: date) -> None:
        self.state = LadderState(self.state.until, at, advice, day)


def _bad_days_before(day: date, sessions: Iterable[Session]) -> set[date]:
    week_ago = day - timedelta(days=6)
    return {item.day for item in sessions if item.is_bad and week_ago <= item.day <= day}


def _moves(
    case: Case, sessions: Iterable[Session], since: date
) -> list[tuple[date, Session | None]]:
    """List what moves somebody on the ladder, in order: walks, runs, and the end of long pauses."""
    walked = [
        (session.day, session)
        for session in sessions
        if session.exercise in ("walk", "run") and _is_load(case, session.day)
    ]
    moves: list[tuple[date, Session | None]] = [*walked, *_long_pauses(case)]
    moves.sort(key=lambda move: (move[0], move[1] is not None))
    return [move for move in moves if move[0] >= since]


def _is_load(case: Case, day: date) -> bool:
    phase = case.plan.opened_by(day)
    return phase is not None and phase.kind in LOADING_PHASES


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
