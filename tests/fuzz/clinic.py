"""A small clinic on a morning in March, with something of everything that the API shows."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db.models import Model

from plans.models import Patient, Plan, Referral, Role, Task, User, Verdict
from plans.selectors.scope import (
    visible_injuries,
    visible_patients,
    visible_plans,
    visible_referrals,
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

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def open_clinic() -> dict[str, User]:
    """Make the clinic, and return one person of each role."""
    clinic = make_clinic()
    physiotherapist = make_physiotherapist(clinic)
    patient = make_patient(clinic, physiotherapist)
    for somebody, protocol in (
        (patient, "achilles-self-care"),
        (make_patient(clinic, physiotherapist), "achilles-treatment"),
        (make_patient(clinic, make_physiotherapist(clinic)), "achilles-self-care"),
    ):
        _something_of_everything(start_demo_plan(somebody, protocol))
    _something_of_everything(start_demo_plan(_of_another_clinic()))
    return {
        Role.PATIENT: patient.user,
        Role.PHYSIOTHERAPIST: physiotherapist,
        Role.STAFF: make_staff(clinic),
        Role.ADMINISTRATOR: make_administrator(clinic),
    }


def what_there_is(user: User) -> dict[str, tuple[str, ...]]:
    """Return what this person may name in an address, by what the address begins with."""
    rows = {
        "patients": visible_patients(user),
        "injuries": visible_injuries(user),
        "plans": visible_plans(user),
        "referrals": visible_referrals(user),
        "tasks": visible_tasks(user),
    }
    return {kind: tuple(map(_name, found.order_by("pk"))) for kind, found in rows.items()}


def _of_another_clinic() -> Patient:
    clinic = make_clinic()
    return make_patient(clinic, make_physiotherapist(clinic))


def _something_of_everything(plan: Plan) -> None:
    common = {"rule": "R-ACH-1", "kind": "trend"}
    Verdict.objects.create(
        plan=plan,
        protocol_version=plan.protocol_version,
        window_first=date(2026, 3, 1),
        window_last=date(2026, 3, 10),
        verdict="no_change",
        evidence={
            "baseline": "17/4",
            "end": "4",
            "delta": "1/4",
            "percent": None,
            "scores": {"2026-03-01": 4},
        },
        given_at=NOW,
        **common,
    )
    Referral.objects.create(
        injury=plan.injury,
        plan=plan,
        occasion="2026-03-01",
        basis="scores",
        to="physiotherapist",
        urgency="contact",
        raised_at=NOW,
        **common,
    )
    Task.objects.create(plan=plan, kind="silence", occasion="0", raised_at=NOW)


def _name(row: Model) -> str:
    return str(row.public_id)  # type: ignore[attr-defined]
