"""Where plans stand now, in words: the gate of the open phase, the running step, the distance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from plans.domain.evaluation import Findings
from plans.domain.protocol import LOADING_PHASES, Protocol
from plans.domain.record import Record
from plans.domain.rules.gate import MIN_DAYS, GateOutcome, GateVerdict
from plans.domain.rules.ladder import (
    DistanceAdvice,
    LadderAdvice,
    LadderStanding,
    judge_distance,
    week_distances,
)
from plans.models import Plan
from plans.selectors.catalogue import protocol_of
from plans.selectors.records import records_of
from plans.selectors.standing import findings_of
from plans.web.words import date_in_words, last_day, say


@dataclass(frozen=True, slots=True)
class GateLine:
    """What opens the next phase: what is still missing, and what only an examination can show."""

    is_met: bool
    is_overdue: bool
    is_last: bool
    opened_by_patient: bool
    missing: list[str]
    to_examine: list[str]


@dataclass(frozen=True, slots=True)
class StandingLine:
    """Where one plan stands; what does not apply to it is empty."""

    gate: GateLine | None
    step: str
    step_advice: str
    distance: str


def standing_now(plan: Plan, today: date) -> StandingLine:
    """Work out where one plan stands on the patient's day ``today``."""
    records = records_of([plan])
    findings = findings_of([plan], records, today=today)
    return standing_line(plan, findings[plan.pk], records[plan.pk], today=today)


def standing_line(plan: Plan, findings: Findings, record: Record, *, today: date) -> StandingLine:
    """Put in words where ``plan`` stands."""
    protocol = protocol_of(plan.protocol_version_id)
    gate = findings.gate
    is_loading = gate is not None and gate.phase.kind in LOADING_PHASES
    ladder = findings.standing if is_loading else None
    return StandingLine(
        gate=_gate_line(gate, protocol) if gate is not None else None,
        step=_step(ladder, protocol),
        step_advice=str(_STEP_ADVICE[ladder.advice]()) if ladder is not None else "",
        distance=_distance(record, today) if is_loading else "",
    )


def _gate_line(gate: GateVerdict, protocol: Protocol) -> GateLine:
    phase = protocol.phase(gate.phase.kind)
    texts = {item.name: say(item.text) for item in phase.gate.criteria}
    texts[MIN_DAYS] = _("The phase lasts at least up to and including %(day)s.") % {
        "day": date_in_words(last_day(gate.phase.earliest_end_on))
    }
    return GateLine(
        is_met=gate.outcome is GateOutcome.MET,
        is_overdue=gate.outcome is GateOutcome.OVERDUE,
        is_last=gate.phase.kind == protocol.phases[-1].kind,
        opened_by_patient=phase.gate.opened_by == "patient" and protocol.pathway == "self_care",
        missing=[texts.get(name, name) for name in gate.missing],
        to_examine=[texts.get(name, name) for name in gate.to_examine],
    )


def _step(ladder: LadderStanding | None, protocol: Protocol) -> str:
    if ladder is None:
        return ""
    return next(say(step.text) for step in protocol.ladder if step.step == ladder.step)


_STEP_ADVICE = {
    LadderAdvice.ADVANCE: lambda: _("one step up"),
    LadderAdvice.HOLD: lambda: _("stay on this step"),
    LadderAdvice.STEP_BACK: lambda: _("one step back"),
}


def _distance(record: Record, today: date) -> str:
    """Say how this week's kilometres compare with last week's, when that is worth saying."""
    this_week, last_week = week_distances(record.activities, today)
    advice = judge_distance(this_week, last_week)
    if advice not in (DistanceAdvice.ABOVE_RECOMMENDED, DistanceAdvice.FLAGGED):
        return ""
    return _(
        "%(this)s km run in the last seven days, %(last)s km in the seven days before. "
        "Up to a tenth more a week is what the body gets used to."
    ) % {"this": _kilometres(this_week), "last": _kilometres(last_week)}


def _kilometres(amount: Decimal) -> str:
    return number_format(amount.quantize(Decimal("0.1")), decimal_pos=1)
