"""Turns a plan's rows into the values that the rules work on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import time
from typing import cast

from pydantic import TypeAdapter

from plans.domain.dosage import Dose, Frequency
from plans.domain.evaluation import AskedQuestion as Asked
from plans.domain.evaluation import Record
from plans.domain.log import AnswerReport as Answer
from plans.domain.log import Counted
from plans.domain.log import PainReport as Pain
from plans.domain.plan import DatedPhase, DatedPlan, DatedPrescription, PhaseStatus
from plans.domain.plan import Pause as DatedPause
from plans.domain.protocol import PhaseKind, Protocol
from plans.models import (
    AnswerReport,
    AskedQuestion,
    Injury,
    PainReport,
    Pause,
    Plan,
    PlanPhase,
    Prescription,
)
from plans.selectors.catalogue import protocol_of

DOSE = TypeAdapter(Dose)
FREQUENCY = TypeAdapter(Frequency)


def dated_plan(plan: Plan) -> DatedPlan:
    """Return ``plan`` as a value; at most three queries, none for what was prefetched."""
    return DatedPlan(
        starts_on=plan.starts_on,
        phases=_phases(plan.phases.all(), protocol_of(plan.protocol_version_id)),
        prescriptions=tuple(
            _prescription(row) for row in sorted(plan.prescriptions.all(), key=lambda row: row.pk)
        ),
        pauses=tuple(_pauses(plan.pauses.all())),
        ended_on=plan.ended_on,
    )


def record_of(plan: Plan, injury: Injury) -> Record:
    """Return everything that the rules of ``plan`` may look at; three queries."""
    return Record(
        injured_on=injury.injured_on,
        pain=[
            Pain(row.for_on, row.pain, row.morning, Counted(row.counted))
            for row in PainReport.objects.counting().filter(injury=injury)
        ],
        answers=[
            Answer(row.question, row.answer, row.for_on)
            for row in AnswerReport.objects.counting()
            .filter(injury=injury)
            .order_by("recorded_at", "pk")
        ],
        asked=[
            Asked(row.rule, row.window_first, row.question, row.asked_on)
            for row in AskedQuestion.objects.filter(plan=plan)
        ],
    )


def _phases(rows: Iterable[PlanPhase], protocol: Protocol) -> tuple[DatedPhase, ...]:
    durations = {phase.kind: phase.duration for phase in protocol.phases}
    return tuple(
        DatedPhase(
            kind=cast("PhaseKind", row.kind),
            duration=durations[cast("PhaseKind", row.kind)],
            starts_on=row.starts_on,
            earliest_end_on=row.earliest_end_on,
            ends_on=row.ends_on,
            latest_end_on=row.latest_end_on,
            status=PhaseStatus(row.status),
            extended_days=row.extended_days,
        )
        for row in sorted(rows, key=lambda row: row.position)
    )


def _prescription(row: Prescription) -> DatedPrescription:
    return DatedPrescription(
        key=row.key,
        phase=cast("PhaseKind", row.phase),
        exercise=row.exercise,
        dose=DOSE.validate_json(json.dumps(row.dose)),
        frequency=FREQUENCY.validate_json(json.dumps(row.frequency)),
        starts_after=row.starts_after,
        ends_after=row.ends_after,
        from_on=row.from_on,
        until_on=row.until_on,
        moments=tuple(time.fromisoformat(moment) for moment in row.moments)
        if row.moments
        else None,
    )


def _pauses(rows: Iterable[Pause]) -> Iterable[DatedPause]:
    """Leave out pauses that were ended on the day they began: they cover nothing."""
    for row in sorted(rows, key=lambda row: row.from_on):
        if row.until_on > row.from_on:
            yield DatedPause(row.from_on, row.until_on)
