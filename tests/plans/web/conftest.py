"""What the tests of the pages stand on: a fixed day, and a plan that began nine days before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client

if TYPE_CHECKING:
    from plans.models import Clinic, Patient, Plan, User

TODAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)

SignIn = Callable[["User"], Client]


@pytest.fixture(autouse=True)
def _on_the_tenth_of_march() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def sign_in() -> SignIn:
    """Open a browser in which somebody has signed in."""

    def browser(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return browser


@pytest.fixture
def plan(patient: Patient) -> Plan:
    """A self-care plan of the patient that began on 1 March, with signs to watch for."""
    from tests.factories.plans import start_demo_plan

    return start_demo_plan(patient, "achilles-self-care", date(2026, 3, 1))


@pytest.fixture
def at_home(sign_in: SignIn, patient: Patient) -> Client:
    """The patient's browser."""
    return sign_in(patient.user)


@pytest.fixture
def at_work(sign_in: SignIn, physiotherapist: User) -> Client:
    """The physiotherapist's browser."""
    return sign_in(physiotherapist)


def report_calm_days(plan: Plan, patient: Patient, *, days: int = 9, pain: int = 0) -> None:
    """Report the same pain, in the morning too, on the first days of a plan."""
    from plans.services.reporting import set_day_score

    for passed in range(days):
        day = plan.starts_on + timedelta(days=passed)
        now = datetime(day.year, day.month, day.day, 18, 0, tzinfo=UTC)
        set_day_score(
            injury=plan.injury, for_on=day, pain=pain, morning=pain, by=patient.user, now=now
        )


def patient_without_improvement(clinic: Clinic, name: str = "Erik") -> Patient:
    """Make a patient whose pain stayed at 5 for the two weeks up to today."""
    from plans.services.judging import judge_due_plans
    from plans.services.reporting import set_day_score
    from tests.factories.people import make_patient
    from tests.factories.plans import start_demo_plan

    patient = make_patient(clinic, name=name)
    start = TODAY - timedelta(days=14)
    plan = start_demo_plan(patient, "achilles-self-care", start)
    for back in range(14):
        day = start + timedelta(days=back)
        now = datetime(day.year, day.month, day.day, 18, 0, tzinfo=UTC)
        set_day_score(injury=plan.injury, for_on=day, pain=5, by=patient.user, now=now)
    judge_due_plans(now=NOON)
    return patient
