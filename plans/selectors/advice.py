"""What a patient is told to do now: everything that fired, the most urgent first (DEF-17)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plans.domain.evaluation import Findings
from plans.domain.protocol import LOADING_PHASES
from plans.domain.rules.flare import Flare
from plans.domain.rules.gate import GateOutcome
from plans.domain.rules.ladder import LadderAdvice, LadderStanding
from plans.domain.rules.priority import Priority, priority_of
from plans.domain.text import Text
from plans.models import WAITING, Plan, Referral, ReferralStatus
from plans.selectors.catalogue import protocol_of
from plans.selectors.people import ClinicCard
from plans.selectors.people import card_of as clinic_card_of
from plans.selectors.plan_values import stops_load
from plans.selectors.referrals import card_of


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do now. ``to``, ``urgency`` and ``call`` are those of a referral, else empty.

    ``call`` is the number to call, as the clinic configured it.
    """

    priority: Priority
    text: Text
    to: str = ""
    urgency: str = ""
    call: str = ""


def advice_for(plan: Plan, findings: Findings) -> list[Advice]:
    """List what the patient of ``plan`` should know now: referrals first, then load and phase.

    ``findings`` are what the rules find at this moment. The plan comes with its injury, patient
    and clinic; one query.
    """
    waiting = _waiting(plan)
    found = waiting_advice(waiting, clinic_card_of(plan.injury.patient.clinic))
    # Whoever may not load the injury for now is not told which step comes next.
    if not any(stops_load(row) and row.status == ReferralStatus.OPEN for row in waiting):
        found += standing_advice(plan, findings)
    return sorted(found, key=_by_priority)


def urgent_advice(plan: Plan) -> list[Advice]:
    """List the referrals about the injury of ``plan`` that wait, the most urgent first; a query."""
    return waiting_advice(_waiting(plan), clinic_card_of(plan.injury.patient.clinic))


def _waiting(plan: Plan) -> list[Referral]:
    rows = Referral.objects.filter(injury=plan.injury, status__in=WAITING)
    return list(rows.select_related("injury__patient", "plan", "verdict").order_by("raised_at"))


def waiting_advice(referrals: Iterable[Referral], clinic: ClinicCard) -> list[Advice]:
    """Put these referrals into words for the patient, the most urgent first; no query.

    They were read with their injury, patient, plan and verdict.
    """
    found = [
        Advice(
            priority_of(row.to, row.urgency),
            card_of(row).reason,
            row.to,
            row.urgency,
            clinic.number_for(row.to),
        )
        for row in referrals
    ]
    return sorted(found, key=_by_priority)


def standing_advice(plan: Plan, findings: Findings) -> list[Advice]:
    """List what load and phase ask of the patient now; no query."""
    found = [*_flare(findings), *_gate(plan, findings), *_ladder(plan, findings)]
    return sorted(found, key=_by_priority)


def _by_priority(item: Advice) -> Priority:
    return item.priority


def _flare(findings: Findings) -> list[Advice]:
    """Tell what the last judged day of load said, as long as it asks something of the patient."""
    last = [item for item in findings.judgements if item.is_daily][-1:]
    return [
        Advice(_FLARES[Flare(item.outcome)][0], _FLARES[Flare(item.outcome)][1])
        for item in last
        if item.outcome in _FLARES
    ]


_FLARES = {
    Flare.STEP_BACK: (
        Priority.STEP_BACK,
        Text(
            nl="De belasting was de afgelopen week een keer te veel. Doe een stapje terug en bouw "
            "vandaaruit rustig weer op.",
            en="The load was too much once in the past week. Take a small step back and build up "
            "calmly again from there.",
        ),
    ),
    Flare.EXPECTED_FLARE: (
        Priority.INFO,
        Text(
            nl="In de eerste weken van de opbouw mag het wat gevoeliger zijn. Dat hoort erbij: "
            "herhaal deze stap en maak hem nog niet zwaarder.",
            en="In the first weeks of the build-up it may be a bit more sensitive. That is part of "
            "it: repeat this step and do not make it heavier yet.",
        ),
    ),
}


def _gate(plan: Plan, findings: Findings) -> list[Advice]:
    gate = findings.gate
    if gate is None or gate.outcome is not GateOutcome.MET or findings.is_recovered:
        return []
    if protocol_of(plan.protocol_version_id).pathway == "self_care":
        return [Advice(Priority.INFO, _READY)]
    return [Advice(Priority.INFO, _READY_FOR_EXAMINATION)]


_READY = Text(
    nl="Je bent klaar voor de volgende fase. Open hem als je eraan toe bent.",
    en="You are ready for the next phase. Open it when you feel up to it.",
)
_READY_FOR_EXAMINATION = Text(
    nl="Het ziet ernaar uit dat je naar de volgende fase kunt. Je fysiotherapeut kijkt ernaar en "
    "opent hem.",
    en="It looks as if you can go on to the next phase. Your physiotherapist will look at it and "
    "open it.",
)


def _ladder(plan: Plan, findings: Findings) -> list[Advice]:
    standing, phase = findings.standing, findings.gate.phase if findings.gate else None
    if standing is None or phase is None or phase.kind not in LOADING_PHASES:
        return []
    steps = {step.step: step.text for step in protocol_of(plan.protocol_version_id).ladder}
    return [Advice(Priority.INFO, _ladder_text(standing, steps[standing.step]))]


def _ladder_text(standing: LadderStanding, step: Text) -> Text:
    nl, en = _LADDER[standing.advice]
    return Text(nl=f"{nl} {step.nl}", en=f"{en} {step.en}")


_LADDER = {
    LadderAdvice.ADVANCE: ("Je mag een stap verder:", "You may go one step further:"),
    LadderAdvice.HOLD: ("Je stap van nu:", "Your step for now:"),
    LadderAdvice.STEP_BACK: ("Ga een stap terug:", "Go one step back:"),
}
