"""Was a session of load bearable, and calmed down by the next morning? (DEF-7)"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plans.domain.days import ONE_DAY
from plans.domain.rules.case import Case


class SessionOutcome(StrEnum):
    """``unknown`` is neither good nor bad; ``pending`` waits for the next morning."""

    OK = "ok"
    REDUCE_LOAD = "reduce_load"
    UNKNOWN = "unknown"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Session:
    """One day's load by one exercise, ``walk`` or ``run``, with its verdict and its numbers."""

    day: date
    exercise: str
    outcome: SessionOutcome
    ceiling: int
    during: int | None
    before: int | None
    after: int | None

    @property
    def is_bad(self) -> bool:
        """Say whether the load must go down."""
        return self.outcome is SessionOutcome.REDUCE_LOAD


def judge_session(
    *, ceiling: int, during: int | None, before: int | None, after: int | None, is_over: bool
) -> SessionOutcome:
    """Judge one session by the pain (0-10) during it and on the mornings before and after it.

    ``is_over`` says that the next day has passed, so that its morning will not come any more.
    """
    if during is not None and during > ceiling:
        return SessionOutcome.REDUCE_LOAD
    if before is not None and after is not None and after > before + 1:
        return SessionOutcome.REDUCE_LOAD
    if after is None and not is_over:
        return SessionOutcome.PENDING
    if during is None or before is None or after is None:
        return SessionOutcome.UNKNOWN
    return SessionOutcome.OK


def judge_sessions(case: Case) -> tuple[Session, ...]:
    """Judge every session since the plan began, in order of day and name."""
    return tuple(
        _judge(case, day, exercise, during) for (day, exercise), during in _loads(case).items()
    )


def pending_until(sessions: tuple[Session, ...]) -> Iterator[date]:
    """Give the days on which it is known of a session that its next morning will not come."""
    for session in sessions:
        if session.outcome is SessionOutcome.PENDING:
            yield session.day + 2 * ONE_DAY


def _judge(case: Case, day: date, exercise: str, during: int | None) -> Session:
    phase = case.plan.opened_by(day)
    kind = phase.kind if phase is not None else case.plan.phases[0].kind
    ceiling = case.protocol.phase(kind).ceiling.pain
    before, after = case.record.mornings.get(day), case.record.mornings.get(day + ONE_DAY)
    outcome = judge_session(
        ceiling=ceiling,
        during=during,
        before=before,
        after=after,
        is_over=case.on > day + ONE_DAY,
    )
    return Session(day, exercise, outcome, ceiling, during, before, after)


_Loads = dict[tuple[date, str], int | None]


def _loads(case: Case) -> _Loads:
    """Return the worst pain during each day's load; an exercise without a score was not judged."""
    loads: _Loads = {}
    for report in case.record.exercises:
        if report.pain is not None:
            _add(loads, (report.for_on, report.exercise), report.pain)
    for activity in case.record.activities:
        _add(loads, (activity.for_on, activity.kind), activity.pain)
    first, last = case.plan.starts_on, case.last_judged_on
    return {place: loads[place] for place in sorted(loads) if first <= place[0] <= last}


def _add(
    loads: dict[tuple[date, str], int | None], place: tuple[date, str], pain: int | None
) -> None:
    known = loads.get(place)
    loads[place] = pain if known is None else max(known, pain or 0)
