"""Times several ways of doing the same thing in turn, so that a busy machine is fair to all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median

ROUNDS = 7


def time_in_turn(
    ways: Mapping[str, Callable[[], object]], *, repeats: int = 1, rounds: int = ROUNDS
) -> dict[str, float]:
    """Return the median seconds of processor time that each way takes, over ``rounds`` rounds.

    Every round runs each way once, ``repeats`` times over; one round before them is not counted.
    """
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds + 1):
        for name, way in ways.items():
            began = _processor_seconds()
            for _ in range(repeats):
                way()
            taken[name].append((_processor_seconds() - began) / repeats)
    return {name: median(times[1:]) for name, times in taken.items()}


def _processor_seconds() -> float:
    """Return what this process and the finished ones that it started have used so far."""
    spent = (getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def show(title: str, seconds: Mapping[str, float], *, limit: str, unit: str = "us") -> None:
    """Print a table of times and how many times the limit each of them is."""
    scale = {"us": 1e6, "ms": 1e3, "s": 1.0}[unit]
    print(f"\n{title}")
    print(f"  {'way':<44}{unit:>10}{'x limit':>10}")
    for name, taken in seconds.items():
        print(f"  {name:<44}{taken * scale:>10.1f}{taken / seconds[limit]:>10.1f}")
