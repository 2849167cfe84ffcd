"""What was reported comes back as the values that the rules work on, whatever the database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.domain.log import ActivityReport, AnswerReport, ExerciseReport, PainReport, SignReport
from plans.domain.record import AskedQuestion, Referred
from plans.models import Patient, Plan, Referral, User
from plans.selectors.facts import Fact, read_facts
from plans.selectors.plan_files import plan_files
from plans.selectors.records import record_of, records_of
from plans.services.judging import judge_due_plans
from plans.services.referrals import acknowledge_referral, resolve_referral
from plans.services.reporting import (
    record_activity,
    record_answer,
    record_exercise,
    record_pain,
    record_signs,
    set_day_score,
)
from tests.factories.plans import start_demo_plan

FIRST = date(2026, 3, 1)
HALF_AN_HOUR = timedelta(minutes=30)


def evening(number: int, hour: int = 20) -> datetime:
    """Return an evening of the plan, counted from its first day."""
    return datetime(2026, 3, 1, hour, tzinfo=UTC) + timedelta(days=number)


@pytest.fixture
def plan(patient: Patient) -> Plan:
    return start_demo_plan(patient, "calf-strain", FIRST)


def test_every_kind_of_report_is_read_as_it_was_made(plan: Plan, patient: Patient) -> None:
    said: dict[str, Any] = {"injury": plan.injury, "by": patient.user}
    record_pain(**said, pain=6, morning=None, now=evening(0))
    record_pain(**said, morning=4, now=evening(1, 7))
    record_exercise(**said, exercise="calf-stretch", done="partial", pain=2, now=evening(1))
    record_exercise(**said, exercise="calf-stretch", done="none", now=evening(2))
    record_activity(**said, kind="run", minutes=12, km=Decimal("2.5"), pain=0, now=evening(2))
    record_activity(**said, kind="walk", minutes=30, now=evening(3))
    record_answer(**said, question="gait", answer="normal", now=evening(3))
    record_answer(**said, question="gait", answer="abnormal", now=evening(3, 21))
    record_signs(**said, signs=["warm", "red"], now=evening(4))
    record_signs(**said, signs=[], now=evening(4, 21))

    record = record_of(plan)

    day = [FIRST + timedelta(days=number) for number in range(6)]
    assert record.injured_on == FIRST
    assert record.pain == [PainReport(day[0], 6, None), PainReport(day[1], None, 4)]
    assert record.exercises == [ExerciseReport(day[1], "calf-stretch", 2)]
    assert record.activities == [
        ActivityReport(day[2], "run", 12, Decimal("2.5"), 0),
        ActivityReport(day[3], "walk", 30, None, None),
    ]
    assert record.answers == [
        AnswerReport("gait", "normal", day[3]),
        AnswerReport("gait", "abnormal", day[3]),
    ]
    assert record.signs == [
        SignReport(day[4], frozenset({"warm", "red"})),
        SignReport(day[4], frozenset()),
    ]


def test_what_came_too_late_or_was_corrected_in_time_is_left_out(
    plan: Plan, patient: Patient
) -> None:
    """DEF-12."""
    said: dict[str, Any] = {"injury": plan.injury, "by": patient.user}
    set_day_score(**said, for_on=FIRST, pain=7, now=evening(0))
    set_day_score(**said, for_on=FIRST, pain=5, now=evening(1))
    record_pain(**said, pain=9, for_on=FIRST, now=evening(4))

    assert record_of(plan).pain == [PainReport(FIRST, 5, None)]


def test_referrals_and_questions_come_with_their_days_where_the_patient_lives(
    plan: Plan, patient: Patient, physiotherapist: User
) -> None:
    said: dict[str, Any] = {"injury": plan.injury, "by": patient.user}
    record_signs(**said, signs=["warm", "red"], now=evening(2))
    referral = Referral.objects.get()
    # In Amsterdam it is the next day by then.
    late = evening(3, 23) + HALF_AN_HOUR
    acknowledge_referral(referral=referral, by=physiotherapist, now=late)
    resolve_referral(referral=referral, outcome="GP", by=physiotherapist, now=evening(5))
    record_signs(**said, signs=[], now=evening(6))
    record_signs(**said, signs=["red"], now=evening(8))

    record = record_of(plan)

    day = [FIRST + timedelta(days=number) for number in range(9)]
    (referred,) = record.referred
    assert referred == Referred("R-CALF-3", "signs", day[2], seen_on=day[4], closed_on=day[5])
    (asked,) = record.asked
    assert asked == AskedQuestion("R-CALF-3", "signs", day[8], "more_signs", day[8])


def test_records_of_many_plans_are_one_query_and_each_has_its_own(
    plan: Plan, patient: Patient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    other = start_demo_plan(patient, "heel-self-care", FIRST)
    record_pain(injury=plan.injury, pain=3, by=patient.user, now=evening(0))
    record_pain(injury=other.injury, pain=8, by=patient.user, now=evening(0))

    with django_assert_num_queries(1):
        records = records_of([plan, other])

    assert records[plan.pk].day_scores == {FIRST: 3}
    assert records[other.pk].day_scores == {FIRST: 8}
    assert records_of([]) == {}


def test_judging_reads_only_what_can_still_matter(plan: Plan, patient: Patient) -> None:
    said: dict[str, Any] = {"injury": plan.injury, "by": patient.user}
    record_answer(**said, question="gait", answer="normal", now=evening(0))
    for number in range(80):
        record_pain(**said, pain=4, now=evening(number))
        judge_due_plans(now=evening(number))

    (file,) = plan_files([plan.pk])
    everything = read_facts([plan.pk], everything=True)

    assert file.checkpoint is not None
    assert len(everything.of(Fact.PAIN, plan.injury_id)) == 80
    assert len(file.record.pain) < 60
    # An answer counts however old it is.
    assert [report.answer for report in file.record.answers] == ["normal"]
