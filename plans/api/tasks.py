"""What a person has to do about a plan: call somebody who went silent, look at a gate."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import LONGEST_REASON, StrictSerializer, Words
from plans.api.cards import PersonCard, Shown, open_phase_of
from plans.api.documents import Choice
from plans.api.door import Door, now, operation
from plans.models import Task, User
from plans.selectors.catalogue import protocol_of
from plans.selectors.scope import visible_tasks
from plans.selectors.tasks import task_card_of
from plans.selectors.words import language
from plans.services.refusals import require_physiotherapist
from plans.services.tasks import close_task


class TasksQuery(StrictSerializer):
    """Which tasks; those that are open unless said."""

    status = Choice("TaskStatus", default="open")


class TaskOutcomeBody(StrictSerializer):
    """What came of a task."""

    outcome = Words(max_length=LONGEST_REASON)


class TaskCard(serializers.Serializer[Any]):
    """One task. ``closed_by`` is null when the program closed it: it was no longer needed."""

    id = serializers.UUIDField()
    kind = Choice("TaskKind")
    patient = PersonCard()
    injury = serializers.UUIDField()
    plan = serializers.UUIDField()
    protocol = serializers.CharField()
    name = serializers.CharField(help_text="What the injury is called.")
    phase = Choice("PhaseKind", allow_null=True, help_text="The phase that is open.")
    text = serializers.CharField()
    raised_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.CharField(allow_null=True)
    outcome = serializers.CharField(allow_null=True)


class Tasks(Door):
    """The tasks."""

    @operation(
        query=TasksQuery,
        answers={200: TaskCard(many=True)},
        name="tasks_list",
        refuses=(403, 404),
    )
    def get(self, request: Request) -> Response:
        """List what there is to do about patients, the oldest first; what is closed, the latest."""
        require_physiotherapist(self.viewer)
        is_closed = self.asked(TasksQuery)["status"] == "closed"
        rows = _rows(self.viewer).filter(closed_at__isnull=not is_closed)
        order = ("-closed_at", "-pk") if is_closed else ("raised_at", "pk")
        return self.page(rows.order_by(*order), TaskCard, _show)


class CloseTask(Door):
    """A task that was done."""

    @operation(
        body=TaskOutcomeBody, answers={200: TaskCard}, refuses=(403, 404, 409), repeatable=True
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Close a task with what came of it."""
        task = self._task()
        self.treating(task.plan.injury.patient)
        close_task(task=task, by=self.viewer, now=now(), **self.sent(TaskOutcomeBody))
        return Response(TaskCard(_show(self._task())).data)

    def _task(self) -> Task:
        return self._one(_rows(self.viewer))


def _rows(viewer: User) -> QuerySet[Task]:
    tasks = visible_tasks(viewer).select_related("plan__injury__patient__user", "closed_by")
    return tasks.prefetch_related("plan__phases")


def _show(row: Task) -> Shown:
    card = task_card_of(row)
    plan = row.plan
    patient, protocol = plan.injury.patient, protocol_of(plan.protocol_version_id)
    return {
        "id": row.public_id,
        "kind": row.kind,
        "patient": {"id": patient.public_id, "name": patient.user.name},
        "injury": plan.injury.public_id,
        "plan": plan.public_id,
        "protocol": protocol.slug,
        "name": protocol.names.in_language(language()),
        "phase": open_phase_of(plan),
        "text": card.text.in_language(language()),
        "raised_at": row.raised_at,
        "closed_at": row.closed_at,
        "closed_by": row.closed_by.name if row.closed_by else None,
        "outcome": row.outcome or None,
    }
