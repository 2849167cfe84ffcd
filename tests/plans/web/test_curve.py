"""The line of pain scores: where the points lie, and that a gap stays a gap."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plans.web.curve import LARGE, SMALL, Frame, curve_of

FIRST = date(2026, 3, 1)


def test_days_without_a_score_break_the_line() -> None:
    scores = {FIRST + timedelta(days=back): 5 for back in (0, 1, 4, 5, 9)}

    curve = curve_of(scores, first=FIRST, last=FIRST + timedelta(days=9))

    assert len(curve.points) == 5
    assert len(curve.lines) == 2


@given(
    st.dictionaries(st.integers(0, 400), st.integers(0, 10), min_size=1),
    st.sampled_from([LARGE, SMALL]),
)
def test_every_point_lies_inside_the_drawing_and_more_pain_lies_higher(
    scores: dict[int, int], frame: Frame
) -> None:
    by_day = {FIRST + timedelta(days=back): score for back, score in scores.items()}

    curve = curve_of(by_day, first=min(by_day), last=max(by_day), frame=frame)

    assert len(curve.points) == len(by_day)
    for point in curve.points:
        assert 0 <= point.x <= frame.width
        assert 0 <= point.y <= frame.height
    heights = {point.score: point.y for point in curve.points}
    assert sorted(heights, key=lambda score: -heights[score]) == sorted(heights)
