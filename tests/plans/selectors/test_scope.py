"""Who may see what: the patient, the clinic's own people, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from plans.models import Clinic, Event, Injury, Patient, Plan, Referral, User
from plans.selectors.scope import (
    Viewer,
    visible_events,
    visible_injuries,
    visible_patients,
    visible_people,
    visible_plans,
    visible_referrals,
)
from tests.factories.people import make_clinic, make_patient, make_physiotherapist, make_staff
from tests.factories.plans import start_demo_plan


@dataclass(frozen=True, slots=True)
class Record:
    """One patient with a row of every kind."""

    patient: Patient
    plan: Plan
    injury: Injury
    referral: Referral
    event: Event


def _record(clinic: Clinic) -> Record:
    patient = make_patient(clinic)
    plan = start_demo_plan(patient)
    referral = Referral.objects.create(
        injury=plan.injury,
        plan=plan,
        rule="R-ACH-1",
        occasion="2026-03-01",
        to="physiotherapist",
        urgency="contact",
        basis="scores",
        raised_at=datetime(2026, 3, 15, tzinfo=UTC),
    )
    event = Event.objects.get(plan=plan, kind="plan_started")
    return Record(patient, plan, plan.injury, referral, event)


VISIBLE: list[tuple[Callable[[Viewer], QuerySet[Any]], Callable[[Record], Any]]] = [
    (visible_patients, lambda record: record.patient),
    (visible_injuries, lambda record: record.injury),
    (visible_plans, lambda record: record.plan),
    (visible_referrals, lambda record: record.referral),
    (visible_events, lambda record: record.event),
    (visible_people, lambda record: record.patient.user),
]
NAMES = [visible.__name__ for visible, _ in VISIBLE]


@dataclass(frozen=True, slots=True)
class Scene:
    """Two patients of one clinic and one of another."""

    clinic: Clinic
    own: Record
    neighbour: Record
    stranger: Record


@pytest.fixture
def scene(clinic: Clinic) -> Scene:
    return Scene(clinic, _record(clinic), _record(clinic), _record(make_clinic()))


def _inactive(person: User) -> User:
    person.is_active = False
    person.save(update_fields=["is_active"])
    return person


def _superuser() -> User:
    return User.objects.create_superuser("root@example.org", "x", name="Platform")


VIEWERS: list[tuple[str, Callable[[Scene], Viewer], tuple[bool, bool, bool]]] = [
    ("the patient", lambda scene: scene.own.patient.user, (True, False, False)),
    ("a physiotherapist", lambda scene: make_physiotherapist(scene.clinic), (True, True, False)),
    ("staff", lambda scene: make_staff(scene.clinic), (True, True, False)),
    ("the platform administrator", lambda scene: _superuser(), (True, True, True)),
    (
        "a physiotherapist elsewhere",
        lambda scene: make_physiotherapist(scene.stranger.patient.clinic),
        (False, False, True),
    ),
    ("nobody in particular", lambda scene: AnonymousUser(), (False, False, False)),
    (
        "a physiotherapist who left",
        lambda scene: _inactive(make_physiotherapist(scene.clinic)),
        (False, False, False),
    ),
    (
        "a patient who left",
        lambda scene: _inactive(scene.own.patient.user),
        (False, False, False),
    ),
]


@pytest.mark.parametrize(("visible", "of"), VISIBLE, ids=NAMES)
@pytest.mark.parametrize(
    ("viewer", "seen"), [entry[1:] for entry in VIEWERS], ids=[entry[0] for entry in VIEWERS]
)
def test_everybody_sees_what_is_theirs_and_nothing_else(
    scene: Scene,
    visible: Callable[[Viewer], QuerySet[Any]],
    of: Callable[[Record], Any],
    viewer: Callable[[Scene], Viewer],
    seen: tuple[bool, bool, bool],
) -> None:
    rows = visible(viewer(scene))

    assert (
        tuple(
            rows.filter(pk=of(record).pk).exists()
            for record in (scene.own, scene.neighbour, scene.stranger)
        )
        == seen
    )


def test_the_program_itself_is_not_among_the_people(scene: Scene) -> None:
    assert not visible_people(_superuser()).filter(role="system").exists()
