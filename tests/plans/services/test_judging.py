"""From scores to a referral: each window judged once, with its evidence, at the right midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from plans.domain.change import PausePlan
from plans.models import AskedQuestion, Event, Patient, Plan, Referral, User, Verdict
from plans.selectors.catalogue import published_protocol
from plans.services.changing import change_plan
from plans.services.ending import end_plan
from plans.services.judging import judge_due_plans, judge_plan
from plans.services.starting import switch_plan
from tests.factories.plans import start_demo_plan
from tests.plans.services.diary import (
    answer,
    evening_of,
    keep_diary,
    morning_of,
    night_before,
    referrals_of,
    report_pain,
    verdicts_of,
)

FIRST = date(2026, 3, 1)
FIFTEENTH = date(2026, 3, 15)
BAD = "5 5 5 5 5 5 5 5 5 5 4 4 5 4"
GOOD = "6 6 6 6 5 5 5 4 4 4 3 3 3 3"
SPARSE = "6 - - - 6 5 5 5 4 4 4 4 3 3"
RULE = "R-ACH-1"
CALLED = [(RULE, "physiotherapist", "open")]


@pytest.fixture
def plan(patient: Patient) -> Plan:
    return start_demo_plan(patient)


def test_a_fortnight_without_improvement_calls_a_physiotherapist(plan: Plan) -> None:
    """EX-03, from the first score to the referral."""
    keep_diary(plan, BAD)

    judge_due_plans(now=datetime(2026, 3, 14, 22, 59, 59, tzinfo=UTC))
    assert verdicts_of(plan, RULE) == []
    at = night_before(plan, FIFTEENTH)

    verdict = Verdict.objects.get(plan=plan, rule=RULE)
    assert (verdict.window_first, verdict.window_last) == (FIRST, date(2026, 3, 14))
    assert (verdict.verdict, verdict.revision, verdict.given_at) == ("no_change", 1, at)
    assert verdict.protocol_version_id == plan.protocol_version_id
    referral = Referral.objects.get(injury=plan.injury)
    assert (referral.rule, referral.to, referral.urgency) == (RULE, "physiotherapist", "contact")
    assert (referral.status, referral.raised_at, referral.verdict) == ("open", at, verdict)


def test_the_evidence_is_all_that_the_verdict_rests_on(plan: Plan) -> None:
    keep_diary(plan, BAD)
    night_before(plan, FIFTEENTH)

    evidence = Verdict.objects.get(plan=plan, rule=RULE).evidence

    assert evidence["window"] == ["2026-03-01", "2026-03-14"]
    assert (evidence["baseline"], evidence["end"]) == ("5", "17/4")
    assert (evidence["delta"], evidence["percent"]) == ("3/4", "15")
    assert evidence["series"] == "day"
    assert list(evidence["scores"].values()) == [int(score) for score in BAD.split()]
    assert evidence["fires_on"] == ["no_change", "worse"]
    assert evidence["thresholds"] == {
        "settled_at_most": 1.0,
        "least_points": 1.0,
        "slight_percent": 15.0,
        "clear_points": 2.0,
        "clear_percent": 30.0,
        "worse_points": 1.0,
    }


def test_improvement_calls_nobody_and_is_looked_at_again(plan: Plan) -> None:
    keep_diary(plan, GOOD)
    night_before(plan, FIFTEENTH)

    assert verdicts_of(plan, RULE) == [(1, "clear_improvement")]
    assert referrals_of(plan) == []
    assert plan.next_judgement_at == datetime(2026, 3, 28, 23, tzinfo=UTC)

    keep_diary(plan, "3 3 3 3 3 3 3 3 3 3 3 3 3 3", first=FIFTEENTH)
    night_before(plan, date(2026, 3, 29))

    assert verdicts_of(plan, RULE) == [(1, "clear_improvement"), (1, "no_change")]
    assert referrals_of(plan) == CALLED


def test_judging_twice_is_judging_once(plan: Plan) -> None:
    keep_diary(plan, BAD)
    at = night_before(plan, FIFTEENTH)
    events = Event.objects.count()

    judge_plan(plan_id=plan.pk, now=at)
    judge_plan(plan_id=plan.pk, now=at + timedelta(days=3))

    assert Event.objects.count() == events
    assert verdicts_of(plan, RULE) == [(1, "no_change")]
    assert referrals_of(plan) == CALLED
    assert plan.next_judgement_at is None


def test_a_plan_that_is_judged_late_gets_the_same_verdict(plan: Plan) -> None:
    keep_diary(plan, BAD)
    night_before(plan, date(2026, 4, 20))

    assert verdicts_of(plan, RULE) == [(1, "no_change")]
    assert referrals_of(plan) == CALLED


def test_a_late_score_turns_the_verdict_and_keeps_the_referral(plan: Plan) -> None:
    """EX-24a: for 14 March, reported on 16 March at nine."""
    keep_diary(plan, "5 5 5 5 5 5 5 5 5 5 4 4 4 -")
    night_before(plan, FIFTEENTH)
    assert verdicts_of(plan, RULE) == [(1, "slight_improvement")]

    report_pain(plan.injury, 9, date(2026, 3, 14), morning_of(date(2026, 3, 16)))
    judge_due_plans(now=morning_of(date(2026, 3, 16)))
    assert verdicts_of(plan, RULE) == [(1, "slight_improvement"), (2, "no_change")]
    assert referrals_of(plan) == CALLED


def test_a_referral_that_a_late_score_made_needless_is_kept_as_superseded(plan: Plan) -> None:
    keep_diary(plan, "5 5 5 5 5 5 5 5 5 5 5 - 4 4")
    night_before(plan, FIFTEENTH)
    assert referrals_of(plan) == CALLED

    report_pain(plan.injury, 3, date(2026, 3, 12), evening_of(FIFTEENTH))
    judge_due_plans(now=evening_of(FIFTEENTH))

    assert verdicts_of(plan, RULE) == [(1, "no_change"), (2, "slight_improvement")]
    assert referrals_of(plan) == [(RULE, "physiotherapist", "superseded")]


def test_a_score_that_is_too_late_changes_nothing(plan: Plan) -> None:
    """EX-24b."""
    keep_diary(plan, BAD)
    night_before(plan, FIFTEENTH)
    when = morning_of(date(2026, 3, 20))

    report_pain(plan.injury, 0, date(2026, 3, 12), when)
    judge_due_plans(now=when)

    assert verdicts_of(plan, RULE) == [(1, "no_change")]


# --- Too few scores ------------------------------------------------------------------------------


def test_too_few_scores_lead_to_a_question_and_then_to_a_person(plan: Plan) -> None:
    """DEF-3: asked once, three days to answer."""
    keep_diary(plan, SPARSE)
    night_before(plan, FIFTEENTH)

    asked = AskedQuestion.objects.get(plan=plan)
    assert (asked.question, asked.asked_on) == ("less_pain_than_at_start", FIFTEENTH)
    assert referrals_of(plan) == []
    for number in (16, 17):
        night_before(plan, date(2026, 3, number))
    assert referrals_of(plan) == []

    night_before(plan, date(2026, 3, 18))

    assert referrals_of(plan) == CALLED
    assert AskedQuestion.objects.filter(plan=plan).count() == 1
    asked.refresh_from_db()
    assert asked.closed_at is not None


@pytest.mark.parametrize(("said", "called"), [("yes", []), ("no", CALLED)])
def test_the_answer_closes_the_question(
    plan: Plan, said: str, called: list[tuple[str, str, str]]
) -> None:
    keep_diary(plan, SPARSE)
    night_before(plan, FIFTEENTH)

    answer(plan, "less_pain_than_at_start", said, evening_of(FIFTEENTH))
    judge_due_plans(now=evening_of(FIFTEENTH))
    night_before(plan, date(2026, 3, 19))

    assert referrals_of(plan) == called
    assert not AskedQuestion.objects.filter(plan=plan, closed_at=None).exists()


def test_an_answer_after_the_silence_supersedes_the_referral(plan: Plan) -> None:
    keep_diary(plan, SPARSE)
    for number in (15, 18):
        night_before(plan, date(2026, 3, number))
    when = evening_of(date(2026, 3, 19))

    answer(plan, "less_pain_than_at_start", "yes", when)
    judge_due_plans(now=when)

    assert referrals_of(plan) == [(RULE, "physiotherapist", "superseded")]


# --- Other rules, pauses, switches ---------------------------------------------------------------


def test_a_pause_does_not_stop_the_clock(plan: Plan) -> None:
    """EX-27."""
    keep_diary(plan, "6 6 6 6 5")
    change_plan(
        plan=plan,
        change=PausePlan(until_on=date(2026, 3, 13)),
        by=plan.injury.patient.user,
        now=morning_of(date(2026, 3, 6)),
        reason="flu",
    )
    keep_diary(plan, "5 6", first=date(2026, 3, 13))

    night_before(plan, FIFTEENTH)

    assert verdicts_of(plan, RULE) == [(1, "no_change")]
    assert referrals_of(plan) == CALLED


@pytest.mark.parametrize(("said", "called"), [("no", True), ("yes", False)])
def test_worse_at_the_front_of_the_knee_counts_when_training_did_not_change(
    patient: Patient, said: str, called: bool
) -> None:
    plan = start_demo_plan(patient, "pfp-self-care")
    keep_diary(plan, "3 3 3 4 4 5 5")
    night_before(plan, date(2026, 3, 8))
    assert AskedQuestion.objects.get(plan=plan).question == "training_changed"

    answer(plan, "training_changed", said, evening_of(date(2026, 3, 8)))
    judge_due_plans(now=evening_of(date(2026, 3, 8)))

    assert (("R-PFP-1", "physiotherapist", "open") in referrals_of(plan)) is called


def test_an_ankle_that_cannot_be_walked_on_counts_from_the_injury(patient: Patient) -> None:
    plan = start_demo_plan(
        patient, "ankle-light", starts_on=date(2026, 3, 3), injured_on=date(2026, 3, 1)
    )
    keep_diary(plan, "6 5 4 3 3", first=date(2026, 3, 1))
    answer(plan, "walking", "impossible", evening_of(date(2026, 3, 5)))

    night_before(plan, date(2026, 3, 6))

    assert verdicts_of(plan, "R-ANK-3") == [(1, "clear_improvement")]
    assert ("R-ANK-3", "physiotherapist", "open") in referrals_of(plan)


def test_a_strain_without_a_build_up_calls_a_fortnight_after_the_injury(patient: Patient) -> None:
    """EX-26: injured on 1 March, plan from 6 March."""
    plan = start_demo_plan(
        patient, "hamstring-strain", starts_on=date(2026, 3, 6), injured_on=date(2026, 3, 1)
    )

    night_before(plan, date(2026, 3, 14))
    assert verdicts_of(plan, "R-HAM-2") == []
    night_before(plan, FIFTEENTH)

    assert "R-HAM-2" in [rule for rule, _, _ in referrals_of(plan)]


def test_switching_to_treatment_closes_the_open_rules(plan: Plan) -> None:
    """EX-29: on day 10, so nothing of R-ACH-1 on day 14."""
    keep_diary(plan, "5 5 5 5 5 5 5 5 5 5")
    follower = switch_plan(
        plan=plan,
        version=published_protocol("achilles-treatment"),
        by=_physiotherapist(plan),
        now=morning_of(date(2026, 3, 11)),
    )

    for number in (15, 20):
        night_before(follower, date(2026, 3, number))

    assert verdicts_of(plan, RULE) == [(1, "resolved_by_referral")]
    assert referrals_of(plan) == []


def test_each_plan_of_a_patient_is_judged_by_itself(patient: Patient) -> None:
    tendon = start_demo_plan(patient)
    heel = start_demo_plan(patient, "heel-self-care", starts_on=date(2026, 3, 3))
    keep_diary(tendon, BAD)
    keep_diary(heel, GOOD)

    night_before(tendon, FIFTEENTH)
    night_before(heel, date(2026, 3, 17))

    assert referrals_of(tendon) == CALLED
    assert referrals_of(heel) == []
    assert verdicts_of(heel, "R-HEEL-3") == [(1, "clear_improvement")]


def test_midnight_is_the_patients_own(patient: Patient) -> None:
    patient.timezone = "America/New_York"
    patient.save(update_fields=["timezone"])
    plan = start_demo_plan(patient, now=datetime(2026, 3, 1, 15, tzinfo=UTC))
    for number, score in enumerate(BAD.split()):
        day = FIRST + timedelta(days=number)
        report_pain(plan.injury, int(score), day, evening_of(day))

    judge_due_plans(now=datetime(2026, 3, 15, 3, 59, 59, tzinfo=UTC))
    assert verdicts_of(plan, RULE) == []
    judge_due_plans(now=datetime(2026, 3, 15, 4, tzinfo=UTC))
    assert verdicts_of(plan, RULE) == [(1, "no_change")]


def test_an_ended_plan_is_not_judged(plan: Plan) -> None:
    keep_diary(plan, BAD)
    end_plan(
        plan=plan, outcome="recovered", by=_physiotherapist(plan), now=evening_of(date(2026, 3, 14))
    )

    judge_plan(plan_id=plan.pk, now=morning_of(FIFTEENTH))

    assert Verdict.objects.filter(plan=plan).count() == 0


def test_only_plans_of_one_clinic_when_asked(plan: Plan) -> None:
    keep_diary(plan, BAD)

    assert judge_due_plans(now=morning_of(FIFTEENTH), clinic_id=0) == 0
    assert judge_due_plans(now=morning_of(FIFTEENTH), clinic_id=plan.injury.patient.clinic_id) == 1


def _physiotherapist(plan: Plan) -> User:
    person = plan.injury.patient.physiotherapist
    assert person is not None
    return person
