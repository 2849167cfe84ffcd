"""What the rules found on the patient's page: in words, and not drowned by daily sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from plans.models import Patient, Plan
from plans.services.judging import judge_due_plans
from plans.services.reporting import record_exercise, set_day_score
from plans.web.verdict_words import SESSIONS_SHOWN, verdict_groups
from tests.factories.plans import start_demo_plan
from tests.plans.web.conftest import NOON, TODAY, report_calm_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(patient: Patient) -> Plan:
    """A plan of five weeks with a session on every day but today."""
    plan = start_demo_plan(patient, "achilles-self-care", TODAY - timedelta(days=35))
    exercise = str(plan.prescriptions.order_by("pk").values_list("exercise", flat=True)[0])
    for back in range(35, 0, -1):
        day = TODAY - timedelta(days=back)
        now = datetime(day.year, day.month, day.day, 18, 0, tzinfo=UTC)
        injury, by = plan.injury, patient.user
        record_exercise(injury=injury, exercise=exercise, turn=1, pain=2, by=by, now=now)
        set_day_score(injury=injury, for_on=day, pain=5, morning=3, by=by, now=now)
    judge_due_plans(now=NOON)
    return plan


def test_sessions_stand_apart_and_only_the_last_of_them_are_shown(plan: Plan) -> None:
    with translation.override("nl"):
        groups = verdict_groups([plan])[plan.pk]

    assert groups.session_count > SESSIONS_SHOWN
    assert len(groups.sessions) == SESSIONS_SHOWN
    assert groups.sessions[0].day > groups.sessions[-1].day
    assert [line.about for line in groups.gates] == ["Relatieve rust"]
    assert "R-ACH-1" in {line.about for line in groups.rules}


def test_of_a_verdict_that_changed_the_newest_is_told_with_both_texts(plan: Plan) -> None:
    call = plan.referrals.get(rule="R-ACH-1")
    assert call.verdict is not None
    newer = call.verdict
    newer.pk, newer.revision, newer.verdict = None, newer.revision + 1, "clear_improvement"
    newer.save(force_insert=True)

    with translation.override("en"):
        lines = [line for line in verdict_groups([plan])[plan.pk].rules if line.about == "R-ACH-1"]

    (told,) = [line for line in lines if line.first == newer.window_first]
    assert told.title == "Clear improvement"
    assert told.patient
    assert "R-ACH-1" in told.clinician
    assert told.has_called


def test_the_page_shows_the_groups(plan: Plan, at_work: Client) -> None:
    page = at_work.get(reverse("patient", args=[plan.injury.patient.public_id])).content.decode()

    assert "Wat de regels vonden" in page
    assert "Hoe de fasen zijn beoordeeld (1)" in page
    assert "heeft iemand gewaarschuwd" in page
    assert f"De laatste {SESSIONS_SHOWN} staan hier." in page
    assert page.count("Relatieve rust") >= 2


def test_a_plan_without_verdicts_shows_no_empty_groups(at_work: Client, patient: Patient) -> None:
    plan = start_demo_plan(patient, "groin-light", TODAY)
    report_calm_days(plan, patient, days=1)

    page = at_work.get(reverse("patient", args=[patient.public_id])).content.decode()

    assert "Wat de regels vonden" not in page
    assert "Beoordeelde oefeningen" not in page
