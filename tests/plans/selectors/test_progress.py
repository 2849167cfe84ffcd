"""How patients have been getting on lately."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from plans.domain.change import PausePlan
from plans.models import Patient, Plan
from plans.selectors.day import plans_with_dates
from plans.selectors.progress import LATELY_DAYS, Progress, progress_of
from plans.services.changing import change_plan
from plans.services.reporting import record_activity, record_exercise, record_pain
from tests.factories.plans import start_demo_plan

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)


def test_a_day_counts_with_its_worst_score_whatever_it_was_given_for(patient: Patient) -> None:
    plan = start_demo_plan(patient)
    by, injury = patient.user, plan.injury
    record_pain(injury=injury, pain=2, by=by, now=NOW)
    record_activity(injury=injury, kind="walk", minutes=20, pain=5, by=by, now=NOW)

    scores = _progress(plan, score_days=2).scores

    assert [(item.day, item.score) for item in scores] == [(date(2026, 3, 9), None), (TODAY, 5)]


def test_what_was_due_before_the_last_two_weeks_does_not_count(patient: Patient) -> None:
    plan = start_demo_plan(patient)
    weeks_later = NOW + timedelta(days=60)

    lately = _progress(plan, now=weeks_later).adherence
    today = _progress(plan).adherence

    assert lately.due == LATELY_DAYS * today.due // 10
    assert today.percent == 0


def test_paused_days_do_not_count(patient: Patient) -> None:
    plan = start_demo_plan(patient)
    exercise = plan.prescriptions.order_by("pk")[0].exercise
    record_exercise(injury=plan.injury, exercise=exercise, turn=1, by=patient.user, now=NOW)
    before = _progress(plan).adherence
    change_plan(plan=plan, change=PausePlan(until_on=date(2026, 3, 20)), by=patient.user, now=NOW)

    after = _progress(plan, now=NOW + timedelta(days=7)).adherence

    assert before.done == 1
    assert after.due < before.due


def test_today_is_that_of_the_patient(patient: Patient) -> None:
    plan = start_demo_plan(patient)
    late_in_the_evening = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)

    scores = _progress(plan, now=late_in_the_evening, score_days=1).scores

    assert [item.day for item in scores] == [date(2026, 3, 11)]


def _progress(plan: Plan, *, now: datetime = NOW, score_days: int = 1) -> Progress:
    whole = plans_with_dates().get(pk=plan.pk)
    return progress_of([whole], now=now, score_days=score_days)[plan.pk]
