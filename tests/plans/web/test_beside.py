"""Beside who waits: what was due and done lately, and the pain of the last weeks."""

from __future__ import annotations

from datetime import date

import pytest

from plans.models import Patient, Plan
from plans.web.beside import beside_of, whole_plans
from tests.factories.plans import start_demo_plan
from tests.plans.web.conftest import NOON, TODAY, report_calm_days

pytestmark = pytest.mark.django_db


def test_nothing_reported_draws_nothing_and_little_done_is_low(plan: Plan) -> None:
    beside = beside_of(whole_plans([plan.pk]).values(), NOON)[plan.pk]

    assert beside.curve is None
    assert (beside.adherence, beside.is_low) == (0, True)


def test_nothing_due_is_neither_nought_nor_low(patient: Patient) -> None:
    plan = start_demo_plan(patient, "groin-light", date(2026, 3, 20), injured_on=TODAY)

    beside = beside_of(whole_plans([plan.pk]).values(), NOON)[plan.pk]

    assert (beside.adherence, beside.is_low) == (None, False)


def test_the_curve_covers_four_weeks_up_to_today(plan: Plan, patient: Patient) -> None:
    report_calm_days(plan, patient, days=3, pain=4)

    curve = beside_of(whole_plans([plan.pk]).values(), NOON)[plan.pk].curve

    assert curve is not None
    assert (curve.first, curve.last) == (date(2026, 2, 11), TODAY)
    assert [point.score for point in curve.points] == [4, 4, 4]
