"""What one patient's day looks like, over all plans under way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.domain.change import PausePlan
from plans.models import Patient, Plan, User
from plans.selectors.adherence import plan_adherence
from plans.selectors.day import (
    PlanDay,
    active_plans,
    patient_clocks,
    patient_day,
    plan_days,
    plans_with_dates,
    with_active_plans,
)
from plans.services.changing import change_plan
from plans.services.ending import end_plan
from plans.services.reporting import record_exercise
from tests.factories.people import make_clinic, make_patient
from tests.factories.plans import start_demo_plan
from tests.plans.services.diary import evening_of, keep_diary, morning_of

FIRST = date(2026, 3, 1)
SLUGS = ("achilles-self-care", "heel-self-care", "groin-light")


def _tick(plan: Plan, day: date, *, turn: int | None = None, done: str = "full") -> None:
    record_exercise(
        injury=plan.injury,
        exercise="calf-stretch",
        turn=turn,
        done=done,
        by=plan.injury.patient.user,
        now=evening_of(day),
    )


def _today(plan: Plan, day: date = FIRST) -> PlanDay:
    (only,) = patient_day(patient_id=plan.injury.patient_id, day=day, as_of=day).plans
    return only


@pytest.mark.parametrize("count", [1, 3])
def test_a_day_costs_the_same_whatever_the_number_of_plans(
    patient: Patient, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for slug in SLUGS[:count]:
        start_demo_plan(patient, slug)
    patient_day(patient_id=patient.pk, day=FIRST, as_of=FIRST)  # protocols are read once

    with django_assert_num_queries(7):  # plans, phases, exercises, pauses, red flags; ticks, scores
        shown = patient_day(patient_id=patient.pk, day=FIRST, as_of=FIRST)

    assert [item.protocol for item in shown.plans] == list(SLUGS[:count])


@pytest.mark.parametrize("days", [1, 28])
def test_many_days_cost_as_much_as_one(
    patient: Patient, django_assert_num_queries: DjangoAssertNumQueries, days: int
) -> None:
    start_demo_plan(patient)
    plans = list(plans_with_dates())
    span = [FIRST + timedelta(days=number) for number in range(days)]
    list(plan_days(plans, span, as_of=FIRST))

    with django_assert_num_queries(2):
        assert len(list(plan_days(plans, span, as_of=FIRST))) == days


def test_what_was_ticked_off_is_in_the_day(patient: Patient) -> None:
    plan = start_demo_plan(patient)
    _tick(plan, FIRST, turn=2, done="partial")
    _tick(plan, FIRST)

    assert _today(plan).ticks == {("relative_rest-1", 1): "full", ("relative_rest-1", 2): "partial"}


def test_what_was_taken_back_is_not(patient: Patient) -> None:
    plan = start_demo_plan(patient)
    _tick(plan, FIRST, turn=1)
    _tick(plan, FIRST, turn=1, done="none")

    assert _today(plan).ticks == {}


def test_a_day_knows_whether_its_score_was_given(patient: Patient) -> None:
    plan = start_demo_plan(patient)
    keep_diary(plan, "5")

    assert _today(plan).score_logged
    assert not _today(plan, FIRST + timedelta(days=1)).score_logged


def test_an_ended_plan_is_there_for_the_days_before_its_end(
    patient: Patient, physiotherapist: User
) -> None:
    plan = start_demo_plan(patient)
    end_plan(plan=plan, outcome="stopped", by=physiotherapist, now=morning_of(date(2026, 3, 5)))

    def shown(day: int) -> int:
        at = date(2026, 3, day)
        return len(patient_day(patient_id=patient.pk, day=at, as_of=at).plans)

    assert [shown(day) for day in (4, 5, 6)] == [1, 0, 0]


def test_who_has_a_plan_under_way(patient: Patient, physiotherapist: User) -> None:
    ended = start_demo_plan(make_patient(patient.clinic, physiotherapist))
    end_plan(plan=ended, outcome="stopped", by=physiotherapist, now=morning_of(FIRST))
    start_demo_plan(patient)
    start_demo_plan(patient, "heel-self-care")
    elsewhere = start_demo_plan(make_patient(make_clinic())).injury.patient

    everybody = [patient.pk, elsewhere.pk, ended.injury.patient_id]
    assert with_active_plans(everybody) == {patient.pk, elsewhere.pk}
    assert {plan.injury.patient_id for plan in active_plans(patient.clinic_id)} == {patient.pk}


def test_the_clocks_of_many_patients_are_one_query(
    patient: Patient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    others = [make_patient(patient.clinic).pk for _ in range(2)]

    with django_assert_num_queries(1):
        clocks = patient_clocks([patient.pk, *others])

    assert clocks[patient.pk].zone.key == "Europe/Amsterdam"
    assert clocks[patient.pk].moments == patient.exercise_moments


def test_adherence_counts_what_was_due_and_not_in_a_pause(patient: Patient) -> None:
    plan = start_demo_plan(patient)
    due = [len(item.agenda.items) for item in _days(plan, 4)]
    _tick(plan, FIRST)
    _tick(plan, FIRST, done="partial")
    _tick(plan, FIRST)  # a third stretch, of two that were due
    change_plan(
        plan=plan,
        change=PausePlan(until_on=date(2026, 3, 4)),
        by=patient.user,
        now=morning_of(date(2026, 3, 3)),
    )

    adherence = plan_adherence(plans_with_dates().get(pk=plan.pk), today=date(2026, 3, 4))

    assert adherence.due == due[0] + due[1] + due[3]
    assert (adherence.done, adherence.partial) == (2, 0)


def test_before_anything_was_due_there_is_no_adherence(patient: Patient) -> None:
    plan = start_demo_plan(patient)

    adherence = plan_adherence(plans_with_dates().get(pk=plan.pk), today=date(2026, 2, 28))

    assert (adherence.due, adherence.percent) == (0, None)


def _days(plan: Plan, count: int) -> list[PlanDay]:
    span = [FIRST + timedelta(days=number) for number in range(count)]
    return list(plan_days([plans_with_dates().get(pk=plan.pk)], span, as_of=span[-1]))
