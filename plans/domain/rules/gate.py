"""May the next phase open? The criteria of a gate, judged by what was reported (DEF-10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from plans.domain.days import ONE_DAY
from plans.domain.gate import (
    AnswerCriterion,
    ClinicianCriterion,
    Criterion,
    LadderCriterion,
    PainCriterion,
    PainFreeWalkCriterion,
)
from plans.domain.log import latest_answer
from plans.domain.plan import DatedPhase
from plans.domain.rules.case import Case
from plans.domain.rules.ladder import LadderStanding
from plans.domain.rules.walking import walks_without_pain

MIN_DAYS = "min_days"
"""What is missing when the shortest duration of the phase has not passed."""


class GateOutcome(StrEnum):
    """``overdue`` is past the longest duration with something still missing: never opened by it."""

    NOT_MET = "not_met"
    MET = "met"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """Where a gate stands: what is missing, and what only a physiotherapist can establish."""

    phase: DatedPhase
    outcome: GateOutcome
    missing: tuple[str, ...]
    to_examine: tuple[str, ...] = ()


def judge_gate(case: Case, phase: DatedPhase, standing: LadderStanding | None) -> GateVerdict:
    """Judge the gate at the end of ``phase`` as it stands on the day of the case.

    What only an examination can show does not hold up the proposal; it is named beside it.
    """
    criteria = case.protocol.phase(phase.kind).gate.criteria
    missing = [criterion.name for criterion in criteria if not is_met(criterion, case, standing)]
    to_examine = tuple(item.name for item in criteria if isinstance(item, ClinicianCriterion))
    if missing and case.on >= phase.latest_end_on:
        return GateVerdict(phase, GateOutcome.OVERDUE, tuple(missing), to_examine)
    if case.on < phase.earliest_end_on:
        missing = [MIN_DAYS, *missing]
    outcome = GateOutcome.NOT_MET if missing else GateOutcome.MET
    return GateVerdict(phase, outcome, tuple(missing), to_examine)


def is_met(criterion: Criterion, case: Case, standing: LadderStanding | None) -> bool:
    """Say whether one criterion holds on the day of the case; what is unknown does not hold."""
    match criterion:
        case AnswerCriterion():
            known = latest_answer(case.record.answers, criterion.question, until=case.on)
            return known == criterion.answer
        case PainFreeWalkCriterion():
            return walks_without_pain(criterion, case.record.activities, case.on)
        case PainCriterion():
            return _is_calm(criterion, case)
        case LadderCriterion():
            return standing is not None and _has_reached(criterion.step, standing.step, case)
        case ClinicianCriterion():
            return True


def coming_days(case: Case, verdict: GateVerdict) -> Iterator[date]:
    """Give the days on which the gate can change without a new report."""
    for day in (verdict.phase.earliest_end_on, verdict.phase.latest_end_on):
        if day > case.on:
            yield day
    criteria = case.protocol.phase(verdict.phase.kind).gate.criteria
    spans = [_span(criterion) for criterion in criteria]
    if any(_was_reported_in(span, case) for span in spans):
        yield case.on + ONE_DAY


def _is_calm(criterion: PainCriterion, case: Case) -> bool:
    scores = case.record.scores(criterion.series)
    last = case.on
    if criterion.every_day or last not in scores:
        last -= ONE_DAY
    days = [last - timedelta(days=back) for back in range(criterion.days)]
    logged = [scores[day] for day in days if day in scores]
    needed = criterion.days if criterion.every_day else (criterion.days + 1) // 2
    return len(logged) >= needed and max(logged) <= criterion.at_most


def _has_reached(wanted: str, standing: str, case: Case) -> bool:
    steps = [step.step for step in case.protocol.ladder]
    return wanted in steps and steps.index(standing) >= steps.index(wanted)


def _span(criterion: Criterion) -> int:
    """Return over how many days back a criterion looks; 0 for one that does not."""
    match criterion:
        case PainFreeWalkCriterion():
            return criterion.within_days
        case PainCriterion():
            return criterion.days + 1
        case _:
            return 0


def _was_reported_in(span: int, case: Case) -> bool:
    last = case.record.last_report_on
    return span > 0 and last is not None and last > case.on - timedelta(days=span)
