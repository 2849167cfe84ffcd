"""Where a plan stands now: what the next phase waits for, the ladder, and what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.advice import AdviceCard, show_advice
from plans.api.cards import Shown
from plans.api.documents import Choice
from plans.api.door import now, operation
from plans.api.judgements import ExplainedCard, PlanRecordDoor, show_explanation
from plans.domain.evaluation import Findings, evaluate
from plans.domain.protocol import Protocol
from plans.domain.record import Record
from plans.domain.rules.gate import MIN_DAYS, GateVerdict
from plans.domain.rules.ladder import (
    DistanceAdvice,
    LadderStanding,
    judge_distance,
    week_distances,
)
from plans.domain.text import Text
from plans.models import Plan, User
from plans.selectors.advice import advice_for
from plans.selectors.standing import case_of
from plans.selectors.verdicts import explanation_of_judgement
from plans.selectors.words import language


class CriterionCard(serializers.Serializer[Any]):
    """One thing that a gate asks."""

    name = serializers.CharField()
    text = serializers.CharField()


class GateCard(serializers.Serializer[Any]):
    """The gate at the end of the open phase: what is missing, and who opens what comes after.

    ``to_examine`` is what only a physiotherapist can establish; it does not hold up the proposal.
    """

    phase = Choice("PhaseKind")
    outcome = Choice("GateOutcome")
    opened_by = Choice("GateOpener")
    missing = CriterionCard(many=True)
    to_examine = CriterionCard(many=True)


class LadderCard(serializers.Serializer[Any]):
    """The step of the running ladder that may be done now, and what brought it there."""

    step = serializers.CharField()
    text = serializers.CharField()
    advice = Choice("LadderAdvice")
    since_on = serializers.DateField(allow_null=True)


class DistanceCard(serializers.Serializer[Any]):
    """The kilometres run in the last seven days beside those of the seven days before."""

    this_week_km = serializers.FloatField()
    last_week_km = serializers.FloatField()
    advice = Choice("DistanceAdvice")
    text = serializers.CharField()


class FlareCard(ExplainedCard):
    """What the last day of load that was judged said about more pain in the build-up."""

    day = serializers.DateField()
    outcome = Choice("Flare")


class StandingCard(serializers.Serializer[Any]):
    """Where a plan stands on ``day``.

    A plan that has ended and a follow-up have neither gate nor ladder nor flare; a plan that has
    ended has no weekly distance either.
    """

    day = serializers.DateField()
    gate = GateCard(allow_null=True)
    ladder = LadderCard(allow_null=True)
    distance = DistanceCard(allow_null=True)
    flare = FlareCard(allow_null=True)
    recovered = serializers.BooleanField(help_text="Full recovery shows in what was reported.")
    advice = AdviceCard(many=True, help_text="What the patient is told, the most urgent first.")


class Standing(PlanRecordDoor):
    """Where one plan stands."""

    @operation(answers={200: StandingCard}, refuses=(403, 404))
    def get(self, request: Request, public_id: str) -> Response:
        """Show where a plan stands now: gate, ladder, distance, flare and what to do."""
        plan = self.record()
        case = case_of(plan, now=now())
        findings = evaluate(case)
        distance = _show_distance(case.record, case.on) if plan.ended_on is None else None
        return Response(
            StandingCard(
                {
                    "day": case.on,
                    "gate": _show_gate(findings.gate, case.protocol),
                    "ladder": _show_ladder(findings.standing, case.protocol),
                    "distance": distance,
                    "flare": _show_flare(plan, findings, self.viewer),
                    "recovered": findings.is_recovered,
                    "advice": show_advice(advice_for(plan, findings)),
                }
            ).data
        )


def _show_gate(gate: GateVerdict | None, protocol: Protocol) -> Shown | None:
    if gate is None:
        return None
    asked = protocol.phase(gate.phase.kind).gate
    texts = {MIN_DAYS: _LONG_ENOUGH} | {item.name: item.text for item in asked.criteria}

    def show(names: tuple[str, ...]) -> list[Shown]:
        return [{"name": name, "text": texts[name].in_language(language())} for name in names]

    return {
        "phase": gate.phase.kind,
        "outcome": gate.outcome,
        "opened_by": asked.opened_by,
        "missing": show(gate.missing),
        "to_examine": show(gate.to_examine),
    }


_LONG_ENOUGH = Text(nl="De fase heeft lang genoeg geduurd.", en="The phase has lasted long enough.")


def _show_ladder(standing: LadderStanding | None, protocol: Protocol) -> Shown | None:
    if standing is None:
        return None
    texts = {step.step: step.text for step in protocol.ladder}
    return {
        "step": standing.step,
        "text": texts[standing.step].in_language(language()),
        "advice": standing.advice,
        "since_on": standing.since_on,
    }


def _show_distance(record: Record, today: date) -> Shown:
    this_week, last_week = week_distances(record.activities, today)
    advice = judge_distance(this_week, last_week)
    return {
        "this_week_km": float(this_week),
        "last_week_km": float(last_week),
        "advice": advice,
        "text": _DISTANCES[advice].in_language(language()),
    }


_DISTANCES = {
    DistanceAdvice.OK: Text(
        nl="Je bouwt je afstand rustig op: deze week is het hooguit 10 procent meer dan vorige "
        "week.",
        en="You build up your distance calmly: this week it is at most 10 per cent more than last "
        "week.",
    ),
    DistanceAdvice.ABOVE_RECOMMENDED: Text(
        nl="Je hebt deze week meer dan 10 procent verder hardgelopen dan vorige week. Doe het de "
        "komende dagen rustiger aan.",
        en="You ran more than 10 per cent further this week than last week. Take it easier in the "
        "coming days.",
    ),
    DistanceAdvice.FLAGGED: Text(
        nl="Je hebt deze week meer dan 30 procent verder hardgelopen dan vorige week. Dat gaat te "
        "snel: ga terug naar de afstand van vorige week.",
        en="You ran more than 30 per cent further this week than last week. That is too fast: go "
        "back to the distance of last week.",
    ),
    DistanceAdvice.NO_REFERENCE: Text(
        nl="Vorige week heb je niet hardgelopen, dus er is niets om mee te vergelijken. Houd je "
        "aan de stappen van de opbouw.",
        en="You did not run last week, so there is nothing to compare with. Keep to the steps of "
        "the build-up.",
    ),
}


def _show_flare(plan: Plan, findings: Findings, viewer: User) -> Shown | None:
    judged = [item for item in findings.judgements if item.is_daily]
    if not judged:
        return None
    last = judged[-1]
    shown = show_explanation(explanation_of_judgement(last, plan), viewer)
    return shown | {"day": last.last, "outcome": last.outcome}
