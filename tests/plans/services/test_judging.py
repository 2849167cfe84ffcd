"""From scores to a referral: each window judged once, with its evidence, at the right midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pydantic import ValidationError

from plans.domain.change import OpenPhase, PausePlan
from plans.domain.days import midnight
from plans.models import AskedQuestion, Clinic, Event, Patient, Plan, Referral, Task, User, Verdict
from plans.selectors.catalogue import published_protocol
from plans.services.changing import change_plan
from plans.services.ending import end_plan
from plans.services.judging import judge_due_plans, judge_plan
from plans.services.referrals import acknowledge_referral, dismiss_referral, resolve_referral
from plans.services.starting import switch_plan
from tests.factories.people import make_patient
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

    keep_diary(plan, "3 3 3 3 3 3 3 3 3 3 3 3 3 3", first=FIFTEENTH)
    night_before(plan, date(2026, 3, 29))

    assert verdicts_of(plan, RULE) == [(1, "clear_improvement"), (1, "no_change")]
    assert referrals_of(plan) == CALLED


def test_judging_twice_is_judging_once(plan: Plan) -> None:
    keep_diary(plan, BAD)
    at = night_before(plan, FIFTEENTH)
    events = Event.objects.count()

    judge_plan(plan_id=plan.pk, now=at)
    judge_plan(plan_id=plan.pk, now=at + timedelta(hours=3))
    judge_plan(plan_id=plan.pk, now=at + timedelta(days=3))

    assert Event.objects.count() == events
    assert verdicts_of(plan, RULE) == [(1, "no_change")]
    assert referrals_of(plan) == CALLED


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


def test_an_answer_after_the_silence_takes_no_referral_back(plan: Plan) -> None:
    """A person was called by then; it is for that person to close it."""
    keep_diary(plan, SPARSE)
    for number in (15, 18):
        night_before(plan, date(2026, 3, number))
    when = evening_of(date(2026, 3, 19))

    answer(plan, "less_pain_than_at_start", "yes", when)
    judge_due_plans(now=when)

    assert referrals_of(plan) == CALLED


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
        plan=plan, outcome="stopped", by=_physiotherapist(plan), now=evening_of(date(2026, 3, 14))
    )
    before = Verdict.objects.filter(plan=plan).count()

    judge_plan(plan_id=plan.pk, now=morning_of(FIFTEENTH))

    assert Verdict.objects.filter(plan=plan).count() == before
    assert verdicts_of(plan, RULE) == []


def test_only_plans_of_one_clinic_when_asked(plan: Plan) -> None:
    keep_diary(plan, BAD)

    assert judge_due_plans(now=morning_of(FIFTEENTH), clinic_id=0) == 0
    assert judge_due_plans(now=morning_of(FIFTEENTH), clinic_id=plan.injury.patient.clinic_id) == 1


# --- Late reports turn verdicts, and turn them back ----------------------------------------------

TURNING = "5 5 5 5 5 5 5 5 5 5 5 - 4 4"


def _report_late(plan: Plan, pain: int, for_on: date, when: datetime) -> None:
    report_pain(plan.injury, pain, for_on, when)
    judge_due_plans(now=when)


def test_a_referral_that_is_needed_after_all_is_opened_again(plan: Plan) -> None:
    keep_diary(plan, TURNING)
    night_before(plan, FIFTEENTH)
    _report_late(plan, 3, date(2026, 3, 12), morning_of(FIFTEENTH))
    assert referrals_of(plan) == [(RULE, "physiotherapist", "superseded")]

    _report_late(plan, 9, date(2026, 3, 13), evening_of(FIFTEENTH))

    assert verdicts_of(plan, RULE) == [
        (1, "no_change"),
        (2, "slight_improvement"),
        (3, "no_change"),
    ]
    assert referrals_of(plan) == CALLED
    referral = Referral.objects.get(plan=plan)
    assert referral.closed_at is None
    told = Event.objects.filter(plan=plan, kind__startswith="referral_").order_by("pk")
    assert [event.kind for event in told] == [
        "referral_raised",
        "referral_superseded",
        "referral_raised",
    ]


@pytest.mark.parametrize("close", [resolve_referral, dismiss_referral])
def test_what_a_person_has_closed_stays_closed(plan: Plan, close: Any) -> None:
    keep_diary(plan, TURNING)
    night_before(plan, FIFTEENTH)
    field = "outcome" if close is resolve_referral else "reason"
    close(
        referral=Referral.objects.get(plan=plan),
        by=_physiotherapist(plan),
        now=morning_of(FIFTEENTH),
        **{field: "seen on Monday"},
    )
    before = referrals_of(plan)

    _report_late(plan, 3, date(2026, 3, 12), evening_of(FIFTEENTH))
    _report_late(plan, 9, date(2026, 3, 13), evening_of(date(2026, 3, 16)))

    assert referrals_of(plan) == before
    assert before[0][2] in {"resolved", "dismissed"}


def test_a_referral_that_was_seen_can_still_be_overtaken(plan: Plan) -> None:
    keep_diary(plan, TURNING)
    night_before(plan, FIFTEENTH)
    acknowledge_referral(
        referral=Referral.objects.get(plan=plan),
        by=_physiotherapist(plan),
        now=morning_of(FIFTEENTH),
    )

    _report_late(plan, 3, date(2026, 3, 12), evening_of(FIFTEENTH))

    assert referrals_of(plan) == [(RULE, "physiotherapist", "superseded")]


@pytest.mark.parametrize("late_days", [0, 1, 2, 3])
def test_the_verdict_is_the_same_however_late_the_scores_came(
    patient: Patient, late_days: int
) -> None:
    """DEF-12: what counts, counts; the order in which it came is no matter."""
    plan = start_demo_plan(patient)
    for number, score in enumerate(BAD.split()):
        day = FIRST + timedelta(days=number)
        when = evening_of(day + timedelta(days=late_days))
        report_pain(plan.injury, int(score), day, when)
        judge_due_plans(now=when)

    night_before(plan, date(2026, 3, 20))

    row = Verdict.objects.filter(plan=plan, rule=RULE).latest("revision")
    assert (row.verdict, row.evidence["baseline"], row.evidence["end"]) == (
        "no_change",
        "5",
        "17/4",
    )
    assert referrals_of(plan) == CALLED


# --- Tasks ---------------------------------------------------------------------------------------


def _tasks(plan: Plan) -> list[tuple[str, bool]]:
    rows = Task.objects.filter(plan=plan).order_by("pk")
    return [(row.kind, row.closed_at is not None) for row in rows]


def test_silence_is_a_task_until_the_patient_is_heard_again(plan: Plan) -> None:
    keep_diary(plan, "5 5")
    night_before(plan, date(2026, 3, 9))
    assert _tasks(plan) == []

    night_before(plan, date(2026, 3, 10))
    assert _tasks(plan) == [("silence", False)]
    assert Event.objects.get(kind="task_raised").facts["kind"] == "silence"

    when = evening_of(date(2026, 3, 10))
    report_pain(plan.injury, 5, date(2026, 3, 10), when)
    judge_due_plans(now=when)
    assert _tasks(plan) == [("silence", True)]
    assert Task.objects.get().closed_by is None


def test_a_phase_that_takes_too_long_is_a_task_and_is_never_opened_by_itself(
    patient: Patient,
) -> None:
    plan = start_demo_plan(patient, "ankle-moderate")
    keep_diary(plan, "6 6 6 6 5 5 5 5 4 4 4 4 3 3 3 3 3 3 3 3 3")

    night_before(plan, date(2026, 3, 21))
    assert _tasks(plan) == []
    night_before(plan, date(2026, 3, 22))

    assert _tasks(plan) == [("gate_overdue", False)]
    assert plan.phases.get(status="open").kind == "relative_rest"


def test_a_gate_that_is_met_is_a_task_in_treatment_and_only_an_event_in_self_care(
    patient: Patient,
) -> None:
    treated = start_demo_plan(patient, "ankle-moderate")
    alone = start_demo_plan(patient, "achilles-self-care")
    keep_diary(treated, "3 3 3 3 3 3 3")
    keep_diary(alone, "0 0 0 0 0 0 0")
    answer(treated, "gait", "normal", evening_of(date(2026, 3, 4)))

    night_before(treated, date(2026, 3, 8))

    assert _tasks(treated) == [("gate_met", False)]
    assert _tasks(alone) == []
    told = Event.objects.filter(kind="gate_met").order_by("plan")
    assert {event.plan_id for event in told} == {treated.pk, alone.pk}
    assert {event.facts["phase"] for event in told} == {"relative_rest"}


# --- Recovery ------------------------------------------------------------------------------------


def _on_the_way_back(plan: Plan) -> None:
    """Open the phases, take up sport, drop the aids: only the days without pain remain."""
    by = _physiotherapist(plan)
    for number, change in (
        (2, OpenPhase(phase="build_up")),
        (6, OpenPhase(phase="return_to_sport")),
    ):
        plan.refresh_from_db()
        change_plan(plan=plan, change=change, by=by, now=morning_of(date(2026, 3, number)))
    when = evening_of(date(2026, 3, 8))
    for question, said in (("sport_build_up", "yes"), ("sport_resumed", "yes"), ("aids", "none")):
        answer(plan, question, said, when)


def test_full_recovery_ends_the_plan_and_starts_what_follows_once(patient: Patient) -> None:
    plan = start_demo_plan(patient, "hamstring-strain")
    _on_the_way_back(plan)
    keep_diary(plan, "0 0 0 0 0 0 0 0 0 0 0 0 0 0")
    night_before(plan, date(2026, 3, 14))
    assert plan.status == "active"

    at = night_before(plan, FIFTEENTH)
    for later in (at, at + timedelta(hours=1), at + timedelta(days=1)):
        judge_due_plans(now=later)
        judge_plan(plan_id=plan.pk, now=later)

    plan.refresh_from_db()
    assert (plan.status, plan.outcome, plan.ended_on) == ("ended", "recovered", FIFTEENTH)
    follower = Plan.objects.get(continues=plan)
    assert (follower.is_follow_up, follower.status, follower.starts_on) == (
        True,
        "active",
        FIFTEENTH,
    )
    assert follower.protocol_version_id == plan.protocol_version_id
    assert Event.objects.filter(kind="plan_ended", plan=plan).count() == 1
    assert Event.objects.filter(kind="plan_started", plan=follower).count() == 1


def test_what_follows_recovery_runs_out_by_itself_and_starts_nothing(patient: Patient) -> None:
    plan = start_demo_plan(patient, "hamstring-strain")
    _on_the_way_back(plan)
    keep_diary(plan, "0 0 0 0 0 0 0 0 0 0 0 0 0 0")
    night_before(plan, FIFTEENTH)
    follower = Plan.objects.get(continues=plan)
    ends_on = follower.phases.get().latest_end_on

    night_before(follower, ends_on - timedelta(days=1))
    assert follower.status == "active"
    night_before(follower, ends_on)

    assert (follower.status, follower.ended_on) == ("ended", ends_on)
    assert Plan.objects.filter(injury=plan.injury).count() == 2
    assert _tasks(follower) == []


# --- Many plans at once --------------------------------------------------------------------------


def _with_diaries(clinic: Clinic, physiotherapist: User, number: int) -> list[Plan]:
    plans = [start_demo_plan(make_patient(clinic, physiotherapist)) for _ in range(number)]
    for plan in plans:
        keep_diary(plan, BAD)
    return plans


def _queries_at(now: datetime) -> int:
    with CaptureQueriesContext(connection) as captured:
        judge_due_plans(now=now)
    return len(captured)


@pytest.mark.parametrize("nights", [[15], [15, 22], [15, 16, 17]])
def test_judging_twenty_plans_asks_the_database_as_often_as_judging_one(
    clinic: Clinic, physiotherapist: User, nights: list[int]
) -> None:
    """On the night of a verdict with a referral, of a task after silence, and of nothing new."""
    moments = [midnight(date(2026, 3, night), ZoneInfo("Europe/Amsterdam")) for night in nights]
    (first,) = _with_diaries(clinic, physiotherapist, 1)
    asked_for_one = [_queries_at(now) for now in moments]
    assert referrals_of(first) == CALLED
    Plan.objects.filter(pk=first.pk).update(next_judgement_at=None)
    others = _with_diaries(clinic, physiotherapist, 20)

    asked_for_twenty = [_queries_at(now) for now in moments]

    assert asked_for_twenty == asked_for_one
    assert [referrals_of(plan) for plan in others] == [CALLED] * 20


def test_a_plan_that_cannot_be_judged_keeps_no_other_waiting(
    clinic: Clinic, physiotherapist: User
) -> None:
    broken, *others = _with_diaries(clinic, physiotherapist, 3)
    at = midnight(FIFTEENTH, ZoneInfo("Europe/Amsterdam"))
    judge_due_plans(now=morning_of(date(2026, 3, 14)))
    Plan.objects.filter(pk=broken.pk).update(checkpoint={"since": "the day of the flood"})

    with pytest.raises(ValidationError):
        judge_due_plans(now=at)

    assert [referrals_of(plan) for plan in others] == [CALLED] * 2
    assert referrals_of(broken) == []
    broken.refresh_from_db()
    assert broken.next_judgement_at is not None
    assert broken.next_judgement_at <= at


def test_only_so_many_plans_are_taken_in_hand_at_once(
    clinic: Clinic, physiotherapist: User
) -> None:
    plans = _with_diaries(clinic, physiotherapist, 3)
    at = midnight(FIFTEENTH, ZoneInfo("Europe/Amsterdam"))

    assert [judge_due_plans(now=at, limit=2) for _ in range(3)] == [2, 1, 0]
    assert [referrals_of(plan) for plan in plans] == [CALLED] * 3


def _physiotherapist(plan: Plan) -> User:
    person = plan.injury.patient.physiotherapist
    assert person is not None
    return person
