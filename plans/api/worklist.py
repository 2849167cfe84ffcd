"""What waits for a physiotherapist: referrals and tasks in one list, the most urgent first."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.cards import PersonCard, Shown, open_phase_of
from plans.api.documents import Choice
from plans.api.door import Door, now, operation
from plans.api.progress import DayScoreCard, LatelyCard, show_adherence
from plans.domain.rules.priority import priority_of
from plans.models import Referral, Task
from plans.selectors.catalogue import protocol_of
from plans.selectors.referrals import card_of
from plans.selectors.tasks import task_card_of
from plans.selectors.words import language
from plans.selectors.worklist import Waiting, WaitingItem, waiting_items
from plans.services.refusals import require_physiotherapist


class WaitingCard(serializers.Serializer[Any]):
    """One thing that waits, a referral or a task, with how the patient has been getting on.

    ``rule``, ``priority``, ``to`` and ``urgency`` are those of a referral, ``task`` is the kind of
    a task; what does not apply is null. A referral from an intake may have no plan yet.
    """

    kind = Choice("WaitingKind")
    id = serializers.UUIDField(help_text="Of the referral or the task.")
    priority = Choice("Priority", allow_null=True)
    rule = serializers.CharField(allow_null=True)
    to = Choice("Addressee", allow_null=True)
    urgency = Choice("Urgency", allow_null=True)
    task = Choice("TaskKind", allow_null=True)
    seen = serializers.BooleanField(help_text="Somebody has seen the referral already.")
    since = serializers.DateTimeField()
    text = serializers.CharField()
    patient = PersonCard()
    injury = serializers.UUIDField()
    region = serializers.CharField()
    plan = serializers.UUIDField(allow_null=True)
    protocol = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True, help_text="What the injury is called.")
    phase = Choice("PhaseKind", allow_null=True, help_text="The phase that is open.")
    adherence = LatelyCard(allow_null=True)
    day_scores = DayScoreCard(many=True, help_text="Of the last 14 days, the oldest first.")


class Worklist(Door):
    """What waits."""

    @operation(answers={200: WaitingCard(many=True)}, name="worklist_list", refuses=(403, 404))
    def get(self, request: Request) -> Response:
        """List what waits: referrals by urgency and then by age, then tasks by age."""
        require_physiotherapist(self.viewer)
        waiting = cast("QuerySet[Any]", Waiting(self.viewer))
        found = self.paginate_queryset(waiting) or []
        items = waiting_items(found, now=now())
        self.sight.listed("worklist", (item.injury.patient_id for item in items))
        shown = [_show(item) for item in items]
        return self.get_paginated_response(WaitingCard(shown, many=True).data)


def _show(item: WaitingItem) -> Shown:
    patient, plan = item.injury.patient, item.plan
    protocol = protocol_of(plan.protocol_version_id) if plan else None
    about = item.about
    own = _show_referral(about) if isinstance(about, Referral) else _show_task(about)
    return own | {
        "id": about.public_id,
        "since": about.raised_at,
        "patient": {"id": patient.public_id, "name": patient.user.name},
        "injury": item.injury.public_id,
        "region": item.injury.region,
        "plan": plan.public_id if plan else None,
        "protocol": protocol.slug if protocol else None,
        "name": protocol.names.in_language(language()) if protocol else None,
        "phase": open_phase_of(plan) if plan else None,
        "adherence": show_adherence(item.progress),
        "day_scores": item.progress.scores if item.progress else (),
    }


def _show_referral(row: Referral) -> Shown:
    return {
        "kind": "referral",
        "priority": priority_of(row.to, row.urgency).name.lower(),
        "rule": row.rule,
        "to": row.to,
        "urgency": row.urgency,
        "task": None,
        "seen": row.acknowledged_at is not None,
        "text": card_of(row).reason.in_language(language()),
    }


def _show_task(row: Task) -> Shown:
    return {
        "kind": "task",
        "priority": None,
        "rule": None,
        "to": None,
        "urgency": None,
        "task": row.kind,
        "seen": False,
        "text": task_card_of(row).text.in_language(language()),
    }
