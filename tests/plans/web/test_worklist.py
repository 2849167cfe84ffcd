"""The worklist: who needs somebody, what was done about it, and the caseload."""

from __future__ import annotations

import re
from datetime import date
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from plans.models import Clinic, Plan, Referral, Task, User
from plans.services.judging import judge_due_plans
from plans.services.reporting import record_signs
from tests.factories.people import make_clinic, make_patient, make_physiotherapist, make_staff
from tests.factories.plans import start_demo_plan
from tests.plans.web.conftest import NOON, SignIn, patient_without_improvement

pytestmark = pytest.mark.django_db

ADDRESS = "/worklist/"
SIGNS = ("swelling_increasing", "warm")


def test_a_referral_stands_there_with_its_rule_and_its_numbers(
    at_work: Client, clinic: Clinic
) -> None:
    patient = patient_without_improvement(clinic)

    page = at_work.get(ADDRESS).content.decode()

    assert patient.user.name in page
    assert "<strong>Niet minder pijn.</strong>" in page
    assert "Regel R-ACH-1, versie" in page
    assert "5,0" in page


def test_a_referral_is_acknowledged_once_and_resolved_with_what_came_of_it(
    at_work: Client, clinic: Clinic, physiotherapist: User
) -> None:
    patient_without_improvement(clinic)
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
    patient_without_improvement(clinic)
    form = {"form": "resolve", "referral": Referral.objects.get().public_id}

    empty = at_work.post(ADDRESS, form | {"outcome": ""})
    at_work.post(ADDRESS, form | {"outcome": "Gebeld"})
    again = at_work.post(ADDRESS, form | {"outcome": "Gebeld"})

    assert empty.status_code == HTTPStatus.BAD_REQUEST
    assert again.status_code == HTTPStatus.CONFLICT
    assert "Deze doorverwijzing is al afgehandeld." in again.content.decode()


def test_another_clinics_referral_does_not_exist(sign_in: SignIn, clinic: Clinic) -> None:
    patient_without_improvement(clinic)
    elsewhere = sign_in(make_physiotherapist(make_clinic()))

    foreign = elsewhere.post(ADDRESS, {"referral": Referral.objects.get().public_id})
    missing = elsewhere.post(ADDRESS, {"referral": uuid4()})
    nonsense = elsewhere.post(ADDRESS, {"referral": "x"})

    assert {foreign.status_code, missing.status_code, nonsense.status_code} == {
        HTTPStatus.NOT_FOUND
    }
    assert Referral.objects.get().status == "open"


def test_only_physiotherapists_of_the_clinic_have_a_worklist(
    sign_in: SignIn, clinic: Clinic, plan: Plan
) -> None:
    patient, staff = plan.injury.patient.user, make_staff(clinic)
    elsewhere = sign_in(make_physiotherapist(make_clinic())).get(ADDRESS)

    answers = [sign_in(user).get(ADDRESS).status_code for user in (patient, staff)]

    assert answers == [HTTPStatus.NOT_FOUND] * 2
    assert patient.name not in elsewhere.content.decode()


@pytest.mark.parametrize("patients", [1, 3])
def test_the_list_asks_the_database_as_much_for_three_patients_as_for_one(
    at_work: Client,
    clinic: Clinic,
    django_assert_num_queries: DjangoAssertNumQueries,
    patients: int,
) -> None:
    for _ in range(patients):
        patient_without_improvement(clinic)
    at_work.get(ADDRESS)

    with django_assert_num_queries(26):
        at_work.get(reverse("worklist"))


def test_who_cannot_wait_stands_first_then_who_has_waited_longest(
    at_work: Client, clinic: Clinic
) -> None:
    for name in ("Eerst", "Later"):
        patient_without_improvement(clinic, name=name)
    in_danger = make_patient(clinic, name="Gevaar")
    plan = start_demo_plan(in_danger, "calf-strain", date(2026, 3, 8))
    record_signs(injury=plan.injury, signs=SIGNS, by=in_danger.user, now=NOON)

    answer = at_work.get(ADDRESS)

    assert [line.patient for line in answer.context["referrals"]] == ["Gevaar", "Eerst", "Later"]
    assert "huisarts: nu" in answer.content.decode()


