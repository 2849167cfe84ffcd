"""Has the pain become less? The improvement verdict over one window (DEF-3, DEF-4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from plans.domain.judgement import Basis, Evidence, Judgement
from plans.domain.log import Series, latest_answer
from plans.domain.protocol import LOADING_PHASES
from plans.domain.rule import LESS_PAIN, AnswerIs, TrendRule, TrendThresholds
from plans.domain.rules.case import Case, Decision, decide_by_answer
from plans.domain.rules.figures import as_written, exact, mean, percent_of
from plans.domain.rules.flare import is_flare_expected
from plans.domain.rules.window import Window


class Trend(StrEnum):
    """What became of the pain."""

    INSUFFICIENT_DATA = "insufficient_data"
    SETTLED = "settled"
    CLEAR_IMPROVEMENT = "clear_improvement"
    SLIGHT_IMPROVEMENT = "slight_improvement"
    NO_CHANGE = "no_change"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class TrendVerdict:
    """The verdict with the numbers it rests on.

    ``baseline`` and ``end`` are the mean scores of the first and last block, ``delta`` what the
    pain went down by, ``percent`` the same as a share of the baseline; exact, in pain points and
    per cent. All are ``None`` with too little data, ``percent`` also when the baseline is 0.
    """

    trend: Trend
    baseline: Fraction | None = None
    end: Fraction | None = None
    delta: Fraction | None = None
    percent: Fraction | None = None


def judge_trend(
    scores: Mapping[date, int], window: Window, thresholds: TrendThresholds
) -> TrendVerdict:
    """Compare the end of ``window`` with its beginning (DEF-4).

    ``scores`` holds one score (0-10) for every day that counts; other days are simply absent.
    """
    needed = (window.block_days + 1) // 2  # half of a block, or the data are too thin (DEF-3)
    baseline = mean(scores, window.baseline_block, at_least=needed)
    end = mean(scores, window.end_block, at_least=needed)
    if baseline is None or end is None:
        return TrendVerdict(Trend.INSUFFICIENT_DATA)
    delta = baseline - end
    percent = percent_of(delta, baseline)
    return TrendVerdict(_name(baseline, end, thresholds), baseline, end, delta, percent)


def _name(baseline: Fraction, end: Fraction, thresholds: TrendThresholds) -> Trend:
    delta = baseline - end
    if end <= as_written(thresholds.settled_at_most):
        return Trend.SETTLED
    if delta >= as_written(thresholds.least_points):
        share = delta * 100
        if delta >= as_written(thresholds.clear_points) or share >= baseline * as_written(
            thresholds.clear_percent
        ):
            return Trend.CLEAR_IMPROVEMENT
        if share >= baseline * as_written(thresholds.slight_percent):
            return Trend.SLIGHT_IMPROVEMENT
    if delta <= -as_written(thresholds.worse_points):
        return Trend.WORSE
    return Trend.NO_CHANGE


def judgements(rule: TrendRule, case: Case) -> Iterator[Judgement]:
    """Judge each window that has closed, until the rule has fired or the pain settled (DEF-2b).

    Windows that end in the first weeks of a build-up that may hurt more are left out (DEF-8).
    """
    window = _first_window(rule, case)
    while window.judged_on <= case.last_judged_on:
        if not is_flare_expected(case, window.last):
            judgement = _judge_window(rule, window, case)
            yield judgement
            if judgement.is_final:
                return
        window = window.following


def coming_days(rule: TrendRule, case: Case, known: Iterable[Judgement]) -> Iterator[date]:
    """Give the day on which the next window closes; ``known`` are the judgements of this rule."""
    if any(judgement.is_final for judgement in known):
        return
    window = _first_window(rule, case)
    while window.judged_on <= case.on:
        window = window.following
    yield window.judged_on


def _first_window(rule: TrendRule, case: Case) -> Window:
    """Return the first window to look at.

    Scores from before the plan was there prove nothing, and windows that were judged long enough
    ago are settled.
    """
    first = case.anchor(rule.anchor)
    begins = max(case.plan.starts_on, case.since)
    skipped = max(0, (begins - first).days // rule.window_days)
    return Window(first + timedelta(days=skipped * rule.window_days), rule.window_days)


def _judge_window(rule: TrendRule, window: Window, case: Case) -> Judgement:
    series = _series_on(case, window.last)
    scores = case.record.scores(series)
    verdict = judge_trend(scores, window, rule.thresholds)
    decision = _decide(rule, window, case, verdict.trend)
    is_over = decision.fires or verdict.trend is Trend.SETTLED
    return Judgement(
        rule=rule,
        first=window.first,
        last=window.last,
        outcome=verdict.trend,
        fires=decision.fires,
        basis=decision.basis,
        evidence=_evidence(rule, window, verdict, series, scores),
        asks=decision.asks,
        is_final=is_over or not rule.repeats,
    )


def _decide(rule: TrendRule, window: Window, case: Case, trend: Trend) -> Decision:
    answers = case.record.answers
    if rule.or_if is not None:
        answer = latest_answer(answers, rule.or_if.question, until=window.judged_on)
        if answer == rule.or_if.answer:
            return Decision(True, Basis.ANSWER)
    if trend is Trend.INSUFFICIENT_DATA:
        not_less = AnswerIs(question=LESS_PAIN, answer="no")
        decision = _ask(rule, window, case, not_less)
    else:
        decision = Decision(trend.value in rule.fires_on, Basis.SCORES)
    if not decision.fires or decision.basis is Basis.SILENCE or rule.only_if is None:
        return decision
    known = latest_answer(answers, rule.only_if.question, until=window.judged_on)
    if known is None:
        return _ask(rule, window, case, rule.only_if)
    return Decision(known == rule.only_if.answer, Basis.ANSWER)


def _ask(rule: TrendRule, window: Window, case: Case, firing: AnswerIs) -> Decision:
    return decide_by_answer(case, rule, firing, first=window.first, since=window.judged_on)


def _evidence(
    rule: TrendRule,
    window: Window,
    verdict: TrendVerdict,
    series: Series,
    scores: Mapping[date, int],
) -> Evidence:
    first, last = window.first, window.last
    inside = [day for day in sorted(scores) if first <= day <= last]
    return {
        "series": series,
        "scores": {day.isoformat(): scores[day] for day in inside},
        "baseline": exact(verdict.baseline),
        "end": exact(verdict.end),
        "delta": exact(verdict.delta),
        "percent": exact(verdict.percent),
        "thresholds": dict(_written(rule.thresholds)),
        "fires_on": list(rule.fires_on),
    }


@lru_cache(maxsize=256)
def _written(thresholds: TrendThresholds) -> Mapping[str, float]:
    """Write thresholds down; they are the same for every plan of a protocol version."""
    return asdict(thresholds)


def _series_on(case: Case, day: date) -> Series:
    """Choose the series by the phase that was open on ``day`` (DEF-1)."""
    phase = case.plan.opened_by(day)
    return "morning" if phase is not None and phase.kind in LOADING_PHASES else "day"
