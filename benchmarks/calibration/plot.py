"""Draws the study: who is seen soon beside who is sent for nothing, and how late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from benchmarks.calibration.counting import Result, Row, Threshold, seen_by_day
from benchmarks.calibration.tables import by_protocol, of

_INK, _PALE = "#333", "#ddd"
_COLOURS = {Threshold.DEFAULT: "#0b6e6e", Threshold.STRICTER: "#c4521d"}
_STYLE = 'font-family="sans-serif" font-size="12" role="img"'
_ROW, _TOP, _NAMES, _WIDE, _GAP = 24, 78, 150, 250, 40
_DAYS = 28
_CURVE_HIGH = 200


def plot(results: Sequence[Result]) -> str:
    """Return the drawing as SVG."""
    pairs = list(by_protocol(results))
    below = _TOP + _ROW * len(pairs) + 70
    width, height = _NAMES + 2 * _WIDE + 2 * _GAP, below + _CURVE_HIGH + 50
    shapes = [*_legend(), *_dots(pairs), *_curves(results, below)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {_STYLE}>',
            "<title>Who is seen soon, who is sent for nothing, and how late</title>",
            f'<rect width="{width}" height="100%" fill="#fff"/>',
            *shapes,
            "</svg>\n",
        ]
    )


def _legend() -> Iterator[str]:
    for number, threshold in enumerate(Threshold):
        left = _NAMES + number * 160
        yield _dot(left, 18, threshold)
        yield _text(left + 12, 22, f"{threshold} threshold")


def _dots(pairs: Sequence[tuple[Row, Row]]) -> Iterator[str]:
    bottom = _TOP + _ROW * len(pairs)
    columns = (("should be seen: called within 3 days", "soon"), ("need nobody: sent", "sent"))
    for number, (title, field) in enumerate(columns):
        left = _NAMES + number * (_WIDE + _GAP)
        yield _text(left, _TOP - 26, title, weight="bold")
        for share in (0, 25, 50, 75, 100):
            at = left + share / 100 * _WIDE
            yield _line([(at, _TOP - 8), (at, bottom)], _PALE)
            yield _text(at, bottom + 16, f"{share} %", anchor="middle")
        for place, pair in enumerate(pairs):
            down = _TOP + _ROW * place + 6
            shares = [getattr(one, field) for one in pair]
            spots = [left + share * _WIDE for share in shares if share is not None]
            yield _line([(spot, down) for spot in spots], _INK)
            for spot, threshold in zip(spots, Threshold, strict=False):
                yield _dot(spot, down, threshold)
    for place, pair in enumerate(pairs):
        yield _text(_NAMES - 12, _TOP + _ROW * place + 10, pair[0].name, anchor="end")


def _curves(results: Sequence[Result], top: float) -> Iterator[str]:
    wide = 2 * _WIDE + _GAP
    title = "should be seen: called so many days after the truth, or earlier"
    yield _text(_NAMES, top - 14, title, weight="bold")
    for share in (0, 25, 50, 75, 100):
        down = top + _CURVE_HIGH * (1 - share / 100)
        yield _line([(_NAMES, down), (_NAMES + wide, down)], _PALE)
        yield _text(_NAMES - 12, down + 4, f"{share} %", anchor="end")
    for day in range(0, _DAYS + 1, 7):
        spot = _NAMES + wide * day / _DAYS
        yield _text(spot, top + _CURVE_HIGH + 18, f"{day} days", anchor="middle")
    for threshold in Threshold:
        seen = seen_by_day(of(threshold, results), _DAYS)
        points = [
            (_NAMES + wide * day / _DAYS, top + _CURVE_HIGH * (1 - share))
            for day, share in enumerate(seen)
        ]
        yield _line(points, _COLOURS[threshold], width=2.5)


def _text(
    left: float, down: float, words: str, *, anchor: str = "start", weight: str = "normal"
) -> str:
    return (
        f'<text x="{left:.1f}" y="{down:.1f}" text-anchor="{anchor}" font-weight="{weight}" '
        f'fill="{_INK}">{escape(words)}</text>'
    )


def _line(points: Sequence[tuple[float, float]], colour: str, *, width: float = 1) -> str:
    spots = " ".join(f"{left:.1f},{down:.1f}" for left, down in points)
    return f'<polyline points="{spots}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _dot(left: float, down: float, threshold: Threshold) -> str:
    """Draw a disc for the default and a square for the stricter threshold."""
    colour = _COLOURS[threshold]
    if threshold is Threshold.DEFAULT:
        return f'<circle cx="{left:.1f}" cy="{down:.1f}" r="5" fill="{colour}"/>'
    return f'<rect x="{left - 4:.1f}" y="{down - 4:.1f}" width="8" height="8" fill="{colour}"/>'
