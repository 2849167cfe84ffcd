"""A week of a plan in numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from pytest_django import DjangoAssertNumQueries

from notifications.domain.letters import week_of
from notifications.selectors.week import PlanWeek, WeekLook, weeks_of
from plans.domain.change import PausePlan
from plans.models import Clinic, Patient
from plans.services.changing import change_plan
from tests.factories.people import make_patient
from tests.factories.plans import start_demo_plan
from tests.plans.services.diary import keep_diary

MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 3, 8)


def week(patient: Patient, today: date = date(2026, 3, 9), wall: time = time(3)) -> PlanWeek:
    (found,) = weeks_of([look(patient, today, wall)])[patient.pk]
    return found


def look(patient: Patient, today: date = date(2026, 3, 9), wall: time = time(3)) -> WeekLook:
    return WeekLook(patient.pk, week_of(SUNDAY), today, wall)


def test_scores_are_those_of_the_plan_so_far_and_of_no_later_day(patient: Patient) -> None:
    plan = start_demo_plan(patient, starts_on=date(2026, 2, 27))
    keep_diary(plan, "7 - 6 5 - 4 4 3 2 1 9")

    found = week(patient, today=date(2026, 3, 11))

    assert found.starts_on == date(2026, 2, 27)
    assert list(found.scores.values()) == [7, 6, 5, 4, 4, 3, 2, 1]
    assert (found.scored, found.asked) == (6, 7)


def test_a_plan_that_began_in_the_week_was_not_asked_before(patient: Patient) -> None:
    start_demo_plan(patient, starts_on=date(2026, 3, 6))

    assert week(patient).asked == 3


def test_paused_days_ask_nothing(patient: Patient) -> None:
    plan = start_demo_plan(patient, starts_on=MONDAY)
    whole = week(patient)
    pause = PausePlan(until_on=date(2026, 3, 7))
    change_plan(plan=plan, change=pause, by=patient.user, now=datetime(2026, 3, 4, 9, tzinfo=UTC))

    found = week(patient)

    assert (whole.asked, found.asked) == (7, 4)
    assert found.due < whole.due


def test_a_plan_that_has_yet_to_begin_is_left_out(patient: Patient) -> None:
    start_demo_plan(patient, starts_on=SUNDAY + timedelta(days=1), injured_on=MONDAY)

    assert weeks_of([look(patient)]) == {patient.pk: ()}


def test_eight_queries_for_however_many_patients(
    clinic: Clinic, patient: Patient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    patients = [patient, make_patient(clinic, patient.physiotherapist)]
    for one in patients:
        start_demo_plan(one, starts_on=MONDAY)

    with django_assert_num_queries(8):
        found = weeks_of([look(one) for one in patients])

    assert all(len(weeks) == 1 for weeks in found.values())
