"""How much of what was due was done."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.adherence import Adherence, Band


@pytest.mark.parametrize(
    ("due", "done", "partial", "percent", "band"),
    [
        pytest.param(14, 9, 2, 71, Band.MIDDLE, id="EX-50"),
        pytest.param(0, 0, 0, None, None, id="EX-51"),
        pytest.param(8, 6, 0, 75, Band.MIDDLE, id="EX-52"),
        pytest.param(8, 1, 0, 13, Band.LOW, id="half up: 12.5"),
        pytest.param(200, 1, 0, 1, Band.LOW, id="half up: 0.5"),
        pytest.param(1000, 4, 0, 0, Band.LOW, id="0.4"),
        pytest.param(10, 8, 0, 80, Band.HIGH, id="80 is high"),
        pytest.param(10, 5, 0, 50, Band.MIDDLE, id="50 is in the middle"),
        pytest.param(100, 49, 0, 49, Band.LOW, id="49 is low"),
        pytest.param(3, 1, 1, 50, Band.MIDDLE, id="a half counts half"),
        pytest.param(1, 1, 0, 100, Band.HIGH, id="all"),
        pytest.param(1, 0, 0, 0, Band.LOW, id="nothing"),
    ],
)
def test_the_percentage_is_rounded_half_up(
    due: int, done: int, partial: int, percent: int | None, band: Band | None
) -> None:
    adherence = Adherence(due=due, done=done, partial=partial)

    assert adherence.percent == percent
    assert adherence.band == band


@given(due=st.integers(1, 10_000), data=st.data())
def test_it_lies_between_nothing_and_all(due: int, data: st.DataObject) -> None:
    done = data.draw(st.integers(0, due))
    partial = data.draw(st.integers(0, due - done))
    percent = Adherence(due=due, done=done, partial=partial).percent

    assert percent is not None
    assert 0 <= percent <= 100
    assert abs(Fraction(2 * done + partial, 2 * due) * 100 - percent) <= Fraction(1, 2)
