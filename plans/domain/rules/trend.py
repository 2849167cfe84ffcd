"""Has the pain become less? The improvement verdict over one window (DEF-3, DEF-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from plans.domain.rule import TrendThresholds
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
    baseline = _mean(scores, window.baseline_block)
    end = _mean(scores, window.end_block)
    if baseline is None or end is None:
        return TrendVerdict(Trend.INSUFFICIENT_DATA)
    delta = baseline - end
    percent = delta / baseline * 100 if baseline else None
    return TrendVerdict(_name(baseline, end, thresholds), baseline, end, delta, percent)


def _mean(scores: Mapping[date, int], block: tuple[date, ...]) -> Fraction | None:
    """Average the logged days; ``None`` when fewer than half of the block was logged (DEF-3)."""
    logged = [scores[day] for day in block if day in scores]
    if 2 * len(logged) < len(block):
        return None
    return Fraction(sum(logged), len(logged))


def _name(baseline: Fraction, end: Fraction, thresholds: TrendThresholds) -> Trend:
    delta = baseline - end
    if end <= _exact(thresholds.settled_at_most):
        return Trend.SETTLED
    if delta >= _exact(thresholds.least_points):
        share = delta * 100
        if delta >= _exact(thresholds.clear_points) or share >= baseline * _exact(
            thresholds.clear_percent
        ):
            return Trend.CLEAR_IMPROVEMENT
        if share >= baseline * _exact(thresholds.slight_percent):
            return Trend.SLIGHT_IMPROVEMENT
    if delta <= -_exact(thresholds.worse_points):
        return Trend.WORSE
    return Trend.NO_CHANGE


def _exact(figure: float) -> Fraction:
    """Read a threshold as the decimal that was written down, not as its binary neighbour."""
    return Fraction(str(figure))
