"""Exact figures: thresholds as they were written down, means and shares without rounding."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache


@lru_cache(maxsize=256)
def as_written(figure: float) -> Fraction:
    """Read a threshold as the decimal that was written down, not as its binary neighbour."""
    return Fraction(str(figure))


def exact(number: Fraction | None) -> str | None:
    """Write a fraction so that nothing is lost, such as ``17/4``."""
    return str(number) if number is not None else None


def percent_of(delta: Fraction, baseline: Fraction) -> Fraction | None:
    """Return ``delta`` in per cent of ``baseline``; ``None`` when that is 0."""
    return delta / baseline * 100 if baseline else None


def mean(scores: Mapping[date, int], days: Collection[date], *, at_least: int) -> Fraction | None:
    """Average the scores of ``days``; ``None`` when fewer than ``at_least`` of them were logged."""
    logged = [scores[day] for day in days if day in scores]
    if len(logged) < at_least:
        return None
    return Fraction(sum(logged), len(logged))
