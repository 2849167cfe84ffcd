"""A list costs as many questions to the database for three rows as for one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from rest_framework.test import APIClient

from plans.domain.change import ExtendPhase
from plans.models import Verdict
from plans.services.changing import change_plan
from tests.factories.people import make_patient
from tests.factories.plans import make_injury
from tests.plans.api.conftest import NOW, TODAY, Scene

Counted = Callable[..., Any]

PATIENTS = 4
"""Session, user, count, patients with their accounts and physiotherapists."""

INJURIES = 6
"""Session, user, patient, count, injuries, the plans under way."""

HISTORY = 8
"""Session, user, plan with phases, exercises and pauses, count, events."""

VERDICTS = 8
"""Session, user, plan with phases, exercises and pauses, count, verdicts."""


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

    _give_verdict(scene, 0)
    _expect(own, address, 1, django_assert_num_queries, VERDICTS)
    _give_verdict(scene, 1)
    _give_verdict(scene, 2)
    _expect(own, address, 3, django_assert_num_queries, VERDICTS)


def _expect(
    client: APIClient, address: str, rows: int, assert_queries: Counted, queries: int
) -> None:
    # Versions that were read before stay in memory, as in a process that has been up for a while.
    client.get(address)
    with assert_queries(queries):
        answer = client.get(address)
    assert len(answer.json()["results"]) == rows


def _give_verdict(scene: Scene, number: int) -> None:
    first = TODAY - timedelta(days=14 * number)
    Verdict.objects.create(
        plan=scene.plan,
        protocol_version=scene.plan.protocol_version,
        rule="R-ACH-1",
        window_first=first,
        window_last=first,
        verdict="no_change",
        evidence={},
        given_at=NOW,
    )
