"""Two clinics with somebody in every role, and one patient about whom there is everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.urls import URLResolver, get_resolver

from notifications.domain.kind import MessageKind, To, Via
from notifications.domain.state import State
from notifications.models import Message
from plans.models import CareRelation, Clinic, Patient, Plan, Referral, Task, User
from tests.factories.people import (
    add_second_factor,
    make_administrator,
    make_clinic,
    make_patient,
    make_physiotherapist,
    make_staff,
)
from tests.factories.plans import start_demo_plan

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
"""A Tuesday; the plans of these tests began on Sunday 1 March."""

NOWHERE = UUID("00000000-0000-4000-8000-000000000000")

CALLERS = (
    "nobody",
    "own patient",
    "other patient",
    "treating",
    "colleague",
    "desk",
    "administrator",
    "patient elsewhere",
    "physiotherapist elsewhere",
    "desk elsewhere",
    "administrator elsewhere",
    "platform",
)
"""Who asks; all of them for the record of the same patient."""

ELSEWHERE = tuple(caller for caller in CALLERS if caller.endswith("elsewhere"))


@dataclass(frozen=True, slots=True)
class Scene:
    """The patient, everything in the record, and who asks for it."""

    patient: Patient
    plan: Plan
    subjects: dict[str, UUID]
    people: dict[str, User]
    foreign: Patient
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, caller: str) -> Client:
        """Return a browser in which this caller has signed in, as it was right after that."""
        client = Client()
        name = settings.SESSION_COOKIE_NAME
        if caller in self.sessions:
            client.cookies[name] = self.sessions[caller]
        elif caller in self.people:
            client.force_login(self.people[caller])
            self.sessions[caller] = client.cookies[name].value
        return client


def build_scene() -> Scene:
    """Make the two clinics and all that there is to ask for."""
    clinic, elsewhere = make_clinic(), make_clinic()
    treating, colleague = make_physiotherapist(clinic), make_physiotherapist(clinic)
    patient, other = make_patient(clinic, treating), make_patient(clinic, treating)
    foreign = make_patient(elsewhere, make_physiotherapist(elsewhere))
    for somebody in (other, foreign):
        start_demo_plan(somebody)
    plan = start_demo_plan(patient)
    people = {
        "own patient": patient.user,
        "other patient": other.user,
        "treating": treating,
        "colleague": colleague,
        "desk": make_staff(clinic),
        "administrator": make_administrator(clinic),
        "patient elsewhere": foreign.user,
        "physiotherapist elsewhere": make_physiotherapist(elsewhere),
        "desk elsewhere": make_staff(elsewhere),
        "administrator elsewhere": make_administrator(elsewhere),
        "platform": make_platform(),
    }
    return Scene(
        patient=patient,
        plan=plan,
        subjects=_subjects(clinic, patient, plan, treating),
        people=people,
        foreign=foreign,
    )


def make_platform() -> User:
    """Make the platform's administrator, with a second factor as everybody who works here."""
    platform = User.objects.create_superuser("platform@example.org", "x", name="Platform")
    add_second_factor(platform)
    return platform


def _subjects(clinic: Clinic, patient: Patient, plan: Plan, treating: User) -> dict[str, UUID]:
    """Name one row of each kind, by the noun that the addresses have for it."""
    referral = Referral.objects.create(
        injury=plan.injury,
        plan=plan,
        rule="R-ACH-1",
        kind="trend",
        occasion="2026-03-01",
        basis="scores",
        to="physiotherapist",
        urgency="contact",
        raised_at=NOW,
    )
    task = Task.objects.create(plan=plan, kind="silence", occasion="1", raised_at=NOW)
    relation = CareRelation.objects.create(
        patient=patient,
        physiotherapist=make_physiotherapist(clinic),
        basis="covering",
        reason="vakantie",
        from_at=NOW - timedelta(days=1),
        until_at=NOW + timedelta(days=1),
        added_by=treating,
    )
    message = Message.objects.create(
        dedupe_key="access",
        kind=MessageKind.TASK,
        to=To.PHYSIOTHERAPIST,
        channel=Via.INBOX,
        state=State.SENT,
        recipient=treating,
        patient=patient,
        plan=plan,
        clinic=clinic,
        facts={"task": task.pk, "task_kind": "silence"},
        created_at=NOW,
        due_at=NOW,
        settled_at=NOW,
    )
    return {
        "patients": patient.public_id,
        "colleagues-patients": patient.public_id,
        "injuries": plan.injury.public_id,
        "plans": plan.public_id,
        "plan": plan.public_id,
        "referrals": referral.public_id,
        "tasks": task.public_id,
        "cover": relation.public_id,
        "inbox": message.public_id,
    }


_PARTS: dict[str, Callable[[Scene], str]] = {
    "<str:for_on>": lambda scene: NOW.date().isoformat(),
    "<str:day>": lambda scene: NOW.date().isoformat(),
    "<str:from_on>": lambda scene: "2026-04-01",
    "<int:turn>": lambda scene: "1",
    "<slug:kind>": lambda scene: "pause",
    "<slug:region>": lambda scene: "achilles",
    "<slug:exercise>": lambda scene: f"{_exercise(scene)}",
    "<slug:name>": lambda scene: "nothing-here",
    "<str:token>": lambda scene: "no-token",
    "<path:rest>": lambda scene: "nowhere/",
}


def address_of(scene: Scene, route: str, subject: UUID | None = None) -> str:
    """Fill in a route: with the patient's own row, or with the name ``subject``."""
    *_, noun = (part for part in route.partition("<uuid")[0].split("/") if part)
    filled = route.replace(
        "<uuid:public_id>", str(subject or scene.subjects.get(noun, NOWHERE))
    ).replace("<slug:slug>", _exercise(scene) if "exercises" in route else "achilles-treatment")
    for part, fill in _PARTS.items():
        filled = filled.replace(part, fill(scene)) if part in filled else filled
    return f"/{filled}"


def _exercise(scene: Scene) -> str:
    return str(scene.plan.prescriptions.order_by("pk").values_list("exercise", flat=True)[0])


def routes() -> Iterator[tuple[str, Any]]:
    """Give every address that the program has, with what answers it."""
    yield from _walk(get_resolver(), "")


def _walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        else:
            yield route, pattern.callback


def methods_of(callback: Any) -> list[str]:
    """Return which methods an address of the API has; pages are asked with both."""
    view = getattr(callback, "view_class", None)
    if view is None:
        return ["GET", "POST"]
    return [
        name.upper() for name in ("get", "post", "put", "patch", "delete") if hasattr(view, name)
    ]
