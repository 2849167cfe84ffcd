"""Who may see what: the patient, the clinic's own people, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from plans.domain.sight import Denied, Sight
from plans.models import CareRelation, Clinic, Event, Injury, Patient, Plan, Referral, Task, User
from plans.selectors.clock import database_now
from plans.selectors.scope import (
    Viewer,
    find,
    patients_by_name,
    treats,
    visible_events,
    visible_injuries,
    visible_patients,
    visible_people,
    visible_plans,
    visible_referrals,
    visible_relations,
    visible_tasks,
)
from tests.factories.people import (
    make_administrator,
    make_clinic,
    make_patient,
    make_physiotherapist,
    make_staff,
)
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
    ("an administrator", lambda scene: make_administrator(scene.clinic), (True, True, False)),
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


NO_RECORDS = [visible_injuries, visible_plans, visible_referrals, visible_events, visible_tasks]


@pytest.mark.parametrize("visible", NO_RECORDS, ids=lambda visible: visible.__name__)
def test_the_front_desk_knows_the_people_and_nothing_of_what_they_suffer(
    scene: Scene, visible: Callable[[Viewer], QuerySet[Any]]
) -> None:
    Task.objects.create(plan=scene.own.plan, kind="silence", occasion="1", raised_at=LATELY)
    desk = make_staff(scene.clinic)

    assert set(visible_patients(desk)) == {scene.own.patient, scene.neighbour.patient}
    assert not visible(desk).exists()
    assert not treats(desk, scene.own.patient)


LATELY = datetime(2026, 3, 15, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Colleagues:
    """A patient of one physiotherapist, and a colleague at the same clinic."""

    record: Record
    treating: User
    colleague: User


@pytest.fixture
def colleagues(clinic: Clinic) -> Colleagues:
    record, treating = _record(clinic), make_physiotherapist(clinic)
    record.patient.physiotherapist = treating
    record.patient.save(update_fields=["physiotherapist"])
    return Colleagues(record, treating, make_physiotherapist(clinic))


def _relate(patient: Patient, colleague: User, begins: timedelta, lasts: timedelta) -> None:
    now = database_now()
    CareRelation.objects.create(
        patient=patient,
        physiotherapist=colleague,
        basis="covering",
        reason="vakantie",
        from_at=now + begins,
        until_at=now + begins + lasts,
        added_by=colleague,
    )


def _sees(viewer: User, record: Record) -> set[bool]:
    """Say of everything in the record whether it is seen: one answer, or the scope leaks."""
    return {visible(viewer).filter(pk=of(record).pk).exists() for visible, of in VISIBLE}


def test_a_colleagues_patient_does_not_exist_without_a_relation(colleagues: Colleagues) -> None:
    assert _sees(colleagues.treating, colleagues.record) == {True}
    assert _sees(colleagues.colleague, colleagues.record) == {False}
    assert treats(colleagues.treating, colleagues.record.patient)
    assert not treats(colleagues.colleague, colleagues.record.patient)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("begins", "lasts", "seen"),
    [(-HOUR, 2 * HOUR, True), (HOUR, HOUR, False), (-2 * HOUR, HOUR, False)],
    ids=["holds", "is yet to begin", "is over"],
)
def test_a_relation_opens_a_record_while_it_holds(
    colleagues: Colleagues, begins: timedelta, lasts: timedelta, seen: bool
) -> None:
    _relate(colleagues.record.patient, colleagues.colleague, begins, lasts)

    assert _sees(colleagues.colleague, colleagues.record) == {seen}
    assert treats(colleagues.colleague, colleagues.record.patient) is seen


def test_patients_of_who_has_left_are_everybodys_until_somebody_treats_them(
    colleagues: Colleagues,
) -> None:
    _inactive(colleagues.treating)

    assert _sees(colleagues.colleague, colleagues.record) == {True}
    assert _sees(colleagues.treating, colleagues.record) == {False}


def test_access_ends_with_the_next_look_when_somebody_leaves_for_another_clinic(
    colleagues: Colleagues,
) -> None:
    _relate(colleagues.record.patient, colleagues.colleague, -HOUR, 2 * HOUR)
    for person in (colleagues.treating, colleagues.colleague):
        person.clinic = make_clinic()
        person.save(update_fields=["clinic"])

        assert _sees(person, colleagues.record) == {False}
        assert not treats(person, colleagues.record.patient)


def test_patients_are_looked_up_by_name_within_the_clinic_by_physiotherapists_only(
    scene: Scene,
) -> None:
    found = patients_by_name(make_physiotherapist(scene.clinic))

    assert set(found) == {scene.own.patient, scene.neighbour.patient}
    for other in (make_staff(scene.clinic), make_administrator(scene.clinic), _superuser()):
        assert not patients_by_name(other).exists()
    assert not patients_by_name(scene.own.patient.user).exists()
    assert not patients_by_name(AnonymousUser()).exists()


def test_who_else_sees_a_record_is_seen_by_who_sees_the_record(colleagues: Colleagues) -> None:
    _relate(colleagues.record.patient, colleagues.colleague, -HOUR, 2 * HOUR)
    other = make_physiotherapist(colleagues.record.patient.clinic)

    assert visible_relations(colleagues.treating).count() == 1
    assert visible_relations(colleagues.colleague).count() == 1
    assert visible_relations(colleagues.record.patient.user).count() == 1
    assert not visible_relations(other).exists()


def test_what_is_not_shown_is_noted_whether_it_exists_or_not(scene: Scene) -> None:
    stranger, sight, nowhere = scene.stranger, Sight(), uuid4()
    viewer = make_physiotherapist(scene.clinic)

    assert find(visible_plans(viewer), stranger.plan.public_id, sight) is None
    assert find(visible_plans(viewer), nowhere, sight) is None

    assert sight.kind is None
    assert sight.denied == [
        Denied("plan", str(stranger.plan.public_id), stranger.patient.pk),
        Denied("plan", str(nowhere), None),
    ]
