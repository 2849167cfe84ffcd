"""Ending a plan: a second look, and a reason where full recovery does not show."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import Plan

pytestmark = pytest.mark.django_db


def test_a_plan_is_ended_after_a_second_look(at_work: Client, plan: Plan) -> None:
    nothing = at_work.post(_address(plan), {})
    shown = at_work.post(_address(plan), {"outcome": "stopped"})
    made = at_work.post(_address(plan), {"outcome": "stopped", "step": "confirm", "version": "1"})

    assert nothing.status_code == HTTPStatus.BAD_REQUEST
    assert "Het plan stopt vandaag" in shown.content.decode()
    assert made.headers["Location"] == reverse("patient", args=[plan.injury.patient.public_id])
    plan.refresh_from_db()
    assert (plan.status, plan.outcome) == ("ended", "stopped")


def test_a_plan_that_has_ended_ends_no_other_way(at_work: Client, plan: Plan) -> None:
    at_work.post(_address(plan), {"outcome": "stopped", "step": "confirm", "version": "1"})

    again = at_work.post(_address(plan), {"outcome": "stopped", "step": "confirm", "version": "1"})
    otherwise = at_work.post(
        _address(plan),
        {"outcome": "recovered", "reason": "Toch", "step": "confirm", "version": "1"},
    )

    assert again.status_code == HTTPStatus.FOUND
    assert otherwise.status_code == HTTPStatus.CONFLICT
    plan.refresh_from_db()
    assert plan.outcome == "stopped"


def test_recovery_that_does_not_show_asks_for_a_reason_on_the_same_page(
    at_work: Client, plan: Plan
) -> None:
    form = {"outcome": "recovered", "step": "confirm", "version": "1"}

    refused = at_work.post(_address(plan), form)
    at_work.post(_address(plan), form | {"reason": "Loopt weer wedstrijden, meldt niets meer"})

    page = refused.content.decode()
    assert refused.status_code == HTTPStatus.CONFLICT
    assert "Volledig herstel blijkt nog niet" in page
    assert "Waarom wil je het plan toch afsluiten?" in page
    assert 'name="step" value="confirm"' in page
    plan.refresh_from_db()
    assert (plan.status, plan.outcome) == ("ended", "recovered")


def _address(plan: Plan) -> str:
    return reverse("end_plan", args=[plan.public_id])
