"""A patient's injuries."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import Day, StrictSerializer, Words
from plans.api.cards import Shown
from plans.api.documents import Choice
from plans.api.door import Door, now, operation
from plans.api.intakes import known_region
from plans.models import Injury, PlanStatus
from plans.selectors.scope import visible_injuries, visible_plans
from plans.services.starting import add_injury


class InjuryBody(StrictSerializer):
    """A complaint."""

    region = Words(max_length=60)
    injured_on = Day()
    side = Choice("Side", default="none")


class InjuryCard(serializers.Serializer[Any]):
    """One injury; ``plan`` is the plan under way."""

    id = serializers.UUIDField()
    patient = serializers.UUIDField()
    region = serializers.CharField()
    side = Choice("Side")
    injured_on = serializers.DateField()
    added_at = serializers.DateTimeField()
    plan = serializers.UUIDField(allow_null=True)


class Injuries(Door):
    """The injuries of one patient."""

    @operation(answers={200: InjuryCard(many=True)}, refuses=(403, 404))
    def get(self, request: Request, public_id: str) -> Response:
        """List a patient's injuries, the latest first."""
        patient = self.patient()
        self.record_of(patient)
        rows = visible_injuries(self.viewer).filter(patient=patient).select_related("patient")
        page = self.paginate_queryset(rows.order_by("-injured_on", "-pk")) or []
        shown = show_injuries(self, list(page))
        return self.get_paginated_response(InjuryCard(shown, many=True).data)

    @operation(body=InjuryBody, answers={201: InjuryCard}, refuses=(403, 404), repeatable=True)
    def post(self, request: Request, public_id: str) -> Response:
        """Write down a complaint."""
        patient = self.patient()
        self.treating(patient)
        sent = self.sent(InjuryBody)
        known_region(sent["region"])
        injury = add_injury(patient=patient, by=self.viewer, now=now(), **sent)
        return Response(InjuryCard(show_injuries(self, [injury])[0]).data, status=201)


class OneInjury(Door):
    """One injury."""

    @operation(answers={200: InjuryCard}, refuses=(403, 404))
    def get(self, request: Request, public_id: str) -> Response:
        """Show one injury."""
        injury = self.injury()
        self.record_of(injury.patient)
        return Response(InjuryCard(show_injuries(self, [injury])[0]).data)


def show_injuries(door: Door, injuries: list[Injury]) -> list[Shown]:
    """Show injuries with the plan under way for each; one query."""
    active = visible_plans(door.viewer).filter(injury__in=injuries, status=PlanStatus.ACTIVE)
    plans = dict(active.values_list("injury_id", "public_id"))
    return [
        {
            "id": injury.public_id,
            "patient": injury.patient.public_id,
            "region": injury.region,
            "side": injury.side,
            "injured_on": injury.injured_on,
            "added_at": injury.added_at,
            "plan": plans.get(injury.pk),
        }
        for injury in injuries
    ]
