"""A plan ends with an outcome; what was reported stays."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from plans.domain.refusal import Refusal, RefusalKind
from plans.models import AskedQuestion, Clinic, Event, PainReport, Patient, Plan, User
from plans.services.ending import end_plan
from tests.factories.people import make_staff
from tests.factories.plans import start_demo_plan
from tests.plans.services.diary import keep_diary, night_before

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)


@pytest.fixture
def plan(patient: Patient) -> Plan:
    return start_demo_plan(patient)


def test_an_ended_plan_says_when_by_whom_and_how(plan: Plan, physiotherapist: User) -> None:
    keep_diary(plan, "5 5")
    night_before(plan, date(2026, 3, 15))
    assert AskedQuestion.objects.filter(plan=plan, closed_at=None).exists()

    end_plan(plan=plan, outcome="recovered", by=physiotherapist, now=NOW, reason="all well")

    assert (plan.status, plan.outcome, plan.ended_on) == ("ended", "recovered", date(2026, 3, 20))
    assert (plan.ended_by, plan.ended_at, plan.next_judgement_at) == (physiotherapist, NOW, None)
    assert not plan.phases.filter(status="open").exists()
    assert not AskedQuestion.objects.filter(plan=plan, closed_at=None).exists()
    assert PainReport.objects.filter(injury=plan.injury).count() == 2
    event = Event.objects.get(kind="plan_ended")
    assert (event.by, event.reason, event.facts["outcome"]) == (
        physiotherapist,
        "all well",
        "recovered",
    )


def test_a_plan_ends_once(plan: Plan, physiotherapist: User) -> None:
    end_plan(plan=plan, outcome="recovered", by=physiotherapist, now=NOW)

    with pytest.raises(Refusal, match="has ended") as refused:
        end_plan(plan=plan, outcome="stopped", by=physiotherapist, now=NOW)

    assert refused.value.kind is RefusalKind.CONFLICT
    assert Event.objects.filter(kind="plan_ended").count() == 1
    plan.refresh_from_db()
    assert plan.outcome == "recovered"


def test_a_plan_that_had_not_begun_ends_on_its_first_day(
    patient: Patient, physiotherapist: User
) -> None:
    plan = start_demo_plan(
        patient,
        starts_on=date(2026, 4, 1),
        injured_on=date(2026, 3, 1),
        now=datetime(2026, 3, 2, tzinfo=UTC),
    )

    end_plan(plan=plan, outcome="stopped", by=physiotherapist, now=NOW)

    assert plan.ended_on == date(2026, 4, 1)


def test_an_unknown_outcome_is_refused(plan: Plan, physiotherapist: User) -> None:
    with pytest.raises(Refusal, match="The outcome 'bored' does not exist") as refused:
        end_plan(plan=plan, outcome="bored", by=physiotherapist, now=NOW)

    assert refused.value.place == "outcome"


def test_only_a_physiotherapist_ends_a_plan(plan: Plan, clinic: Clinic) -> None:
    for person in (plan.injury.patient.user, make_staff(clinic)):
        with pytest.raises(Refusal) as refused:
            end_plan(plan=plan, outcome="recovered", by=person, now=NOW)
        assert refused.value.kind is RefusalKind.FORBIDDEN
