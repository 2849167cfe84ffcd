"""Plans: looked at before they start, started, listed, shown whole, and their history."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import Day, StrictSerializer, Words
from plans.api.cards import (
    ExerciseName,
    PhaseCard,
    PlanCard,
    PlanSummary,
    Shown,
    show_exercise,
    show_plan,
    show_plan_in_list,
)
from plans.api.documents import Choice
from plans.api.door import Door, now, operation, today_of, with_dates
from plans.api.edits import etag
from plans.domain.preview import PlanPreview
from plans.domain.refusal import Refusal, RefusalKind
from plans.models import Event, Plan, ProtocolVersion
from plans.selectors.catalogue import exercise_names, published_protocol
from plans.selectors.scope import visible_events, visible_plans
from plans.selectors.words import language
from plans.services.refusals import invalid
from plans.services.starting import preview_plan, start_plan

_INTERNAL_FACTS = frozenset({"referral", "asked", "verdict", "task"})
"""Numbers by which the program itself finds its rows; they mean nothing outside."""


class NewPlanBody(StrictSerializer):
    """Which protocol, from which day on."""

    protocol = Words(max_length=60)
    starts_on = Day()


class PlansQuery(StrictSerializer):
    """Which plans; all of them unless said."""

    status = Choice("PlanStatus", required=False)


class TurnsCard(serializers.Serializer[Any]):
    """How many turns of one exercise a week asks."""

    exercise = ExerciseName()
    turns = serializers.IntegerField()


class WeekCard(serializers.Serializer[Any]):
    """One week of a plan."""

    number = serializers.IntegerField()
    starts_on = serializers.DateField()
    phases = serializers.ListField(child=Choice("PhaseKind"))
    exercises = TurnsCard(many=True)


class JudgedCard(serializers.Serializer[Any]):
    """The day on which a rule first judges."""

    rule = serializers.CharField()
    on = serializers.DateField()


class PlanPreviewCard(serializers.Serializer[Any]):
    """What a plan would look like; nothing is stored."""

    phases = PhaseCard(many=True)
    weeks = WeekCard(many=True)
    judged = JudgedCard(many=True)


class EventCard(serializers.Serializer[Any]):
    """One thing that happened to a plan: what, when, by whom and why."""

    kind = Choice("EventKind")
    at = serializers.DateTimeField()
    by = serializers.CharField()
    facts = serializers.DictField()
    reason = serializers.CharField()


class PreviewPlan(Door):
    """A plan before it starts."""

    @operation(body=NewPlanBody, answers={200: PlanPreviewCard}, refuses=(403, 404))
    def post(self, request: Request, public_id: str) -> Response:
        """Show what a protocol would look like on this patient's calendar; nothing is stored."""
        injury = self.injury()
        self.treating(injury.patient)
        sent = self.sent(NewPlanBody)
        previewed = preview_plan(
            version=named_protocol(sent["protocol"]),
            patient=injury.patient,
            region=injury.region,
            starts_on=sent["starts_on"],
            injured_on=injury.injured_on,
            today=today_of(injury.patient, now()),
        )
        return Response(PlanPreviewCard(show_preview(previewed)).data)


class StartPlan(Door):
    """The plans of one injury."""

    @operation(body=NewPlanBody, answers={201: PlanCard}, refuses=(403, 404, 409), repeatable=True)
    def post(self, request: Request, public_id: str) -> Response:
        """Start a plan for an injury; there is at most one under way."""
        injury = self.injury()
        self.treating(injury.patient)
        sent = self.sent(NewPlanBody)
        plan = start_plan(
            injury=injury,
            version=named_protocol(sent["protocol"]),
            starts_on=sent["starts_on"],
            by=self.viewer,
            now=now(),
        )
        return answer_with_plan(self, plan, status=201)


class Plans(Door):
    """The plans."""

    @operation(
        query=PlansQuery,
        answers={200: PlanSummary(many=True)},
        name="plans_list",
        refuses=(404,),
    )
    def get(self, request: Request) -> Response:
        """List the plans that the caller may see, the latest start first."""
        plans = with_dates(visible_plans(self.viewer)).filter(**self.asked(PlansQuery))
        return self.page(plans.order_by("-starts_on", "-pk"), PlanSummary, show_plan_in_list)


class OnePlan(Door):
    """One plan."""

    @operation(answers={200: PlanCard}, refuses=(403, 404))
    def get(self, request: Request, public_id: str) -> Response:
        """Show a plan with its phases, exercises and pauses; the ETag names its edit."""
        plan = self.plan()
        self.record_of(plan.injury.patient)
        return answer_with_plan(self, plan)


class PlanHistory(Door):
    """What happened to one plan."""

    @operation(answers={200: EventCard(many=True)}, refuses=(403, 404))
    def get(self, request: Request, public_id: str) -> Response:
        """List what happened to a plan, the latest first: what, when, by whom and why."""
        plan = self.plan()
        self.record_of(plan.injury.patient)
        events = visible_events(self.viewer).filter(plan=plan).select_related("by")
        return self.page(events.order_by("-at", "-pk"), EventCard, _show_event)


def named_protocol(slug: str, place: str = "protocol") -> ProtocolVersion:
    """Return the protocol named in a body; refuses one that new plans cannot use."""
    try:
        return published_protocol(slug)
    except Refusal as refusal:
        if refusal.kind is not RefusalKind.NOT_FOUND:
            raise
        raise invalid(
            "unknown_protocol",
            nl=f"Het protocol {slug!r} bestaat niet. Kies er een uit de lijst.",
            en=f"The protocol {slug!r} does not exist. Choose one from the list.",
            place=place,
        ) from None


def answer_with_plan(door: Door, plan: Plan, status: int = 200) -> Response:
    """Answer with a plan as it stands in the database now."""
    fresh = with_dates(visible_plans(door.viewer)).get(pk=plan.pk)
    return Response(
        PlanCard(show_plan(fresh)).data, status=status, headers={"ETag": etag(fresh.version)}
    )


def show_preview(previewed: PlanPreview) -> Shown:
    """Show a plan that was not started."""
    slugs = {slug for week in previewed.weeks for slug in week.turns}
    names = exercise_names(slugs, language())
    return {
        "phases": previewed.phases,
        "weeks": [
            {
                "number": week.number,
                "starts_on": week.starts_on,
                "phases": week.phases,
                "exercises": [
                    {"exercise": show_exercise(slug, names), "turns": turns}
                    for slug, turns in sorted(week.turns.items())
                ],
            }
            for week in previewed.weeks
        ],
        "judged": previewed.judged,
    }


def start_of_follower(plan: Plan, today: date) -> date:
    """Return the day on which a plan that takes this one's place would start."""
    return max(today, plan.starts_on)


def _show_event(event: Event) -> Shown:
    return {
        "kind": event.kind,
        "at": event.at,
        "by": event.by.name,
        "facts": {key: fact for key, fact in event.facts.items() if key not in _INTERNAL_FACTS},
        "reason": event.reason,
    }
