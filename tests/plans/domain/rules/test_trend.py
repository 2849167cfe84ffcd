"""Has the pain become less? Every worked example, and what must hold for all scores."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.evaluation import next_judgement_on
from plans.domain.judgement import Basis
from plans.domain.log import AnswerReport
from plans.domain.plan import Pause
from plans.domain.rescheduling import open_next
from plans.domain.rule import TrendThresholds
from plans.domain.rules.trend import Trend, TrendVerdict, judge_trend
from plans.domain.rules.window import Window
from tests.plans.domain.cases import answer, asked, find, judge, look, pain, record, told
from tests.plans.domain.days import START, day, moved, row
from tests.plans.domain.documents import (
    about,
    at_most,
    make_plan,
    make_protocol,
    phase,
    range_of,
    rule,
    trend,
)

FORTNIGHT = Window(START, 14)
BROCHURE = TrendThresholds()
REFERRED = {"no_change", "worse"}

EXAMPLES = [
    ("EX-01", 14, "6 6 6 6 5 5 5 4 4 4 3 3 3 3", "clear_improvement", "6", "3", "50"),
    ("EX-02", 14, "6 6 6 6 6 6 5 5 5 5 5 5 5 5", "slight_improvement", "6", "5", "50/3"),
    ("EX-03", 14, "5 5 5 5 5 5 5 5 5 5 4 4 5 4", "no_change", "5", "17/4", "15"),
    ("EX-04", 14, "8 8 8 8 8 8 8 8 7 7 7 7 7 6", "slight_improvement", "8", "27/4", "125/8"),
    ("EX-06", 14, "4 4 4 4 4 4 4 3 3 3 3 3 2 2", "clear_improvement", "4", "5/2", "75/2"),
    ("EX-07", 14, "3 3 3 3 3 3 4 4 4 4 4 5 4 4", "worse", "3", "17/4", "-125/3"),
    ("EX-10", 14, "1 0 1 0 0 1 0 1 0 0 0 1 0 1", "settled", "1/2", "1/2", "0"),
    ("EX-11", 14, "0 0 0 0 0 0 0 0 0 0 0 0 0 0", "settled", "0", "0", None),
    ("EX-12", 14, "0 0 0 0 0 0 0 0 1 1 1 1 1 1", "settled", "0", "1", None),
    ("EX-14", 14, "2 2 2 2 2 2 2 2 1 1 1 1 1 2", "no_change", "2", "5/4", "75/2"),
    ("EX-18", 14, "6 6 - - - - - - - - - - 3 3", "clear_improvement", "6", "3", "50"),
    (
        "EX-19",
        14,
        "[3/5/4] 5 5 5 - - - - - - [1/5] [2/5/3] [1/4] [2/5]",
        "no_change",
        "5",
        "19/4",
        "5",
    ),
    ("EX-22", 5, "6 5 4 3 3", "clear_improvement", "11/2", "3", "500/11"),
    ("EX-27", 14, "6 6 6 6 5 - - - - - - - 5 6", "no_change", "6", "11/2", "25/3"),
    ("EX-62", 14, "5 5 5 5 - - - - - - 4 4 4 3", "slight_improvement", "5", "15/4", "25"),
    ("EX-64", 14, "3 3 3 3 - - - - - - 4 4 4 4", "worse", "3", "4", "-100/3"),
    ("EX-68", 5, "6 4 4 4 4", "slight_improvement", "5", "4", "20"),
]

SCORES = st.dictionaries(st.sampled_from([day(number) for number in range(14)]), st.integers(0, 10))


@pytest.mark.parametrize(
    "example", [example[1:] for example in EXAMPLES], ids=[example[0] for example in EXAMPLES]
)
def test_the_worked_examples(example: tuple[int, str, str, str, str, str | None]) -> None:
    days, scores, trend, baseline, end, percent = example
    expected = TrendVerdict(
        Trend(trend),
        Fraction(baseline),
        Fraction(end),
        Fraction(baseline) - Fraction(end),
        Fraction(percent) if percent is not None else None,
    )

    assert judge_trend(row(scores), Window(START, days), BROCHURE) == expected


@pytest.mark.parametrize(
    ("days", "scores"),
    [
        pytest.param(14, "6 - - - 6 5 5 5 4 4 4 4 3 3", id="EX-16"),
        pytest.param(14, "6 6 6 6 6 6 6 6 6 6 6 - - -", id="one day at the end"),
        pytest.param(14, "- - - - 6 6 6 6 6 6 6 6 6 6", id="no beginning"),
        pytest.param(5, "- - 6 6 6", id="five days, no beginning"),
        pytest.param(14, "-", id="nothing at all"),
    ],
)
def test_too_few_scores_have_no_numbers(days: int, scores: str) -> None:
    verdict = judge_trend(row(scores), Window(START, days), BROCHURE)

    assert verdict == TrendVerdict(Trend.INSUFFICIENT_DATA)


@pytest.mark.parametrize("scores", ["6 - - - 6", "- 6 - 6 -"])
def test_one_score_of_two_is_enough_in_a_short_window(scores: str) -> None:
    verdict = judge_trend(row(scores), Window(START, 5), BROCHURE)

    assert verdict.trend is Trend.NO_CHANGE


def test_means_are_exact() -> None:
    """Three thirds make one: nothing is lost to binary fractions."""
    verdict = judge_trend(row("5 5 4 - - - - - - - 4 4 3 -"), FORTNIGHT, BROCHURE)

    assert (verdict.baseline, verdict.end) == (Fraction(14, 3), Fraction(11, 3))
    assert verdict.delta == 1
    assert verdict.trend is Trend.SLIGHT_IMPROVEMENT


def test_a_threshold_is_the_decimal_that_was_written() -> None:
    """A tenth as a binary fraction is a little more than a tenth."""
    picky = TrendThresholds(settled_at_most=0, least_points=0.1, slight_percent=0.1)

    verdict = judge_trend(
        {day(0): 10, day(1): 10, **{day(number): 10 for number in (10, 11, 12)}, day(13): 9},
        FORTNIGHT,
        picky,
    )

    assert verdict.delta == Fraction(1, 4)
    assert verdict.trend is Trend.SLIGHT_IMPROVEMENT


@pytest.mark.parametrize(
    ("scores", "trend"),
    [
        ("4 4 4 4 - - - - - - 2 2 2 2", Trend.CLEAR_IMPROVEMENT),
        ("7 7 7 7 - - - - - - 6 6 6 6", Trend.NO_CHANGE),
        ("5 5 5 5 - - - - - - 1 1 1 1", Trend.SETTLED),
        ("10 10 10 10 - - - - - - 8 8 8 8", Trend.CLEAR_IMPROVEMENT),
        ("10 10 10 10 - - - - - - 8 8 9 8", Trend.SLIGHT_IMPROVEMENT),
        pytest.param("6 6 6 6 - - - - - - 5 5 5 5", Trend.SLIGHT_IMPROVEMENT, id="a point down"),
        pytest.param("6 6 6 6 - - - - - - 5 5 5 6", Trend.NO_CHANGE, id="under a point down"),
        pytest.param("5 5 5 5 - - - - - - 6 6 6 6", Trend.WORSE, id="a point up"),
        pytest.param("5 5 5 5 - - - - - - 6 6 6 5", Trend.NO_CHANGE, id="under a point up"),
        pytest.param("9 9 9 9 - - - - - - 7 7 7 7", Trend.CLEAR_IMPROVEMENT, id="two points"),
        pytest.param("9 9 9 9 - - - - - - 7 7 7 8", Trend.SLIGHT_IMPROVEMENT, id="under two"),
        pytest.param("5 5 5 5 - - - - - - 3 4 4 3", Trend.CLEAR_IMPROVEMENT, id="30 percent"),
        pytest.param("5 5 5 5 - - - - - - 4 4 4 3", Trend.SLIGHT_IMPROVEMENT, id="25 percent"),
        pytest.param("10 10 10 10 - - - - - - 9 8 9 8", Trend.SLIGHT_IMPROVEMENT, id="15 percent"),
        pytest.param("10 10 10 10 - - - - - - 9 9 9 8", Trend.NO_CHANGE, id="under 15 percent"),
        pytest.param("4 4 4 4 - - - - - - 1 1 1 1", Trend.SETTLED, id="settled at one"),
        pytest.param("4 4 4 4 - - - - - - 1 1 1 2", Trend.CLEAR_IMPROVEMENT, id="just above one"),
    ],
)
def test_both_sides_of_every_edge(scores: str, trend: Trend) -> None:
    assert judge_trend(row(scores), FORTNIGHT, BROCHURE).trend is trend


def test_stricter_thresholds_are_data() -> None:
    strict = TrendThresholds(least_points=2, slight_percent=30)

    verdict = judge_trend(row("6 6 6 6 - - - - - - 5 5 5 5"), FORTNIGHT, strict)

    assert verdict.trend is Trend.NO_CHANGE


@given(scores=SCORES)
def test_percent_is_missing_exactly_when_there_is_nothing_to_take_a_share_of(
    scores: dict[date, int],
) -> None:
    verdict = judge_trend(scores, FORTNIGHT, BROCHURE)

    assert (verdict.percent is None) == (not verdict.baseline)


@given(scores=SCORES)
def test_only_too_little_data_has_no_numbers(scores: dict[date, int]) -> None:
    verdict = judge_trend(scores, FORTNIGHT, BROCHURE)

    is_empty = verdict.trend is Trend.INSUFFICIENT_DATA
    assert (verdict.baseline is None) == (verdict.end is None) == (verdict.delta is None)
    assert (verdict.delta is None) == is_empty


@given(scores=SCORES, days=st.integers(-5000, 5000))
def test_the_same_scores_on_other_days_give_the_same_verdict(
    scores: dict[date, int], days: int
) -> None:
    later = next(iter(moved({START: 0}, days)))

    assert judge_trend(moved(scores, days), Window(later, 14), BROCHURE) == judge_trend(
        scores, FORTNIGHT, BROCHURE
    )


@given(scores=SCORES, outside=st.integers(4, 9), other=st.integers(0, 10))
def test_days_between_the_blocks_do_not_count(
    scores: dict[date, int], outside: int, other: int
) -> None:
    assert judge_trend(scores | {day(outside): other}, FORTNIGHT, BROCHURE) == judge_trend(
        scores, FORTNIGHT, BROCHURE
    )


@given(scores=SCORES, data=st.data())
def test_a_worse_score_at_the_end_never_turns_a_referral_off(
    scores: dict[date, int], data: st.DataObject
) -> None:
    before = judge_trend(scores, FORTNIGHT, BROCHURE)
    logged = [at for at in FORTNIGHT.end_block if at in scores]
    if before.trend.value not in REFERRED:
        return
    at = data.draw(st.sampled_from(logged))
    higher = data.draw(st.integers(scores[at], 10))

    after = judge_trend(scores | {at: higher}, FORTNIGHT, BROCHURE)

    assert after.trend.value in REFERRED


@given(scores=SCORES, data=st.data())
def test_a_better_score_at_the_beginning_never_turns_a_referral_off(
    scores: dict[date, int], data: st.DataObject
) -> None:
    before = judge_trend(scores, FORTNIGHT, BROCHURE)
    logged = [at for at in FORTNIGHT.baseline_block if at in scores]
    if before.trend.value not in REFERRED:
        return
    at = data.draw(st.sampled_from(logged))
    lower = data.draw(st.integers(0, scores[at]))

    after = judge_trend(scores | {at: lower}, FORTNIGHT, BROCHURE)

    assert after.trend.value in REFERRED


# --- The rule: which windows are judged, and what they lead to -----------------------------------

PROTOCOL = make_protocol()
GOOD = "6 6 6 6 5 5 5 4 4 4 3 3 3 3"
BAD = "5 5 5 5 5 5 5 5 5 5 4 4 5 4"
CALM = "1 1 1 1 1 1 1 1 1 1 1 1 1 1"
SPARSE = "6 - - - 6 5 5 5 4 4 4 4 3 3"


@pytest.mark.parametrize(("on", "count"), [(0, 0), (13, 0), (14, 1), (15, 1), (27, 1)])
def test_a_window_is_judged_when_it_is_over(on: int, count: int) -> None:
    """EX-23: pending on 14 March, a verdict from the first minute of 15 March on."""
    assert len(judge(PROTOCOL, record(BAD), on)) == count


@pytest.mark.parametrize("example", EXAMPLES, ids=[example[0] for example in EXAMPLES])
def test_only_no_change_and_worse_call_somebody(
    example: tuple[str, int, str, str, str, str, str | None],
) -> None:
    _, days, scores, trend_, *_ = example
    protocol = make_protocol(rules=[trend(window_days=days)])

    assert told(judge(protocol, record(scores), days)) == [(trend_, trend_ in REFERRED)]


def test_a_call_comes_with_its_numbers() -> None:
    """EX-03."""
    (judgement,) = judge(PROTOCOL, record(f"{BAD} 9 9"), 16)

    assert (judgement.first, judgement.last) == (day(0), day(13))
    assert (judgement.fires, judgement.basis, judgement.asks) == (True, Basis.SCORES, ())
    assert judgement.evidence["scores"] == {at.isoformat(): 5 for at in row(BAD)} | {
        f"2024-03-{number}": 4 for number in (11, 12, 14)
    }
    numbers = ("series", "baseline", "end", "delta", "percent")
    assert [judgement.evidence[name] for name in numbers] == ["day", "5", "17/4", "3/4", "15"]


def test_the_stricter_threshold_is_a_setting() -> None:
    strict = make_protocol(rules=[trend(fires_on=["slight_improvement", "no_change", "worse"])])

    found = judge(strict, record("6 6 6 6 6 6 5 5 5 5 5 5 5 5"), 14)
    assert told(found) == [("slight_improvement", True)]


def test_a_plateau_after_a_good_fortnight_is_still_seen() -> None:
    """DEF-2b."""
    scores = f"{GOOD} 3 3 3 3 3 3 3 3 3 3 3 3 3 3"

    found = judge(PROTOCOL, record(scores), 28)
    assert told(found) == [("clear_improvement", False), ("no_change", True)]


@pytest.mark.parametrize("first", [BAD, CALM])
def test_windows_stop_once_fired_or_settled(first: str) -> None:
    assert len(judge(PROTOCOL, record(f"{first} {BAD} {BAD}"), 60)) == 1


def test_a_rule_that_does_not_repeat_has_one_window() -> None:
    once = make_protocol(rules=[trend(repeats=False)])

    assert told(judge(once, record(f"{GOOD} {BAD}"), 60)) == [("clear_improvement", False)]


def test_no_window_is_judged_any_more_once_the_plan_has_ended() -> None:
    """EX-29: the switch on day 10 ends the plan, so nothing of it is judged on day 14."""
    assert judge(PROTOCOL, record(BAD), 14, make_plan(ended_on=day(10))) == []
    ended = look(PROTOCOL, record(BAD), 14, make_plan(ended_on=day(10)))
    assert next_judgement_on(ended, find(PROTOCOL, record(BAD), 14, ended.plan)) is None


def test_the_clock_goes_on_through_a_pause() -> None:
    """EX-27."""
    plan = make_plan(pauses=(Pause(day(5), day(12)),))

    found = judge(PROTOCOL, record("6 6 6 6 5 - - - - - - - 5 6"), 14, plan)
    assert told(found) == [("no_change", True)]


def test_a_window_may_count_from_the_injury() -> None:
    """As EX-26: injured on 1 March, plan from 6 March, judged on 15 March."""
    protocol = make_protocol(rules=[trend(anchor="injury")])
    plan = make_plan(protocol, starts_on=day(5))

    assert len(judge(protocol, record(BAD), 14, plan)) == 1
    assert not judge(protocol, record(BAD), 13, plan)


def test_a_window_that_was_over_before_the_plan_is_not_judged() -> None:
    protocol = make_protocol(rules=[trend(anchor="injury")])
    plan = make_plan(protocol, starts_on=day(20))

    (judgement,) = judge(protocol, record(" ".join("5" * 28)), 28, plan)
    assert judgement.first == day(14)


# --- Too few scores ------------------------------------------------------------------------------

LESS_PAIN = "less_pain_than_at_start"
ASKED = asked("R-ACH-1", "trend", 0, LESS_PAIN, 14)


def test_too_few_scores_lead_to_a_question() -> None:
    """EX-16."""
    (judgement,) = judge(PROTOCOL, record(SPARSE), 14)

    assert judgement.outcome is Trend.INSUFFICIENT_DATA
    assert (judgement.fires, judgement.asks) == (False, (LESS_PAIN,))
    assert judgement.basis is Basis.UNDECIDED
    assert not judgement.is_final


@pytest.mark.parametrize(("given_", "fires"), [("yes", False), ("no", True)])
def test_the_answer_decides(given_: str, fires: bool) -> None:
    """EX-16, answered."""
    known = record(SPARSE, asked=[ASKED], answers=[answer(LESS_PAIN, given_, 15)])

    (judgement,) = judge(PROTOCOL, known, 15)

    assert (judgement.fires, judgement.asks, judgement.basis) == (fires, (), Basis.ANSWER)


@pytest.mark.parametrize(("on", "fires"), [(14, False), (16, False), (17, True), (25, True)])
def test_silence_of_three_days_calls_a_person(on: int, fires: bool) -> None:
    """EX-16, never answered; DEF-3."""
    (judgement,) = judge(PROTOCOL, record(SPARSE, asked=[ASKED]), on)

    assert judgement.fires is fires
    assert judgement.basis is (Basis.SILENCE if fires else Basis.UNDECIDED)


def test_an_answer_from_before_the_question_is_no_answer() -> None:
    known = record(SPARSE, asked=[ASKED], answers=[answer(LESS_PAIN, "yes", 6)])

    assert judge(PROTOCOL, known, 15)[0].asks == (LESS_PAIN,)


@pytest.mark.parametrize("on", [14, 15, 16, 30])
def test_an_answer_of_the_day_itself_stays_an_answer(on: int) -> None:
    """Nothing was asked because it was said already; it is not asked the day after either."""
    known = record(SPARSE, answers=[answer(LESS_PAIN, "yes", 14)])

    first = judge(PROTOCOL, known, on)[0]
    assert (first.basis, first.asks) == (Basis.ANSWER, ())


def test_the_last_answer_of_a_day_is_the_one_that_counts() -> None:
    answers = [answer(LESS_PAIN, "yes", 15), answer(LESS_PAIN, "no", 15)]

    (judgement,) = judge(PROTOCOL, record(SPARSE, asked=[ASKED], answers=answers), 15)
    assert judgement.fires


def test_the_order_in_which_answers_arrive_does_not_matter() -> None:
    answers = [answer(LESS_PAIN, "yes", 15), answer(LESS_PAIN, "no", 16)]

    ways = [
        judge(PROTOCOL, record(SPARSE, asked=[ASKED], answers=way), 16)
        for way in (answers, answers[::-1])
    ]
    assert ways[0] == ways[1]


def test_the_day_of_the_silence_is_a_day_of_judgement() -> None:
    known = record(SPARSE, asked=[ASKED])
    seen = look(PROTOCOL, known, 14)

    assert next_judgement_on(seen, find(PROTOCOL, known, 14)) == day(17)


def test_a_question_about_one_window_is_not_answered_for_the_next() -> None:
    known = record(SPARSE, asked=[ASKED], answers=[answer(LESS_PAIN, "yes", 15)])

    first, second = judge(PROTOCOL, known, 28)
    assert (first.fires, first.asks) == (False, ())
    assert (second.fires, second.asks) == (False, (LESS_PAIN,))


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


@pytest.mark.parametrize(("given_", "fires"), [("no", True), ("yes", False)])
def test_worse_calls_somebody_only_without_a_change_of_training(given_: str, fires: bool) -> None:
    known = record(WORSE_WEEK, answers=[answer("training_changed", given_, 3)])

    assert told(judge(TRAINING, known, 7)) == [("worse", fires)]


def test_an_answer_of_weeks_later_takes_no_referral_back() -> None:
    answers = [answer("training_changed", "no", 3), answer("training_changed", "yes", 30)]

    assert judge(TRAINING, record(WORSE_WEEK, answers=answers), 31)[0].fires


def test_whether_training_changed_is_asked_only_when_it_matters() -> None:
    assert judge(TRAINING, record(WORSE_WEEK), 7)[0].asks == ("training_changed",)
    assert judge(TRAINING, record("3 3 3 3 3 3 3"), 7)[0].asks == ()


def test_no_word_about_training_calls_a_person_in_the_end() -> None:
    known = record(WORSE_WEEK, asked=[asked("R-PFP-1", "trend", 0, "training_changed", 7)])

    assert not judge(TRAINING, known, 9)[0].fires
    assert judge(TRAINING, known, 10)[0].fires


@pytest.mark.parametrize(
    ("walking", "fires"), [(None, False), ("painful", False), ("impossible", True)]
)
def test_not_walking_calls_somebody_whatever_the_scores_say(
    walking: str | None, fires: bool
) -> None:
    """EX-22 with R-ANK-3."""
    answers = [AnswerReport("walking", walking, day(4))] if walking else []

    found = judge(WALKING, record("6 5 4 3 3", answers=answers), 5)
    assert told(found) == [("clear_improvement", fires)]


def test_not_walking_calls_somebody_without_any_score() -> None:
    assert judge(WALKING, record(answers=[answer("walking", "impossible", 4)]), 5)[0].fires


def test_an_answer_from_after_the_window_says_nothing_of_that_window() -> None:
    answers = [answer("walking", "normal", 4), answer("walking", "impossible", 9)]

    assert not judge(WALKING, record("6 5 4 3 3", answers=answers), 9)[0].fires


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
    bad = {day(number): 5 for number in range(60)}
    good_first = record(pain=[*pain(GOOD), *pain(bad, bad)[14:]])

    found = [item for item in judge(BUILDING, good_first, 42, plan) if item.rule.kind == "trend"]
    assert [(item.first, item.fires) for item in found] == [(day(0), False), (day(28), True)]


@pytest.mark.parametrize(("opened", "count"), [(0, 1), (1, 0), (13, 0)])
def test_the_last_expected_day_is_the_twenty_first(opened: int, count: int) -> None:
    """A window that ends on day 20 of the build-up is passed over, one that ends on 21 is not."""
    rules = [trend(window_days=22), rule("flare", "R-ALL-3", expected_days=21)]
    protocol = make_protocol(rules=rules)
    plan = open_next(make_plan(protocol), "build_up", on=day(opened))

    known = record(" ".join("5" * 22), " ".join("5" * 22))
    found = [item for item in judge(protocol, known, 22, plan) if item.rule.kind == "trend"]
    assert len(found) == count


@pytest.mark.parametrize(
    "opened",
    [
        pytest.param(7, id="in the middle of the window"),
        pytest.param(0, id="on the very day the plan began"),
    ],
)
def test_build_up_is_judged_by_the_mornings(opened: int) -> None:
    """DEF-1: pain under load is permitted there."""
    plan = open_next(make_plan(PROTOCOL), "build_up", on=day(opened))
    known = record(" ".join("6" * 14), "6 6 6 6 6 6 6 2 2 2 2 2 2 2")

    (judgement,) = judge(PROTOCOL, known, 14, plan)

    assert judgement.evidence["series"] == "morning"
    assert judgement.outcome is Trend.CLEAR_IMPROVEMENT