def test_beside_each_stands_how_much_was_done_and_how_the_pain_went(
    at_work: Client, clinic: Clinic
) -> None:
    patient_without_improvement(clinic)

    page = at_work.get(ADDRESS).content.decode()

    assert re.search(r"0% <span[^>]*>weinig</span>", page)
    assert "14 dagen met een score, van 5 naar 5" in page
    assert "<polyline" in page


def test_a_referral_that_was_not_needed_is_dismissed_with_the_reason(
    at_work: Client, clinic: Clinic
) -> None:
    patient_without_improvement(clinic)
    referral = Referral.objects.get()
    form = {"form": "dismiss", "referral": referral.public_id}

    empty = at_work.post(ADDRESS, form)
    at_work.post(ADDRESS, form | {"reason": "Was vorige week al hier"})

    referral.refresh_from_db()
    assert empty.status_code == HTTPStatus.BAD_REQUEST
    assert (referral.status, referral.outcome) == ("dismissed", "Was vorige week al hier")


def test_a_referral_becomes_a_treatment_plan_in_one_step(at_work: Client, clinic: Clinic) -> None:
    patient_without_improvement(clinic)
    referral = Referral.objects.get()
    form = {"form": "treat", "referral": referral.public_id}

    shown = at_work.get(ADDRESS)
    self_care = at_work.post(ADDRESS, form | {"protocol": "achilles-self-care"})
    unknown = at_work.post(ADDRESS, form | {"protocol": "winterslaap"})
    at_work.post(ADDRESS, form | {"protocol": "achilles-treatment"})

    assert [slug for slug, _ in shown.context["referrals"][0].treatments] == ["achilles-treatment"]
    assert self_care.status_code == HTTPStatus.BAD_REQUEST
    assert "Kies een protocol voor behandeling" in self_care.content.decode()
    assert unknown.status_code == HTTPStatus.NOT_FOUND
    referral.refresh_from_db()
    assert referral.status == "resolved"
    treatment = Plan.objects.get(injury=referral.injury, status="active")
    assert treatment.protocol_version.slug == "achilles-treatment"
    assert treatment.continues == referral.plan


def test_who_is_in_treatment_is_not_offered_a_treatment(at_work: Client, clinic: Clinic) -> None:
    patient = make_patient(clinic)
    plan = start_demo_plan(patient, "calf-tear", date(2026, 3, 8))
    record_signs(injury=plan.injury, signs=SIGNS, by=patient.user, now=NOON)

    assert at_work.get(ADDRESS).context["referrals"][0].treatments == []


def test_a_task_stands_there_until_somebody_closes_it_with_what_came_of_it(
    at_work: Client, clinic: Clinic
) -> None:
    silent = make_patient(clinic, name="Stil")
    start_demo_plan(silent, "pfp-treatment", date(2026, 3, 1))
    judge_due_plans(now=NOON)
    task = Task.objects.get()

    shown = at_work.get(ADDRESS).content.decode()
    empty = at_work.post(ADDRESS, {"task": task.public_id, "outcome": ""})
    at_work.post(ADDRESS, {"task": task.public_id, "outcome": "Gebeld: was op reis"})
    again = at_work.post(ADDRESS, {"task": task.public_id, "outcome": "Nog eens"})

    assert "Al een tijd niets gehoord" in shown
    assert reverse("patient", args=[silent.public_id]) in shown
    assert empty.status_code == HTTPStatus.BAD_REQUEST
    assert again.status_code == HTTPStatus.CONFLICT
    task.refresh_from_db()
    assert (task.outcome, task.closed_at) == ("Gebeld: was op reis", NOON)
    assert "Al een tijd niets gehoord" not in at_work.get(ADDRESS).content.decode()


def test_another_clinics_task_does_not_exist(sign_in: SignIn, clinic: Clinic) -> None:
    start_demo_plan(make_patient(clinic), "pfp-treatment", date(2026, 3, 1))
    judge_due_plans(now=NOON)
    elsewhere = sign_in(make_physiotherapist(make_clinic()))

    answer = elsewhere.post(ADDRESS, {"task": Task.objects.get().public_id, "outcome": "x"})

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert Task.objects.get().closed_at is None
    assert elsewhere.get(ADDRESS).context["tasks"] == []
