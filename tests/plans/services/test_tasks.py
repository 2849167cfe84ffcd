"""What a person had to do about a plan is closed with what came of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from plans.domain.refusal import Refusal, RefusalKind
from plans.models import Clinic, Event, Patient, Task, User
from plans.services.judging import judge_due_plans
from plans.services.tasks import close_task
from tests.factories.people import make_clinic, make_physiotherapist, make_staff
from tests.factories.plans import start_demo_plan
from tests.plans.services.diary import night_before

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def task(patient: Patient) -> Task:
    """A patient who has not been heard of since the plan began."""
    plan = start_demo_plan(patient)
    night_before(plan, date(2026, 3, 10))
    return Task.objects.get(plan=plan)


def test_a_task_says_by_whom_it_was_done_and_what_came_of_it(
    task: Task, physiotherapist: User
) -> None:
    close_task(task=task, outcome="phoned, on holiday", by=physiotherapist, now=NOW)

    assert (task.closed_at, task.closed_by) == (NOW, physiotherapist)
    assert task.outcome == "phoned, on holiday"
    event = Event.objects.get(kind="task_closed")
    assert (event.by, event.plan) == (physiotherapist, task.plan)
    assert event.facts == {"task": task.pk, "kind": "silence"}


def test_a_task_is_closed_once(task: Task, physiotherapist: User) -> None:
    close_task(task=task, outcome="phoned", by=physiotherapist, now=NOW)

    with pytest.raises(Refusal, match="already been closed") as refused:
        close_task(task=task, outcome="phoned again", by=physiotherapist, now=NOW)

    assert refused.value.kind is RefusalKind.CONFLICT
    task.refresh_from_db()
    assert task.outcome == "phoned"
    assert Event.objects.filter(kind="task_closed").count() == 1


def test_a_task_that_a_person_closed_is_not_raised_again(task: Task, physiotherapist: User) -> None:
    close_task(task=task, outcome="on holiday", by=physiotherapist, now=NOW)

    for number in (11, 12, 13):
        judge_due_plans(now=datetime(2026, 3, number, 9, tzinfo=UTC))

    task.refresh_from_db()
    assert (task.closed_by, Task.objects.count()) == (physiotherapist, 1)


def test_only_a_physiotherapist_of_the_clinic_closes_it(task: Task, clinic: Clinic) -> None:
    people = (
        task.plan.injury.patient.user,
        make_staff(clinic),
        make_physiotherapist(make_clinic()),
    )
    for person in people:
        with pytest.raises(Refusal):
            close_task(task=task, outcome="done", by=person, now=NOW)
    task.refresh_from_db()
    assert task.closed_at is None
