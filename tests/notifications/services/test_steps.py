"""Every step is taken, also after one that fails."""

from __future__ import annotations

from functools import partial

import pytest

from notifications.services.steps import take_every_step


def test_steps_are_taken_in_order_and_added_up() -> None:
    taken: list[int] = []

    def step(number: int) -> int:
        taken.append(number)
        return number

    assert take_every_step(partial(step, number) for number in (1, 2, 3)) == 6
    assert taken == [1, 2, 3]


def test_a_step_that_fails_stops_none_and_is_not_kept_quiet() -> None:
    taken: list[int] = []

    def fail() -> int:
        raise LookupError

    def step() -> int:
        taken.append(1)
        return 1

    with pytest.raises(LookupError):
        take_every_step([step, fail, step])

    assert taken == [1, 1]
