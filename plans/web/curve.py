"""The pain scores of an injury as a line: where each point lies in the drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH = 600
HEIGHT = 180
LEFT, RIGHT, TOP, BOTTOM = 34, 12, 12, 26


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


def curve_of(scores: Mapping[date, int], *, first: date, last: date) -> Curve:
    """Place the scores (0-10) between two days, the earliest on the left."""
    span = max((last - first).days, 1)
    points = [
        Point(
            day,
            scores[day],
            round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / span, 1),
            _height(scores[day]),
        )
        for day in sorted(scores)
        if first <= day <= last
    ]
    return Curve(
        width=WIDTH,
        height=HEIGHT,
        points=points,
        lines=_lines(points),
        grid=[(score, _height(score)) for score in (0, 2, 4, 6, 8, 10)],
        first=first,
        last=last,
        left=LEFT,
        right=WIDTH - RIGHT,
        baseline=_height(0),
    )


def _height(score: int) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (10 - score) / 10, 1)


def _lines(points: list[Point]) -> list[str]:
    """Join the points of consecutive days."""
    runs: list[list[Point]] = []
    for point in points:
        if runs and point.day - runs[-1][-1].day == timedelta(days=1):
            runs[-1].append(point)
        else:
            runs.append([point])
    return [" ".join(f"{point.x},{point.y}" for point in run) for run in runs if len(run) > 1]
