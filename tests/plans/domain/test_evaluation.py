"""The rules of one plan on one day: which windows closed, and what they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.evaluation import (
    AskedQuestion,
    Basis,
    Judgement,
    Record,
    judge,
    next_judgement_on,
    scores_in,
)
from plans.domain.log import AnswerReport, Counted, PainReport
from plans.domain.plan import DatedPlan, Pause
from plans.domain.protocol import Protocol
from plans.domain.rescheduling import open_next
from plans.domain.rules.trend import Trend
from tests.plans.domain.days import START, day, row
from tests.plans.domain.documents import (
    about,
    at_most,
    make_plan,
    make_protocol,
    phase,
    question,
    range_of,
    rule,
    trend,
)

FORTNIGHT = make_protocol()
BAD = "5 5 5 5 5 5 5 5 5 5 4 4 5 4"
GOOD = "6 6 6 6 5 5 5 4 4 4 3 3 3 3"
CALM = "1 1 1 1 1 1 1 1 1 1 1 1 1 1"
ROWS = st.lists(st.none() | st.integers(0, 10), min_size=1, max_size=60)


def _pain(scores: Mapping[date, int]) -> list[PainReport]:
    return [PainReport(at, score, None, Counted.ON_TIME) for at, score in scores.items()]


def _record(scores: str | Mapping[date, int] = "-", **fields: Any) -> Record:
    known = row(scores) if isinstance(scores, str) else scores
    given: dict[str, Any] = {"injured_on": START, "pain": _pain(known)}
    return Record(**given | fields)


def _judge(
    record: Record,
    on: int,
    protocol: Protocol = FORTNIGHT,
    plan: DatedPlan | None = None,
) -> list[Judgement]:
    return judge(plan or make_plan(protocol), protocol, record, on=day(on))


def _told(judgements: list[Judgement]) -> list[tuple[str, bool]]:
    return [(item.outcome.value, item.fires) for item in judgements]


@pytest.mark.parametrize(("on", "count"), [(0, 0), (13, 0), (14, 1), (15, 1), (27, 1)])
def test_a_window_is_judged_when_it_is_over(on: int, count: int) -> None:
    assert len(_judge(_record(BAD), on)) == count


def test_no_change_calls_somebody_with_the_numbers() -> None:
    """EX-03."""
    (judgement,) = _judge(_record(BAD), 14)

    assert judgement.fires
    assert judgement.basis is Basis.SCORES
    assert judgement.asks is None
    assert (judgement.window.first, judgement.window.last) == (day(0), day(13))


@pytest.mark.parametrize(
    ("scores", "fires"),
    [
        (GOOD, False),
        ("6 6 6 6 6 6 5 5 5 5 5 5 5 5", False),
        (CALM, False),
        (BAD, True),
        ("3 3 3 3 3 3 4 4 4 4 4 5 4 4", True),
    ],
)
def test_only_no_change_and_worse_call_somebody(scores: str, fires: bool) -> None:
    assert [item.fires for item in _judge(_record(scores), 14)] == [fires]


def test_the_stricter_threshold_is_a_setting() -> None:
    strict = make_protocol(rules=[trend(fires_on=["slight_improvement", "no_change", "worse"])])

    told = _told(_judge(_record("6 6 6 6 6 6 5 5 5 5 5 5 5 5"), 14, strict))
    assert told == [("slight_improvement", True)]


def test_a_plateau_after_a_good_fortnight_is_still_seen() -> None:
    """DEF-2b."""
    scores = f"{GOOD} 3 3 3 3 3 3 3 3 3 3 3 3 3 3"

    assert _told(_judge(_record(scores), 28)) == [("clear_improvement", False), ("no_change", True)]


@pytest.mark.parametrize("first", [BAD, CALM])
def test_windows_stop_once_fired_or_settled(first: str) -> None:
    assert len(_judge(_record(f"{first} {BAD} {BAD}"), 60)) == 1


def test_a_rule_that_does_not_repeat_has_one_window() -> None:
    once = make_protocol(rules=[trend(repeats=False)])

    assert _told(_judge(_record(f"{GOOD} {BAD}"), 60, once)) == [("clear_improvement", False)]
    assert next_judgement_on(make_plan(once), once, _record(GOOD), on=day(20)) is None


def test_windows_stop_when_the_plan_ended() -> None:
    record = _record(f"{GOOD} {BAD}")

    assert len(_judge(record, 60, plan=make_plan(ended_on=day(27)))) == 1
    assert len(_judge(record, 60, plan=make_plan(ended_on=day(28)))) == 2
    assert next_judgement_on(make_plan(ended_on=day(3)), FORTNIGHT, record, on=day(3)) is None


def test_the_clock_goes_on_through_a_pause() -> None:
    """EX-27."""
    plan = make_plan(pauses=(Pause(day(5), day(12)),))

    told = _told(_judge(_record("6 6 6 6 5 - - - - - - - 5 6"), 14, plan=plan))
    assert told == [("no_change", True)]


def test_a_window_may_count_from_the_injury() -> None:
    """As EX-26: injured on 1 March, plan from 6 March, judged on 15 March."""
    protocol = make_protocol(rules=[trend(anchor="injury")])
    plan = make_plan(protocol, starts_on=day(5))

    assert next_judgement_on(plan, protocol, _record(), on=day(5)) == date(2024, 3, 15)
    assert len(_judge(_record(BAD), 14, protocol, plan)) == 1
    assert not _judge(_record(BAD), 13, protocol, plan)


def test_a_window_that_was_over_before_the_plan_is_not_judged() -> None:
    protocol = make_protocol(rules=[trend(anchor="injury")])
    plan = make_plan(protocol, starts_on=day(20))

    (judgement,) = _judge(_record({day(number): 5 for number in range(28)}), 28, protocol, plan)
    assert judgement.window.first == day(14)


# --- Too few scores ------------------------------------------------------------------------------

SPARSE = "6 - - - 6 5 5 5 4 4 4 4 3 3"
ASKED = AskedQuestion("R-ACH-1", day(0), "less_pain_than_at_start", day(14))


def _answered(answer: str, on: int = 15) -> list[AnswerReport]:
    return [AnswerReport("less_pain_than_at_start", answer, day(on))]


def test_too_few_scores_lead_to_a_question() -> None:
    """EX-16."""
    (judgement,) = _judge(_record(SPARSE), 14)

    assert judgement.outcome is Trend.INSUFFICIENT_DATA
    assert (judgement.fires, judgement.asks) == (False, "less_pain_than_at_start")
    assert judgement.basis is Basis.UNDECIDED
    assert not judgement.is_final


@pytest.mark.parametrize(("answer", "fires"), [("yes", False), ("no", True)])
def test_the_answer_decides(answer: str, fires: bool) -> None:
    record = _record(SPARSE, asked=[ASKED], answers=_answered(answer))

    (judgement,) = _judge(record, 15)

    assert (judgement.fires, judgement.asks, judgement.basis) == (fires, None, Basis.ANSWER)


@pytest.mark.parametrize(("on", "fires"), [(14, False), (16, False), (17, True), (25, True)])
def test_silence_of_three_days_calls_a_person(on: int, fires: bool) -> None:
    (judgement,) = _judge(_record(SPARSE, asked=[ASKED]), on)

    assert judgement.fires is fires
    assert judgement.basis is (Basis.SILENCE if fires else Basis.UNDECIDED)


def test_an_answer_from_before_the_question_is_no_answer() -> None:
    record = _record(SPARSE, asked=[ASKED], answers=_answered("yes", on=6))

    assert _judge(record, 15)[0].asks == "less_pain_than_at_start"


def test_the_day_of_the_silence_is_a_day_of_judgement() -> None:
    record = _record(SPARSE, asked=[ASKED])

    assert next_judgement_on(make_plan(), FORTNIGHT, record, on=day(14)) == day(17)


def test_a_question_about_one_window_is_not_answered_for_the_next() -> None:
    record = _record(SPARSE, asked=[ASKED], answers=_answered("yes"))

    first, second = _judge(record, 28)
    assert (first.fires, first.asks) == (False, None)
    assert (second.fires, second.asks) == (False, "less_pain_than_at_start")


# --- Rules with an answer beside the scores ------------------------------------------------------

WORSE_WEEK = "3 3 3 4 4 5 5"
TRAINING = make_protocol(
    rules=[
        trend(
            "R-PFP-1",
            7,
            fires_on=["worse"],
            only_if={"question": "training_changed", "answer": "no"},
        )
    ]
)
WALKING = make_protocol(
    rules=[
        trend("R-ANK-3", 5, anchor="injury", or_if={"question": "walking", "answer": "impossible"})
    ]
)


@pytest.mark.parametrize(("answer", "fires"), [("no", True), ("yes", False)])
def test_worse_calls_somebody_only_without_a_change_of_training(answer: str, fires: bool) -> None:
    record = _record(WORSE_WEEK, answers=[AnswerReport("training_changed", answer, day(3))])

    (judgement,) = _judge(record, 7, TRAINING)

    assert (judgement.outcome, judgement.fires) == (Trend.WORSE, fires)


def test_an_answer_of_weeks_later_takes_no_referral_back() -> None:
    answers = [
        AnswerReport("training_changed", "no", day(3)),
        AnswerReport("training_changed", "yes", day(30)),
    ]

    assert _judge(_record(WORSE_WEEK, answers=answers), 31, TRAINING)[0].fires


def test_whether_training_changed_is_asked_only_when_it_matters() -> None:
    assert _judge(_record(WORSE_WEEK), 7, TRAINING)[0].asks == "training_changed"
    assert _judge(_record("3 3 3 3 3 3 3"), 7, TRAINING)[0].asks is None


def test_no_word_about_training_calls_a_person_in_the_end() -> None:
    asked = [AskedQuestion("R-PFP-1", day(0), "training_changed", day(7))]

    assert not _judge(_record(WORSE_WEEK, asked=asked), 9, TRAINING)[0].fires
    assert _judge(_record(WORSE_WEEK, asked=asked), 10, TRAINING)[0].fires


@pytest.mark.parametrize(
    ("walking", "fires"), [(None, False), ("painful", False), ("impossible", True)]
)
def test_not_walking_calls_somebody_whatever_the_scores_say(
    walking: str | None, fires: bool
) -> None:
    """EX-22 with R-ANK-3."""
    answers = [AnswerReport("walking", walking, day(4))] if walking else []

    (judgement,) = _judge(_record("6 5 4 3 3", answers=answers), 5, WALKING)

    assert (judgement.outcome, judgement.fires) == (Trend.CLEAR_IMPROVEMENT, fires)


def test_not_walking_calls_somebody_without_any_score() -> None:
    record = _record(answers=[AnswerReport("walking", "impossible", day(4))])

    assert _judge(record, 5, WALKING)[0].fires


def test_an_answer_from_after_the_window_says_nothing_of_that_window() -> None:
    answers = [
        AnswerReport("walking", "normal", day(4)),
        AnswerReport("walking", "impossible", day(9)),
    ]

    first = _judge(_record("6 5 4 3 3", answers=answers), 9, WALKING)[0]
    assert not first.fires


# --- Milestones ----------------------------------------------------------------------------------

BUILD_UP = make_protocol(
    rules=[
        rule("milestone", "R-HAM-2", window_days=14, anchor="injury", question="sport_build_up")
    ],
    questions=[question("less_pain_than_at_start"), question("sport_build_up")],
)


@pytest.mark.parametrize(
    ("answers", "fires"),
    [
        pytest.param([], True, id="never said"),
        pytest.param([("no", 13)], True, id="not yet"),
        pytest.param([("yes", 13)], False, id="in time"),
        pytest.param([("yes", 3)], False, id="long ago"),
        pytest.param([("yes", 3), ("no", 9)], True, id="taken back"),
    ],
)
def test_a_milestone_is_due_a_fortnight_after_the_injury(
    answers: list[tuple[str, int]], fires: bool
) -> None:
    """EX-26: injured on 1 March, plan from 6 March: judged on 15 March, not on 20 March."""
    plan = make_plan(BUILD_UP, starts_on=day(5))
    given = [AnswerReport("sport_build_up", answer, day(number)) for answer, number in answers]
    record = Record(START, answers=given)

    assert judge(plan, BUILD_UP, record, on=day(13)) == []
    (judgement,) = judge(plan, BUILD_UP, record, on=day(14))
    assert (judgement.fires, judgement.asks, judgement.trend) == (fires, None, None)
    assert judge(plan, BUILD_UP, record, on=day(60)) == [judgement]
    assert next_judgement_on(plan, BUILD_UP, record, on=day(5)) == date(2024, 3, 15)
    assert next_judgement_on(plan, BUILD_UP, record, on=day(14)) is None


# --- Build-up ------------------------------------------------------------------------------------

BUILDING = make_protocol(
    phases=[
        phase("relative_rest", range_of("P1W", "P2W")),
        phase("build_up", at_most("P8W")),
        phase("return_to_sport", about("P3W")),
    ],
    rules=[trend(), rule("flare", "R-ALL-3", expected_days=21)],
)


def test_in_the_first_weeks_of_build_up_worsening_is_expected() -> None:
    """DEF-8: windows that end in those weeks are passed over; the next one is judged."""
    plan = open_next(make_plan(BUILDING), "build_up", on=day(14))
    pain = [PainReport(day(number), 5, 5, Counted.ON_TIME) for number in range(60)]
    record = Record(injured_on=START, pain=pain)

    (first,) = judge(plan, BUILDING, Record(START, pain[:14]), on=day(14))
    assert first.window.last == day(13)
    good_first = Record(START, [*_pain(row(GOOD)), *pain[14:]])
    told = judge(plan, BUILDING, good_first, on=day(42))
    assert [(item.window.first, item.fires) for item in told] == [(day(0), False), (day(28), True)]
    assert judge(plan, BUILDING, record, on=day(42))[0].fires


@pytest.mark.parametrize(
    "opened",
    [
        pytest.param(7, id="in the middle of the window"),
        pytest.param(0, id="on the very day the plan began"),
    ],
)
def test_build_up_is_judged_by_the_mornings(opened: int) -> None:
    """DEF-1: pain under load is permitted there."""
    plan = open_next(make_plan(FORTNIGHT), "build_up", on=day(opened))
    pain = [
        PainReport(day(number), 6, 6 if number < 7 else 2, Counted.ON_TIME) for number in range(14)
    ]

    (judgement,) = judge(plan, FORTNIGHT, Record(START, pain), on=day(14))

    assert judgement.series == "morning"
    assert judgement.outcome is Trend.CLEAR_IMPROVEMENT


# --- What must always hold -----------------------------------------------------------------------


def _scores(entries: list[int | None]) -> dict[date, int]:
    return {day(number): score for number, score in enumerate(entries) if score is not None}


@given(entries=ROWS, on=st.integers(0, 70))
def test_judging_twice_is_judging_once(entries: list[int | None], on: int) -> None:
    record = _record(_scores(entries))

    assert _judge(record, on) == _judge(record, on)


@given(entries=ROWS, data=st.data())
def test_the_order_of_reports_does_not_matter(
    entries: list[int | None], data: st.DataObject
) -> None:
    pain = _pain(_scores(entries))
    shuffled = data.draw(st.permutations(pain))

    assert _judge(_record(pain=shuffled), 60) == _judge(_record(pain=pain), 60)


@given(entries=ROWS, late=st.integers(0, 100))
def test_judging_late_is_judging_in_time(entries: list[int | None], late: int) -> None:
    """What was found on time by the scores is found the same way later."""
    record = _record(_scores(entries))
    in_time = {
        item.window: (item.trend, item.fires)
        for on in range(61)
        for item in _judge(record, on)
        if item.basis is Basis.SCORES
    }
    at_last = {
        item.window: (item.trend, item.fires)
        for item in _judge(record, 60 + late)
        if item.basis is Basis.SCORES
    }

    assert {window: at_last[window] for window in in_time} == in_time


@given(entries=ROWS, days=st.integers(-3000, 3000))
def test_other_dates_give_the_same_answer_on_other_dates(
    entries: list[int | None], days: int
) -> None:
    shift = timedelta(days=days)
    scores = _scores(entries)
    there = make_plan(starts_on=START + shift)
    moved = Record(START + shift, _pain({at + shift: score for at, score in scores.items()}))

    assert [
        (item.window.first + shift, item.trend, item.fires) for item in _judge(_record(scores), 60)
    ] == [
        (item.window.first, item.trend, item.fires)
        for item in judge(there, FORTNIGHT, moved, on=day(60) + shift)
    ]


@given(entries=ROWS, on=st.integers(0, 70))
def test_nothing_follows_what_was_final(entries: list[int | None], on: int) -> None:
    judgements = _judge(_record(_scores(entries)), on)

    assert not any(item.is_final for item in judgements[:-1])
    for first, second in pairwise(judgements):
        assert second.window == first.window.following


@given(entries=ROWS, on=st.integers(0, 70))
def test_between_two_days_of_judgement_nothing_changes(entries: list[int | None], on: int) -> None:
    """So a plan may sleep until its next day."""
    record = _record(_scores(entries))
    following = next_judgement_on(make_plan(), FORTNIGHT, record, on=day(on))
    if following is None:
        assert _told(_judge(record, on + 200)) == _told(_judge(record, on))
        return

    assert following > day(on)
    asleep = range(on, (following - START).days)
    assert all(len(_judge(record, number)) == len(_judge(record, on)) for number in asleep)


def test_the_evidence_is_what_lies_in_the_window() -> None:
    (judgement,) = _judge(_record(f"{BAD} 9 9"), 16)

    assert scores_in(_record(f"{BAD} 9 9"), judgement.window, "day") == row(BAD)
