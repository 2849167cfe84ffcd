"""What the tests of the admin stand on: two clinics, each with staff and a patient in treatment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from plans.catalogue.reading import Catalogue

if TYPE_CHECKING:
    # This file is read before Django is ready, so rows are imported where they are made.
    from plans.models import Clinic, Patient, Plan, Referral, Task, User

SOON_AFTER = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Practice:
    """One clinic with all that its admin shows."""

    clinic: Clinic
    staff: User
    physiotherapist: User
    patient: Patient
    plan: Plan
    referral: Referral
    task: Task


@pytest.fixture
def here(catalogue: Catalogue) -> Practice:
    """The clinic of who signs in."""
    return make_practice("hier")


@pytest.fixture
def elsewhere(catalogue: Catalogue) -> Practice:
    """Another clinic."""
    return make_practice("elders")


@pytest.fixture
def staff(here: Practice) -> Client:
    """A browser in which the clinic's administrator has signed in."""
    return browser(here.staff)


@pytest.fixture
def administrator(here: Practice) -> Client:
    """A browser in which the platform's administrator has signed in."""
    from plans.models import User
    from tests.factories.people import add_second_factor

    user = User.objects.create_superuser("beheer@example.org", "een-lang-wachtwoord-42", name="B")
    add_second_factor(user)
    return browser(user)


@pytest.fixture
def front_desk(here: Practice) -> Client:
    """A browser in which somebody of the front desk has signed in."""
    from tests.factories.people import make_staff

    return browser(make_staff(here.clinic, name="Balie voor"))


def browser(user: User | None) -> Client:
    """Return a browser, in which ``user`` has signed in."""
    client = Client(headers={"host": "localhost"})
    if user is not None:
        client.force_login(user)
    return client


def make_practice(name: str) -> Practice:
    """Make a clinic with staff, a physiotherapist, and a patient with a plan and a referral."""
    from plans.models import Task
    from tests.factories.people import make_administrator, make_clinic, make_physiotherapist

    clinic = make_clinic(name=f"Praktijk {name}")
    staff = make_administrator(clinic, name=f"Balie {name}")
    physiotherapist = make_physiotherapist(clinic, name=f"Fysio {name}")
    patient, plan, referral = make_case(clinic, physiotherapist, f"Patiënt {name}")
    task = Task.objects.get(plan=plan)
    return Practice(clinic, staff, physiotherapist, patient, plan, referral, task)


def make_case(clinic: Clinic, physiotherapist: User, name: str) -> tuple[Patient, Plan, Referral]:
    """Make a patient with a plan under way, an open referral and something to be done."""
    from plans.models import Referral, Task
    from tests.factories.people import make_patient
    from tests.factories.plans import start_demo_plan

    patient = make_patient(clinic, physiotherapist, name=name)
    plan = start_demo_plan(patient, starts_on=date(2026, 3, 1))
    referral = Referral.objects.create(
        injury=plan.injury,
        plan=plan,
        rule="R-ACH-1",
        occasion="2026-03-01",
        to="physiotherapist",
        urgency="contact",
        raised_at=SOON_AFTER,
    )
    Task.objects.create(plan=plan, kind="silence", occasion="2026-03-01", raised_at=SOON_AFTER)
    return patient, plan, referral
