"""A list costs as many questions to the database for three rows as for one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rest_framework.test import APIClient

from plans.domain.change import ExtendPhase
from plans.services.changing import change_plan
from tests.factories.people import make_patient
from tests.factories.plans import make_injury, start_demo_plan
from tests.plans.api.conftest import NOW, Scene, give_verdict, refer, set_task

Counted = Callable[..., Any]

LINE = 7
"""What every look at a record costs besides: the second factor and the line in the access log."""

PATIENTS = 4 + LINE
"""Session, user, count, patients with their accounts and physiotherapists."""

INJURIES = 6 + LINE
"""Session, user, patient, count, injuries, the plans under way."""

HISTORY = 8 + LINE
"""Session, user, plan with phases, exercises and pauses, count, events."""

TASKS = 5 + LINE
"""Session, user, count, tasks, phases."""

WORKLIST = 14 + LINE
"""Session, user; two counts, referrals, tasks; plans with dates and red flags (5); what was done
and scored lately (2); the whole record (7)."""

VERDICTS = 10 + LINE - 1
"""Session, user, plan with dates (4), open questions, count, verdicts, referrals."""


def test_patients(scene: Scene, clinician: APIClient, django_assert_num_queries: Counted) -> None:
    _expect(clinician, "/api/patients/?page_size=1", 1, django_assert_num_queries, PATIENTS)
    make_patient(scene.patient.clinic, scene.physiotherapist)
    _expect(clinician, "/api/patients/", 3, django_assert_num_queries, PATIENTS)


def test_injuries(scene: Scene, clinician: APIClient, django_assert_num_queries: Counted) -> None:
    address = f"/api/patients/{scene.patient.public_id}/injuries/"

    _expect(clinician, address, 1, django_assert_num_queries, INJURIES)
    make_injury(scene.patient, "heel")
    make_injury(scene.patient, "shin")
    _expect(clinician, address, 3, django_assert_num_queries, INJURIES)


def test_history(scene: Scene, clinician: APIClient, django_assert_num_queries: Counted) -> None:
    address = f"{scene.plan_address}history/"

    _expect(clinician, address, 1, django_assert_num_queries, HISTORY)
    for days in (1, 2):
        change_plan(
            plan=scene.plan,
            change=ExtendPhase(phase="relative_rest", days=days),
            by=scene.physiotherapist,
            now=NOW,
        )
    _expect(clinician, address, 3, django_assert_num_queries, HISTORY)


def test_verdicts(scene: Scene, own: APIClient, django_assert_num_queries: Counted) -> None:
    address = f"{scene.plan_address}verdicts/"

    give_verdict(scene.plan)
    _expect(own, address, 1, django_assert_num_queries, VERDICTS)
    give_verdict(scene.plan, window_first=date(2026, 3, 2))
    refer(scene.plan, verdict=give_verdict(scene.plan, window_first=date(2026, 3, 3)))
    _expect(own, address, 3, django_assert_num_queries, VERDICTS)


def test_tasks(scene: Scene, clinician: APIClient, django_assert_num_queries: Counted) -> None:
    _expect(clinician, "/api/tasks/", 1, django_assert_num_queries, TASKS)
    set_task(scene.plan)
    set_task(scene.other_plan, kind="gate_overdue")
    _expect(clinician, "/api/tasks/", 3, django_assert_num_queries, TASKS)


def test_the_worklist(
    scene: Scene, clinician: APIClient, django_assert_num_queries: Counted
) -> None:
    _expect(clinician, "/api/worklist/", 2, django_assert_num_queries, WORKLIST)
    set_task(scene.other_plan, kind="gate_overdue")
    for plan in (scene.plan, scene.other_plan, start_demo_plan(scene.patient, "heel-self-care")):
        refer(plan, verdict=give_verdict(plan))
    _expect(clinician, "/api/worklist/", 6, django_assert_num_queries, WORKLIST)


def _expect(
    client: APIClient, address: str, rows: int, assert_queries: Counted, queries: int
) -> None:
    # Versions that were read before stay in memory, as in a process that has been up for a while.
    client.get(address)
    with assert_queries(queries):
        answer = client.get(address)
    assert len(answer.json()["results"]) == rows
