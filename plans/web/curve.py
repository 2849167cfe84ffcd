"""The pain scores of an injury as a line: where each point lies in the drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Frame:
    """How large a drawing is, and how much room is left at its edges."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int

    def height_of(self, score: int) -> float:
        """Return how far from the top a score lies."""
        room = self.height - self.top - self.bottom
        return round(self.top + room * (10 - score) / 10, 1)


LARGE = Frame(width=600, height=180, left=34, right=12, top=12, bottom=26)
SMALL = Frame(width=168, height=48, left=5, right=5, top=5, bottom=5)


@dataclass(frozen=True, slots=True)
class Point:
    """One day's score and its place in the drawing."""

    day: date
    score: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A drawing of scores; ``lines`` breaks where days were left out: a gap stays a gap."""

    width: int
    height: int
    points: list[Point]
    lines: list[str]
    grid: list[tuple[int, float]]
    first: date
    last: date
    left: int
    right: int
    baseline: float


def curve_of(scores: Mapping[date, int], *, first: date, last: date, frame: Frame = LARGE) -> Curve:
    """Place the scores (0-10) between two days, the earliest on the left."""
    span = max((last - first).days, 1)
    room = frame.width - frame.left - frame.right
    points = [
        Point(
            day,
            scores[day],
            round(frame.left + room * (day - first).days / span, 1),
            frame.height_of(scores[day]),
        )
        for day in sorted(scores)
        if first <= day <= last
    ]
    return Curve(
        width=frame.width,
        height=frame.height,
        points=points,
        lines=_lines(points),
        grid=[(score, frame.height_of(score)) for score in (0, 2, 4, 6, 8, 10)],
        first=first,
        last=last,
        left=frame.left,
        right=frame.width - frame.right,
        baseline=frame.height_of(0),
    )


def _lines(points: list[Point]) -> list[str]:
    """Join the points of consecutive days."""
    runs: list[list[Point]] = []
    for point in points:
        if runs and point.day - runs[-1][-1].day == timedelta(days=1):
            runs[-1].append(point)
        else:
            runs.append([point])
    return [" ".join(f"{point.x},{point.y}" for point in run) for run in runs if len(run) > 1]
