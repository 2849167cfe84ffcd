"""The true course of a recovery: the pain of every day, before anybody scores it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

Pain = Sequence[float]
"""The true pain (0-10) of each day, counted from the day on which the protocol begins to count."""


class Course(StrEnum):
    """The kinds of recovery in the cohort."""

    IMPROVING_FAST = "improving fast"
    IMPROVING_SLOWLY = "improving slowly"
    PLATEAU = "plateau"
    WORSENING = "worsening"
    RELAPSE = "relapse"
    FLARE = "flare in build-up"
    SILENT = "silent, not improving"
    SPARSE_IMPROVING = "sparse, improving"
    SPARSE_PLATEAU = "sparse, plateau"
    NOISY_IMPROVING = "noisy, improving"
    NOISY_PLATEAU = "noisy, plateau"


@dataclass(frozen=True, slots=True)
class Logging:
    """How somebody scores: how often, how unevenly, and whether it stops altogether.

    ``reading_spread`` is the standard deviation, in points, of what is scored about what was felt;
    ``swing`` that of what is felt from one day to the next about the smooth course.
    """

    chance: float = 0.85
    reading_spread: float = 1.0
    swing: float = 0.0
    stops: bool = False


_LOGGING: Mapping[Course, Logging] = {
    Course.SILENT: Logging(stops=True),
    Course.SPARSE_IMPROVING: Logging(chance=0.25),
    Course.SPARSE_PLATEAU: Logging(chance=0.25),
    Course.NOISY_IMPROVING: Logging(swing=1.0),
    Course.NOISY_PLATEAU: Logging(swing=1.0),
}


def logging_of(course: Course) -> Logging:
    """Return how the patients of this kind score."""
    return _LOGGING.get(course, Logging())


def true_pain(course: Course, window: int, days: int, chance: Random) -> Pain:
    """Draw the true pain of ``days`` days; ``window`` is how long the protocol waits, in days."""
    draw = _SHAPES[course]
    return tuple(min(10.0, max(0.0, pain)) for pain in draw(window, days, chance))


def _improving_fast(window: int, days: int, chance: Random) -> Pain:
    start = chance.uniform(4, 7)
    half_life = chance.uniform(0.15, 0.4) * window
    return [start * 0.5 ** (day / half_life) for day in range(days)]


def _improving_slowly(window: int, days: int, chance: Random) -> Pain:
    return _line(chance.uniform(4, 7), -chance.uniform(1.2, 2.0) / (window - 1), days)


def _plateau(window: int, days: int, chance: Random) -> Pain:
    return _line(chance.uniform(3, 7), -chance.uniform(-0.3, 0.3) / (window - 1), days)


def _worsening(window: int, days: int, chance: Random) -> Pain:
    return _line(chance.uniform(3, 6), chance.uniform(0.8, 2.0) / (window - 1), days)


def _relapse(window: int, days: int, chance: Random) -> Pain:
    start = chance.uniform(4, 7)
    turn = round(chance.uniform(0.7, 1.2) * window)
    low = start - chance.uniform(2.0, 3.5)
    back = chance.uniform(0.4, 0.8) * window
    falling = [start + (low - start) * day / turn for day in range(turn)]
    rising = [min(start, low + (start - low) * day / back) for day in range(days - turn)]
    return (falling + rising)[:days]


def _calming(window: int, days: int, chance: Random) -> Pain:
    start = chance.uniform(4, 6)
    return _line(start, -start / (chance.uniform(0.6, 0.9) * window), days)


def _line(start: float, a_day: float, days: int) -> Pain:
    return [start + a_day * day for day in range(days)]


def _silent(window: int, days: int, chance: Random) -> Pain:
    return chance.choice((_plateau, _worsening))(window, days, chance)


def _improving(window: int, days: int, chance: Random) -> Pain:
    return chance.choice((_improving_fast, _improving_slowly))(window, days, chance)


_SHAPES: Mapping[Course, Callable[[int, int, Random], Pain]] = {
    Course.IMPROVING_FAST: _improving_fast,
    Course.IMPROVING_SLOWLY: _improving_slowly,
    Course.PLATEAU: _plateau,
    Course.WORSENING: _worsening,
    Course.RELAPSE: _relapse,
    Course.FLARE: _calming,
    Course.SILENT: _silent,
    Course.SPARSE_IMPROVING: _improving,
    Course.SPARSE_PLATEAU: _plateau,
    Course.NOISY_IMPROVING: _improving,
    Course.NOISY_PLATEAU: _plateau,
}
