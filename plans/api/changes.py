"""Changing one patient's plan: seen first, then made; switched or ended."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import Words
from plans.api.cards import PauseCard, PlanCard, PrescriptionCard, Shown, show_prescriptions
from plans.api.documents import Choice, DocumentField
from plans.api.door import Door, Reason, now, operation, today_of
from plans.api.plans import (
    PlanPreviewCard,
    answer_with_plan,
    etag,
    named_protocol,
    show_preview,
    start_of_follower,
)
from plans.api.wording import said
from plans.domain.refusal import Refusal
from plans.models import Plan
from plans.services.changing import CHANGE, PlannedChange, change_plan, preview_change
from plans.services.ending import end_plan
from plans.services.refusals import require_clinician
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


class EditedMeanwhile(APIException):
    """The plan is no longer the one that the caller looked at."""

    status_code = 412
    default_code = "plan_changed_meanwhile"


_IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of the plan that was looked at; with it, an edit made meanwhile gives "
    "412 instead of a change on top of it.",
)


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

    @extend_schema(parameters=[_IF_MATCH])
    @operation(body=ChangeBody, answers={200: ChangeCard}, refuses=(403, 404, 409, 412))
    def post(self, request: Request, public_id: str) -> Response:
        """Change a plan; what was logged stays, and the change is kept with who and why."""
        plan = self.plan()
        self.record_of(plan.injury.patient)
        sent = self.sent(ChangeBody)
        try:
            planned = change_plan(
                plan=plan,
                change=sent["change"],
                by=self.viewer,
                now=now(),
                reason=sent["reason"],
                expected_version=_expected(request),
            )
        except Refusal as refusal:
            if refusal.code != EditedMeanwhile.default_code:
                raise
            raise EditedMeanwhile(said(nl=refusal.message.nl, en=refusal.message.en)) from None
        return Response(ChangeCard(_show(plan, planned)).data, headers={"ETag": etag(plan.version)})


class PreviewSwitch(Door):
    """A switch before it is made."""

    @operation(body=SwitchBody, answers={200: PlanPreviewCard}, refuses=(403, 404))
    def post(self, request: Request, public_id: str) -> Response:
        """Show the plan that another protocol would give; nothing is stored."""
        plan = self.plan()
        require_clinician(self.viewer)
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

    @operation(body=SwitchBody, answers={201: PlanCard}, refuses=(403, 404, 409))
    def post(self, request: Request, public_id: str) -> Response:
        """End a plan today and go on with another protocol for the same injury."""
        plan = self.plan()
        require_clinician(self.viewer)
        sent = self.sent(SwitchBody)
        follower = switch_plan(
            plan=plan,
            version=named_protocol(sent["protocol"]),
            by=self.viewer,
            now=now(),
            reason=sent["reason"],
        )
        return answer_with_plan(self, follower, status=201)


class EndPlan(Door):
    """The end of a plan."""

    @operation(body=EndBody, answers={200: PlanCard}, refuses=(403, 404, 409))
    def post(self, request: Request, public_id: str) -> Response:
        """End a plan with an outcome; its logs and its history stay."""
        plan = self.plan()
        require_clinician(self.viewer)
        sent = self.sent(EndBody)
        end_plan(plan=plan, by=self.viewer, now=now(), **sent)
        return answer_with_plan(self, plan)


def _expected(request: Request) -> int | None:
    """Read which edit the caller looked at; a tag that was never given matches nothing."""
    tag = request.headers.get("If-Match", "*").strip()
    if tag == "*":
        return None
    named = re.fullmatch(r'"([0-9]{1,9})"', tag)
    return int(named[1]) if named else -1


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
