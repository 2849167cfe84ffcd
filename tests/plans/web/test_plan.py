"""One plan on one page, for its patient and for the clinic's physiotherapists."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from plans.models import Clinic, Plan, User
from plans.selectors.catalogue import protocol_of
from plans.services.ending import end_plan
from tests.factories.people import make_clinic, make_patient, make_physiotherapist, make_staff
from tests.factories.plans import start_demo_plan
from tests.plans.web.conftest import NOON, SignIn

pytestmark = pytest.mark.django_db


def test_a_plan_tells_its_phases_what_to_expect_and_what_to_watch_for(
    at_home: Client, plan: Plan
) -> None:
    protocol = protocol_of(plan.protocol_version_id)

    page = at_home.get(reverse("plan", args=[plan.public_id])).content.decode()

    assert "Vanaf 1 maart 2026, uiterlijk tot en met 14 maart 2026." in page
    assert "op zijn vroegst tot en met" in page
    assert protocol.red_flags[0].text.nl in page
    assert protocol.prognosis.text.nl in page
    assert "brochure" not in page


def test_a_physiotherapist_of_the_clinic_sees_it_too(at_work: Client, plan: Plan) -> None:
    page = at_work.get(reverse("plan", args=[plan.public_id])).content.decode()

    assert reverse("patient", args=[plan.injury.patient.public_id]) in page


def test_who_may_not_see_a_plan_gets_the_answer_of_a_plan_that_does_not_exist(
    sign_in: SignIn, clinic: Clinic, plan: Plan
) -> None:
    others = [
        make_patient(clinic).user,
        make_staff(clinic),
        make_physiotherapist(make_clinic()),
    ]

    for user in others:
        browser = sign_in(user)
        foreign = browser.get(reverse("plan", args=[plan.public_id]))
        missing = browser.get(reverse("plan", args=[uuid4()]))
        assert foreign.status_code == missing.status_code == HTTPStatus.NOT_FOUND
        assert _without_address(foreign.content) == _without_address(missing.content)


def test_a_plan_that_has_ended_says_so_and_offers_no_changes(
    at_home: Client, plan: Plan, physiotherapist: User
) -> None:
    end_plan(plan=plan, outcome="stopped", by=physiotherapist, now=NOON)

    page = at_home.get(reverse("plan", args=[plan.public_id])).content.decode()

    assert "Dit plan is afgesloten per 10 maart 2026: gestopt." in page
    assert "Plan pauzeren" not in page


def test_treatment_phases_are_not_offered_to_the_patient_to_open(
    sign_in: SignIn, clinic: Clinic
) -> None:
    patient = make_patient(clinic)
    plan = start_demo_plan(patient, "achilles-treatment", date(2026, 3, 1))

    page = sign_in(patient.user).get(reverse("plan", args=[plan.public_id])).content.decode()

    assert "Volgende fase openen" not in page


def test_the_page_needs_a_handful_of_queries(
    at_home: Client, plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = reverse("plan", args=[plan.public_id])
    at_home.get(address)

    with django_assert_num_queries(16):
        at_home.get(address)


def _without_address(content: bytes) -> list[str]:
    lines = content.decode().splitlines()
    return [line for line in lines if 'name="next"' not in line and "csrf" not in line]
