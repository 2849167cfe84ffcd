"""Going on with another protocol: shown first, for the same complaint, by a physiotherapist."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import Plan

pytestmark = pytest.mark.django_db


def test_only_other_protocols_for_the_same_complaint_are_offered(
    at_work: Client, plan: Plan
) -> None:
    page = at_work.get(_address(plan)).content.decode()

    assert 'value="achilles-treatment"' in page
    assert 'value="achilles-self-care"' not in page
    assert 'value="heel-treatment"' not in page


def test_the_plan_is_shown_first_and_switched_after_confirming(at_work: Client, plan: Plan) -> None:
    form = {"protocol": "achilles-treatment"}

    shown = at_work.post(_address(plan), form)
    before = Plan.objects.count()
    at_work.post(_address(plan), form | {"step": "confirm", "version": "1"})

    plan.refresh_from_db()
    assert "Dit plan stopt vandaag" in shown.content.decode()
    assert before == 1
    assert plan.outcome == "switched"
    assert plan.continued_by.protocol_version.slug == "achilles-treatment"


def test_confirming_twice_switches_once(at_work: Client, plan: Plan) -> None:
    form = {"protocol": "achilles-treatment", "step": "confirm", "version": "1"}
    at_work.post(_address(plan), form)

    again = at_work.post(_address(plan), form)

    assert again.status_code == HTTPStatus.CONFLICT
    assert Plan.objects.count() == 2


@pytest.mark.parametrize("protocol", ["", "heel-treatment", "onzin"])
def test_a_protocol_that_does_not_fit_is_refused(
    at_work: Client, plan: Plan, protocol: str
) -> None:
    answer = at_work.post(_address(plan), {"protocol": protocol, "step": "confirm", "version": "1"})

    assert answer.status_code == HTTPStatus.BAD_REQUEST


def test_a_patient_does_not_switch(at_home: Client, plan: Plan) -> None:
    assert at_home.get(_address(plan)).status_code == HTTPStatus.NOT_FOUND


def _address(plan: Plan) -> str:
    return reverse("switch_plan", args=[plan.public_id])
