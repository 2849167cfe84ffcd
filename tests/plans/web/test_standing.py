"""Where a plan stands: what is missing, who opens the next phase, the step and the distance."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from plans.domain.change import OpenPhase
from plans.models import Patient, Plan, User
from plans.selectors.day import plans_with_dates
from plans.services.changing import change_plan
from plans.services.reporting import record_activity, record_answer
from plans.web.standing import standing_now
from tests.factories.plans import start_demo_plan
from tests.plans.web.conftest import NOON, TODAY, report_calm_days

pytestmark = pytest.mark.django_db


def test_a_phase_that_has_just_begun_says_how_long_it_lasts_at_least(patient: Patient) -> None:
    plan = start_demo_plan(patient, "ankle-moderate", date(2026, 3, 8))

    with translation.override("nl"):
        gate = standing_now(plan, TODAY).gate

    assert gate is not None
    assert gate.missing[0] == "De fase duurt in elk geval tot en met 14 maart 2026."
    assert not gate.is_met
    assert not gate.opened_by_patient


def test_what_only_an_examination_can_show_stands_beside_a_gate_that_is_met(
    patient: Patient, at_work: Client
) -> None:
    plan = start_demo_plan(patient, "achilles-treatment", date(2026, 2, 10))
    record_answer(injury=plan.injury, question="gait", answer="normal", by=patient.user, now=NOON)

    page = at_work.get(reverse("patient", args=[patient.public_id])).content.decode()

    assert "Alles wat gemeld kan worden voor de volgende fase, is in orde." in page
    assert "Wat de fysiotherapeut onderzoekt:" in page
    assert reverse("change_plan", args=[plan.public_id, "open-phase"]) in page


def test_a_phase_that_takes_too_long_says_so_with_what_is_missing(
    patient: Patient, at_work: Client
) -> None:
    start_demo_plan(patient, "ankle-moderate", date(2026, 2, 1))

    page = at_work.get(reverse("patient", args=[patient.public_id])).content.decode()

    assert "De langste duur van deze fase is voorbij" in page
    assert "Nog nodig voor de volgende fase:" in page


def test_the_step_and_a_distance_that_grows_too_fast_are_told_while_load_is_built_up(
    plan: Plan, patient: Patient, physiotherapist: User, at_home: Client
) -> None:
    report_calm_days(plan, patient)
    _run(plan, patient, date(2026, 3, 3), "4")
    _run(plan, patient, TODAY, "6")
    before = standing_now(plan, TODAY)
    change_plan(plan=plan, change=OpenPhase(phase="build_up"), by=physiotherapist, now=NOON)

    with translation.override("nl"):
        after = standing_now(plans_with_dates().get(pk=plan.pk), TODAY)

    assert (before.step, before.distance) == ("", "")
    assert after.step
    assert after.step_advice == "blijf op deze stap"
    assert "6,0 km hardgelopen, de zeven dagen daarvoor 4,0 km" in after.distance
    assert after.distance in at_home.get("/today/").content.decode()


def _run(plan: Plan, patient: Patient, day: date, km: str) -> None:
    record_activity(
        injury=plan.injury,
        kind="run",
        minutes=30,
        km=Decimal(km),
        pain=0,
        for_on=day,
        by=patient.user,
        now=datetime(day.year, day.month, day.day, 18, 0, tzinfo=UTC),
    )
