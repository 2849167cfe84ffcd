"""A plan ends with an outcome; what was reported stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from plans.domain.refusal import Refusal, RefusalKind
from plans.models import AskedQuestion, Clinic, Event, PainReport, Patient, Plan, Task, User
from plans.selectors.catalogue import published_protocol
from plans.services.ending import end_plan
from plans.services.starting import switch_plan
from tests.factories.people import make_staff
from tests.factories.plans import start_demo_plan
from tests.plans.services.diary import answer, keep_diary, night_before, referrals_of

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
    for _ in range(2):
        end_plan(plan=plan, outcome="recovered", by=physiotherapist, now=NOW, reason="all well")

    with pytest.raises(Refusal, match="has ended") as refused:
        end_plan(plan=plan, outcome="stopped", by=physiotherapist, now=NOW)

    assert refused.value.kind is RefusalKind.CONFLICT
    assert Event.objects.filter(kind="plan_ended").count() == 1
    plan.refresh_from_db()
    assert plan.outcome == "recovered"


def test_recovery_that_does_not_show_needs_a_reason(plan: Plan, physiotherapist: User) -> None:
    """DEF-10: sport resumed, no aids, and fourteen days in a row without pain."""
    with pytest.raises(Refusal, match="Full recovery does not show yet") as refused:
        end_plan(plan=plan, outcome="recovered", by=physiotherapist, now=NOW)

    assert (refused.value.kind, refused.value.place) == (RefusalKind.CONFLICT, "outcome")
    plan.refresh_from_db()
    assert plan.status == "active"
    end_plan(plan=plan, outcome="recovered", by=physiotherapist, now=NOW, reason="seen running")
    assert (plan.status, plan.outcome) == ("ended", "recovered")
    assert Plan.objects.count() == 1


ALL_WELL = {"sport_resumed": "yes", "aids": "none"}


@pytest.mark.parametrize(
    ("row", "answers", "shows"),
    [
        ("0 " * 14, ALL_WELL, True),
        ("0 " * 13, ALL_WELL, False),
        ("0 0 0 0 0 0 1 0 0 0 0 0 0 0", ALL_WELL, False),
        ("0 0 0 0 0 0 - 0 0 0 0 0 0 0", ALL_WELL, False),
        ("0 " * 14, ALL_WELL | {"aids": "some"}, False),
        ("0 " * 14, ALL_WELL | {"sport_resumed": "no"}, False),
        ("0 " * 14, {"aids": "none"}, False),
    ],
)
def test_recovery_that_shows_needs_no_reason_and_leads_to_what_follows(
    plan: Plan, physiotherapist: User, row: str, answers: dict[str, str], shows: bool
) -> None:
    first = date(2026, 3, 20) - timedelta(days=14)
    keep_diary(plan, row, first=first)
    for question, said in answers.items():
        answer(plan, question, said, NOW - timedelta(days=1))

    if not shows:
        with pytest.raises(Refusal, match="does not show"):
            end_plan(plan=plan, outcome="recovered", by=physiotherapist, now=NOW)
        return
    for _ in range(2):
        end_plan(plan=plan, outcome="recovered", by=physiotherapist, now=NOW)

    follower = Plan.objects.get(continues=plan)
    assert (follower.is_follow_up, follower.starts_on) == (True, date(2026, 3, 20))
    assert follower.prescriptions.exists()
    assert follower.phases.get().kind == "follow_up"


@pytest.mark.parametrize("outcome", ["stopped", "recovered"])
def test_a_follow_up_that_is_ended_by_hand_starts_no_other(
    plan: Plan, physiotherapist: User, outcome: str
) -> None:
    keep_diary(plan, "0 " * 14, first=date(2026, 3, 6))
    for question, said in ALL_WELL.items():
        answer(plan, question, said, NOW - timedelta(days=1))
    end_plan(plan=plan, outcome="recovered", by=physiotherapist, now=NOW)
    follower = Plan.objects.get(continues=plan)

    end_plan(plan=follower, outcome=outcome, by=physiotherapist, now=NOW, reason="enough")

    assert Plan.objects.count() == 2
    assert not Plan.objects.filter(status="active").exists()


@pytest.mark.parametrize("slug", ["achilles-self-care", "achilles-treatment"])
def test_a_complaint_that_comes_back_begins_anew_from_the_follow_up(
    plan: Plan, physiotherapist: User, slug: str
) -> None:
    keep_diary(plan, "0 " * 14, first=date(2026, 3, 6))
    for question, said in ALL_WELL.items():
        answer(plan, question, said, NOW - timedelta(days=1))
    end_plan(plan=plan, outcome="recovered", by=physiotherapist, now=NOW)
    follower = Plan.objects.get(continues=plan)

    again = switch_plan(
        plan=follower, version=published_protocol(slug), by=physiotherapist, now=NOW
    )

    assert (again.is_follow_up, again.phases.get(status="open").kind) == (False, "relative_rest")
    assert not follower.verdicts.exists()


def test_the_tasks_of_a_plan_are_done_when_it_ends(plan: Plan, physiotherapist: User) -> None:
    night_before(plan, date(2026, 3, 10))
    assert Task.objects.get(plan=plan).closed_at is None

    end_plan(plan=plan, outcome="stopped", by=physiotherapist, now=NOW)

    assert Task.objects.get(plan=plan).closed_at == NOW


def test_what_is_waiting_for_a_person_stays_when_the_plan_ends(
    plan: Plan, physiotherapist: User
) -> None:
    """A referral asks for a human, not for a plan."""
    keep_diary(plan, "5 " * 14)
    night_before(plan, date(2026, 3, 15))

    end_plan(plan=plan, outcome="stopped", by=physiotherapist, now=NOW)

    assert [status for *_, status in referrals_of(plan)] == ["open"]


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
