"""Closes what a person had to do about a plan."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from plans.domain.event import EventKind
from plans.models import Task, User
from plans.models.sealing import sealed_for
from plans.services.history import record_event
from plans.services.refusals import conflict, require_clinician


@transaction.atomic
def close_task(*, task: Task, outcome: str, by: User, now: datetime) -> Task:
    """Write down that a task was done and what came of it. Refuses one that is closed already."""
    plan = task.plan
    require_clinician(by, plan.injury.patient)
    changed = Task.objects.filter(pk=task.pk, closed_at__isnull=True).update(
        closed_at=now, closed_by=by, outcome=sealed_for(task, "outcome", outcome)
    )
    if not changed:
        raise conflict(
            "task_closed", nl="Deze taak is al afgerond.", en="This task has already been closed."
        )
    facts = {"task": task.pk, "kind": task.kind}
    record_event(EventKind.TASK_CLOSED, by=by, now=now, plan=plan, facts=facts)
    task.refresh_from_db()
    return task
