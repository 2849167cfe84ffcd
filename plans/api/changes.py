"""Changing one patient's plan: seen first, then made; switched or ended."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import Words
from plans.api.cards import PauseCard, PlanCard, PrescriptionCard, Shown, show_prescriptions
from plans.api.documents import Choice, DocumentField
from plans.api.door import Door, Reason, now, operation, today_of
from plans.api.edits import IF_MATCH, edit_looked_at, etag, told_of_later_edit
from plans.api.plans import (
    PlanPreviewCard,
    answer_with_plan,
    named_protocol,
    show_preview,
    start_of_follower,
)
from plans.models import Plan
from plans.services.changing import CHANGE, PlannedChange, change_plan, preview_change
from plans.services.ending import end_plan
from plans.services.starting import preview_plan, switch_plan


class ChangeBody(Reason):
    """One change of a plan, and why."""

    change = DocumentField(CHANGE)


class SwitchBody(Reason):
    """Which protocol to go on with, and why."""

    protocol = Words(max_length=60)


class EndBody(Reason):
    """How the plan ended, and why."""

    outcome = Choice("PlanOutcome")


class MovedCard(serializers.Serializer[Any]):
    """One date that moves."""

    phase = Choice("PhaseKind")
    field = serializers.CharField()
    before = serializers.DateField()
    after = serializers.DateField()


class ChangeCard(serializers.Serializer[Any]):
    """What a change does: every date that moves, and the exercises and pauses that it touches.

    ``version`` is the edit of the plan that this stands for: the present one for a preview, the new
    one after a change.
    """

    version = serializers.IntegerField()
    moved = MovedCard(many=True)
    added = PrescriptionCard(many=True)
    ended = PrescriptionCard(many=True)
    pauses = PauseCard(many=True)
    ends_on = serializers.DateField()


class PreviewChange(Door):
    """A change before it is made."""

    @operation(body=ChangeBody, answers={200: ChangeCard}, refuses=(403, 404, 409))
    def post(self, request: Request, public_id: str) -> Response:
        """Show what a change would move; nothing is stored."""
        plan = self.plan()
        self.record_of(plan.injury.patient)
        change = self.sent(ChangeBody)["change"]
        planned = preview_change(plan=plan, change=change, by=self.viewer, now=now())
        return Response(ChangeCard(_show(plan, planned)).data)


class ChangePlan(Door):
    """A change."""

    @operation(
        body=ChangeBody,
        answers={200: ChangeCard},
        refuses=(403, 404, 409, 412, 428),
        repeatable=True,
        headers=(IF_MATCH,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Change a plan; what was logged stays, and the change is kept with who and why."""
        plan = self.plan()
        self.record_of(plan.injury.patient)
        sent = self.sent(ChangeBody)
        expected = edit_looked_at(request)
        with told_of_later_edit(plan):
            planned = change_plan(
                plan=plan,
                change=sent["change"],
                by=self.viewer,
                now=now(),
                reason=sent["reason"],
                expected_version=expected,
            )
        return Response(ChangeCard(_show(plan, planned)).data, headers={"ETag": etag(plan.version)})


class PreviewSwitch(Door):
    """A switch before it is made."""

    @operation(body=SwitchBody, answers={200: PlanPreviewCard}, refuses=(403, 404))
    def post(self, request: Request, public_id: str) -> Response:
        """Show the plan that another protocol would give; nothing is stored."""
        plan = self.plan()
        self.treating(plan.injury.patient)
        injury = plan.injury
        today = today_of(injury.patient, now())
        previewed = preview_plan(
            version=named_protocol(self.sent(SwitchBody)["protocol"]),
            patient=injury.patient,
            region=injury.region,
            starts_on=start_of_follower(plan, today),
            injured_on=injury.injured_on,
            today=today,
        )
        return Response(PlanPreviewCard(show_preview(previewed)).data)


class SwitchPlan(Door):
    """A switch."""

    @operation(
        body=SwitchBody,
        answers={201: PlanCard},
        refuses=(403, 404, 409, 412, 428),
        repeatable=True,
        headers=(IF_MATCH,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        """End a plan today and go on with another protocol for the same injury."""
        plan = self.plan()
        self.treating(plan.injury.patient)
        sent = self.sent(SwitchBody)
        expected = edit_looked_at(request)
        with told_of_later_edit(plan):
            follower = switch_plan(
                plan=plan,
                version=named_protocol(sent["protocol"]),
                by=self.viewer,
                now=now(),
                reason=sent["reason"],
                expected_version=expected,
            )
        return answer_with_plan(self, follower, status=201)


class EndPlan(Door):
    """The end of a plan."""

    @operation(
        body=EndBody,
        answers={200: PlanCard},
        refuses=(403, 404, 409, 412, 428),
        repeatable=True,
        headers=(IF_MATCH,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        """End a plan with an outcome; its logs and its history stay."""
        plan = self.plan()
        self.treating(plan.injury.patient)
        sent = self.sent(EndBody)
        expected = edit_looked_at(request)
        with told_of_later_edit(plan):
            end_plan(plan=plan, by=self.viewer, now=now(), expected_version=expected, **sent)
        return answer_with_plan(self, plan)


def _show(plan: Plan, planned: PlannedChange) -> Shown:
    before, after = planned.before, planned.after
    known = {item.key: item for item in before.prescriptions}
    changed = [item for item in after.prescriptions if known.get(item.key) != item]
    return {
        "version": plan.version,
        "moved": planned.moved,
        "added": show_prescriptions(item for item in changed if item.key not in known),
        "ended": show_prescriptions(item for item in changed if item.key in known),
        "pauses": after.pauses,
        "ends_on": after.ends_on,
    }
