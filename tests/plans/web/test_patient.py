"""One patient's page: scores, verdicts, referrals and history, for the own clinic only."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from plans.models import Clinic, Patient, Plan
from plans.services.judging import judge_due_plans
from plans.services.reporting import set_day_score
from tests.factories.people import make_clinic, make_patient, make_physiotherapist, make_staff
from tests.factories.plans import start_demo_plan
from tests.plans.web.conftest import NOON, TODAY, SignIn

pytestmark = pytest.mark.django_db


def test_the_page_shows_the_scores_as_a_line_and_as_a_table(
    at_work: Client, patient: Patient, plan: Plan
) -> None:
    _scores(plan, patient, days=5)

    page = at_work.get(_address(patient)).content.decode()

    assert "<polyline" in page
    assert '<th scope="row">1 maart 2026</th>' in page
    assert "style=" not in page
    assert "<script" not in page


def test_the_page_shows_verdicts_referrals_and_what_happened(
    at_work: Client, clinic: Clinic
) -> None:
    patient = make_patient(clinic)
    plan = start_demo_plan(patient, "achilles-self-care", TODAY - timedelta(days=14))
    _scores(plan, patient, days=14)
    judge_due_plans(now=NOON)

    page = at_work.get(_address(patient)).content.decode()

    assert "Niet minder pijn" in page
    assert "De patiënt leest:" in page
    assert "Fysiotherapeut, deze week: open" in page
    assert page.index("Doorverwijzing ontstaan") < page.index("Plan gestart")


def test_a_patient_of_whom_nothing_is_known_yet_has_a_page(at_work: Client, clinic: Clinic) -> None:
    page = at_work.get(_address(make_patient(clinic))).content.decode()

    assert "Er is over deze patiënt nog niets vastgelegd." in page


def test_for_everybody_else_the_page_does_not_exist(
    sign_in: SignIn, clinic: Clinic, patient: Patient
) -> None:
    others = [patient.user, make_staff(clinic), make_physiotherapist(make_clinic())]

    answers = [sign_in(user).get(_address(patient)).status_code for user in others]
    missing = sign_in(make_physiotherapist(clinic)).get(reverse("patient", args=[uuid4()]))

    assert [*answers, missing.status_code] == [HTTPStatus.NOT_FOUND] * 4


@pytest.mark.parametrize("plans", [1, 3])
def test_the_page_asks_the_database_as_much_for_three_plans_as_for_one(
    at_work: Client,
    patient: Patient,
    django_assert_num_queries: DjangoAssertNumQueries,
    plans: int,
) -> None:
    for slug in ("achilles-self-care", "groin-light", "calf-strain")[:plans]:
        start_demo_plan(patient, slug, date(2026, 3, 1))
    at_work.get(_address(patient))

    with django_assert_num_queries(22):
        at_work.get(_address(patient))


def _address(patient: Patient) -> str:
    return reverse("patient", args=[patient.public_id])


def _scores(plan: Plan, patient: Patient, *, days: int) -> None:
    for back in range(days):
        day = plan.starts_on + timedelta(days=back)
        now = datetime(day.year, day.month, day.day, 18, 0, tzinfo=UTC)
        set_day_score(injury=plan.injury, for_on=day, pain=5, by=patient.user, now=now)
