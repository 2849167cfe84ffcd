"""The caseload: everybody whose plan is under way, who needs somebody first."""

from __future__ import annotations

import re
from datetime import date
from http import HTTPStatus

import pytest
from django.test import Client

from plans.models import Clinic, Patient, Plan
from plans.services.reporting import record_exercise, set_day_score
from tests.factories.people import make_patient
from tests.factories.plans import start_demo_plan
from tests.plans.web.conftest import NOON, TODAY, patient_without_improvement

pytestmark = pytest.mark.django_db

ADDRESS = "/worklist/"


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
    patient_without_improvement(clinic, name="Verwezen")

    cases = at_work.get(ADDRESS).context["cases"]

    assert [case.patient for case in cases] == ["Verwezen", "Stil", "Praat"]


@pytest.mark.parametrize("page", ["2", "0", "-1", "laatste", "9999999999999999999999"])
def test_a_page_of_the_caseload_that_does_not_exist_shows_the_nearest(
    at_work: Client, plan: Plan, page: str
) -> None:
    assert at_work.get(ADDRESS, {"page": page}).status_code == HTTPStatus.OK
