"""The worklist: who needs somebody, what was done about it, and the caseload."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from plans.models import Clinic, Patient, Plan, Referral, User
from plans.services.judging import judge_due_plans
from plans.services.reporting import record_exercise, set_day_score
from tests.factories.people import make_clinic, make_patient, make_physiotherapist, make_staff
from tests.factories.plans import start_demo_plan
from tests.plans.web.conftest import NOON, TODAY, SignIn

pytestmark = pytest.mark.django_db

ADDRESS = "/worklist/"


def test_a_referral_stands_there_with_its_rule_and_its_numbers(
    at_work: Client, clinic: Clinic
) -> None:
    patient = _patient_without_improvement(clinic)

    page = at_work.get(ADDRESS).content.decode()

    assert patient.user.name in page
    assert "<strong>Niet minder pijn.</strong>" in page
    assert "Regel R-ACH-1, versie" in page
    assert "5,0" in page


def test_a_referral_is_acknowledged_once_and_resolved_with_what_came_of_it(
    at_work: Client, clinic: Clinic, physiotherapist: User
) -> None:
    _patient_without_improvement(clinic)
    referral = Referral.objects.get()
    form = {"referral": referral.public_id}

    at_work.post(ADDRESS, form | {"form": "acknowledge"})
    seen = at_work.get(ADDRESS).content.decode()
    at_work.post(ADDRESS, form | {"form": "resolve", "outcome": "Gebeld, komt donderdag"})

    referral.refresh_from_db()
    assert f"Gezien door {physiotherapist.name}." in seen
    assert (referral.status, referral.outcome) == ("resolved", "Gebeld, komt donderdag")
    assert "Er wacht niemand." in at_work.get(ADDRESS).content.decode()


def test_resolving_without_an_outcome_or_twice_is_refused_with_a_sentence(
    at_work: Client, clinic: Clinic
) -> None:
    _patient_without_improvement(clinic)
    form = {"form": "resolve", "referral": Referral.objects.get().public_id}

    empty = at_work.post(ADDRESS, form | {"outcome": ""})
    at_work.post(ADDRESS, form | {"outcome": "Gebeld"})
    again = at_work.post(ADDRESS, form | {"outcome": "Gebeld"})

    assert empty.status_code == HTTPStatus.BAD_REQUEST
    assert again.status_code == HTTPStatus.CONFLICT
    assert "Deze doorverwijzing is al afgehandeld." in again.content.decode()


def test_another_clinics_referral_does_not_exist(sign_in: SignIn, clinic: Clinic) -> None:
    _patient_without_improvement(clinic)
    elsewhere = sign_in(make_physiotherapist(make_clinic()))

    foreign = elsewhere.post(ADDRESS, {"referral": Referral.objects.get().public_id})
    missing = elsewhere.post(ADDRESS, {"referral": uuid4()})
    nonsense = elsewhere.post(ADDRESS, {"referral": "x"})

    assert {foreign.status_code, missing.status_code, nonsense.status_code} == {
        HTTPStatus.NOT_FOUND
    }
    assert Referral.objects.get().status == "open"


def test_the_caseload_shows_phase_day_last_score_and_what_was_done(
    at_work: Client, plan: Plan, patient: Patient
) -> None:
    set_day_score(injury=plan.injury, for_on=TODAY, pain=4, by=patient.user, now=NOON)
    exercise = str(plan.prescriptions.order_by("pk").values_list("exercise", flat=True)[0])
    record_exercise(injury=plan.injury, exercise=exercise, turn=1, by=patient.user, now=NOON)

    page = at_work.get(ADDRESS).content.decode()

    assert "dag 10" in page
    assert "<strong>4</strong>" in page
    assert re.search(r"<td[^>]*>\s*\d+%", page)


def test_who_needs_somebody_comes_before_who_is_silent_and_who_is_not(
    at_work: Client, clinic: Clinic
) -> None:
    talking, silent = (make_patient(clinic, name=name) for name in ("Praat", "Stil"))
    plan = start_demo_plan(talking, "groin-light", date(2026, 3, 9))
    set_day_score(injury=plan.injury, for_on=TODAY, pain=2, by=talking.user, now=NOON)
    start_demo_plan(silent, "groin-light", date(2026, 3, 9))
    _patient_without_improvement(clinic, name="Verwezen")

    cases = at_work.get(ADDRESS).context["cases"]

    assert [case.patient for case in cases] == ["Verwezen", "Stil", "Praat"]


def test_only_physiotherapists_of_the_clinic_have_a_worklist(
    sign_in: SignIn, clinic: Clinic, plan: Plan
) -> None:
    patient, staff = plan.injury.patient.user, make_staff(clinic)
    elsewhere = sign_in(make_physiotherapist(make_clinic())).get(ADDRESS)

    answers = [sign_in(user).get(ADDRESS).status_code for user in (patient, staff)]

    assert answers == [HTTPStatus.NOT_FOUND] * 2
    assert patient.name not in elsewhere.content.decode()


@pytest.mark.parametrize("page", ["2", "0", "-1", "laatste", "9999999999999999999999"])
def test_a_page_of_the_caseload_that_does_not_exist_shows_the_nearest(
    at_work: Client, plan: Plan, page: str
) -> None:
    assert at_work.get(ADDRESS, {"page": page}).status_code == HTTPStatus.OK


@pytest.mark.parametrize("patients", [1, 3])
def test_the_list_asks_the_database_as_much_for_three_patients_as_for_one(
    at_work: Client,
    clinic: Clinic,
    django_assert_num_queries: DjangoAssertNumQueries,
    patients: int,
) -> None:
    for _ in range(patients):
        _patient_without_improvement(clinic)
    at_work.get(ADDRESS)

    with django_assert_num_queries(23):
        at_work.get(reverse("worklist"))


def _patient_without_improvement(clinic: Clinic, name: str = "Erik") -> Patient:
    """Make a patient whose pain stayed at 5 for the two weeks up to today."""
    patient = make_patient(clinic, name=name)
    start = TODAY - timedelta(days=14)
    plan = start_demo_plan(patient, "achilles-self-care", start)
    for back in range(14):
        day = start + timedelta(days=back)
        now = datetime(day.year, day.month, day.day, 18, 0, tzinfo=UTC)
        set_day_score(injury=plan.injury, for_on=day, pain=5, by=patient.user, now=now)
    judge_due_plans(now=NOON)
    return patient
