"""Takes every step, also when one before it fails: one bad row must not keep others from people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack


def take_every_step(steps: Iterable[Callable[[], int]]) -> int:
    """Take the steps in order and return the sum of what they did.

    A step that fails stops none after it; its error is raised when all have had their turn.
    """
    done: list[int] = []
    with ExitStack() as turns:
        for step in reversed(list(steps)):
            turns.callback(_take, step, done)
    return sum(done)


def _take(step: Callable[[], int], done: list[int]) -> None:
    done.append(step())
