"""One clinic with its people, a neighbour, and a morning in March on which all of this happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.cache import caches
from rest_framework.test import APIClient

if TYPE_CHECKING:
    # This file is read before Django is ready, so rows are imported where they are made.
    from plans.models import Clinic, Patient, Plan, Referral, Task, User, Verdict

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)
"""A Tuesday; the plans of these tests began on Sunday 1 March."""

SignIn = Callable[["User"], APIClient]


@dataclass(frozen=True, slots=True)
class Scene:
    """Who is there: a patient with a plan, another patient, and people of two clinics."""

    patient: Patient
    other_patient: Patient
    physiotherapist: User
    staff: User
    stranger: User
    plan: Plan
    other_plan: Plan
    referral: Referral
    task: Task

    @property
    def injury_address(self) -> str:
        """Where the patient's injury stands."""
        return f"/api/injuries/{self.plan.injury.public_id}/"

    @property
    def plan_address(self) -> str:
        """Where the patient's plan stands."""
        return f"/api/plans/{self.plan.public_id}/"


@pytest.fixture(autouse=True)
def _a_morning_in_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> Iterator[None]:
    """What was asked in another test does not count against the limits."""
    caches["in_memory"].clear()
    yield
    caches["in_memory"].clear()


@pytest.fixture
def sign_in() -> SignIn:
    """Give a client that is signed in as somebody."""

    def as_user(user: User) -> APIClient:
        client = APIClient()
        client.force_login(user)
        return client

    return as_user


@pytest.fixture
def scene(clinic: Clinic, physiotherapist: User, patient: Patient) -> Scene:
    """The patient of ``physiotherapist`` and everybody around."""
    from tests.factories.people import make_clinic, make_patient, make_physiotherapist, make_staff
    from tests.factories.plans import start_demo_plan

    neighbour = make_patient(clinic, physiotherapist)
    plan = start_demo_plan(patient)
    return Scene(
        patient=patient,
        other_patient=neighbour,
        physiotherapist=physiotherapist,
        staff=make_staff(clinic),
        stranger=make_physiotherapist(make_clinic()),
        plan=plan,
        other_plan=start_demo_plan(neighbour),
        referral=refer(plan),
        task=set_task(plan),
    )


def refer(plan: Plan, **fields: Any) -> Referral:
    """Let the first rule of a plan's protocol call a physiotherapist."""
    from plans.models import Referral

    known = {
        "rule": "R-ACH-1",
        "kind": "trend",
        "occasion": (date(2026, 3, 1) - timedelta(days=Referral.objects.count())).isoformat(),
        "basis": "scores",
        "to": "physiotherapist",
        "urgency": "contact",
        "raised_at": NOW,
    }
    return Referral.objects.create(injury=plan.injury, plan=plan, **known | fields)


def give_verdict(plan: Plan, **fields: Any) -> Verdict:
    """Let the first rule of a plan's protocol find that the pain has not become less."""
    from plans.models import Verdict

    known = {
        "kind": "trend",
        "rule": "R-ACH-1",
        "window_first": date(2026, 3, 1),
        "window_last": TODAY,
        "verdict": "no_change",
        "evidence": {
            "baseline": "17/4",
            "end": "4",
            "delta": "1/4",
            "percent": None,
            "scores": {"2026-03-01": 4},
        },
        "given_at": NOW,
    }
    return Verdict.objects.create(
        plan=plan, protocol_version=plan.protocol_version, **known | fields
    )


def follow_up_of(scene: Scene) -> Plan:
    """Let the patient's plan end, and what keeps the injury away go on."""
    from plans.selectors.catalogue import protocol_of
    from plans.services.ending import end_plan
    from plans.services.following_up import start_follow_up

    plan, by = scene.plan, scene.physiotherapist
    follow_up = protocol_of(plan.protocol_version_id).follow_up
    assert follow_up is not None
    end_plan(plan=plan, outcome="recovered", by=by, now=NOW, reason="loopt weer")
    return start_follow_up(plan=plan, follow_up=follow_up, by=by, now=NOW)


def set_task(plan: Plan, **fields: Any) -> Task:
    """Let somebody have to call the patient of a plan, who has gone silent."""
    from plans.models import Task

    known = {"kind": "silence", "occasion": f"{Task.objects.count()}", "raised_at": NOW}
    return Task.objects.create(plan=plan, **known | fields)


@pytest.fixture
def own(scene: Scene, sign_in: SignIn) -> APIClient:
    """The patient's client."""
    return sign_in(scene.patient.user)


@pytest.fixture
def clinician(scene: Scene, sign_in: SignIn) -> APIClient:
    """The physiotherapist's client."""
    return sign_in(scene.physiotherapist)
