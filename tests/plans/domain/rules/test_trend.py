"""Has the pain become less? Every worked example, and what must hold for all scores."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.rule import TrendThresholds
from plans.domain.rules.trend import Trend, TrendVerdict, judge_trend
from plans.domain.rules.window import Window
from tests.plans.domain.days import START, day, moved, row

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
    ],
)
def test_each_edge_belongs_to_the_better_side(scores: str, trend: Trend) -> None:
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
