"""Draws pain scores as a picture for in a mail: it must be clear on a small screen, for any eyes.

One dark line on white, so that no colour has to be told from another; day by day, so that a day
without a score stays a gap.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from textwrap import fill
from typing import TYPE_CHECKING

from django.conf import settings

from notifications.domain.pain_curve import PainCurve
from plans.domain.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# In inches, at 200 points an inch: letters of 12 points are still letters on 320 pixels.
_WIDTH, _HEIGHT, _DENSITY = 4.4, 2.5, 200
_LETTERS = 12
_LINE, _GRID, _INK, _WEEK = "#0f5c54", "#d5dcda", "#2b3634", "#e6f0ee"
_MOST_DATES = 4
_LONGEST_LINE = 26
_DAYS_OF_A_WEEK = 7

_AXIS = Text(nl="pijn (0-10)", en="pain (0-10)")
_THIS_WEEK = Text(nl="deze week", en="this week")
_MONTHS = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def curve_picture(curves: Sequence[PainCurve], language: str) -> bytes:
    """Return the curves under each other as one picture (PNG), with dates in the language."""
    # It looks for the machine's letters once and notes them; a home to write in there may not be.
    os.environ.setdefault("MPLCONFIGDIR", str(settings.STATE_DIR / "matplotlib"))
    # Imported here, because nothing else needs it and it would slow down every start.
    from matplotlib.figure import Figure

    figure = Figure(
        figsize=(_WIDTH, _HEIGHT * len(curves)),
        dpi=_DENSITY,
        facecolor="white",
        layout="constrained",
    )
    for place, curve in enumerate(curves, start=1):
        _draw(figure.add_subplot(len(curves), 1, place), curve, language)
    picture = BytesIO()
    figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


def _draw(axes: Axes, curve: PainCurve, language: str) -> None:
    days = curve.days
    scores = [float(curve.scores.get(day, "nan")) for day in days]
    places = range(len(days))
    size = 5 if len(days) <= 40 else 3
    axes.plot(places, scores, color=_LINE, linewidth=2, marker="o", markersize=size, clip_on=False)
    axes.set_ylim(0, 10)
    axes.set_xlim(-0.02 * len(days) - 0.3, len(days) - 0.5)
    axes.set_yticks(range(0, 11, 2))
    if len(days) > _DAYS_OF_A_WEEK:
        _mark_the_week(axes, len(days), language)
    marked = _marked(len(days))
    axes.set_xticks(marked, [_short(days[place], language) for place in marked])
    _dress(axes, curve, language)


def _mark_the_week(axes: Axes, days: int, language: str) -> None:
    axes.axvspan(days - _DAYS_OF_A_WEEK - 0.5, days - 0.5, color=_WEEK, linewidth=0, zorder=0)
    words = _THIS_WEEK.in_language(language)
    axes.set_title(words, loc="right", pad=8, fontsize=_LETTERS, color=_LINE)


def _dress(axes: Axes, curve: PainCurve, language: str) -> None:
    words = _AXIS.in_language(language)
    title = f"{curve.title}: {words}" if curve.title else words
    axes.set_title(fill(title, _LONGEST_LINE), loc="left", pad=8, fontsize=_LETTERS, color=_INK)
    axes.tick_params(length=0, labelsize=_LETTERS, labelcolor=_INK)
    axes.tick_params(axis="x", pad=9)
    axes.grid(axis="y", color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(_INK)


def _marked(days: int) -> list[int]:
    """Choose the days that get a date: the first, the last, and some evenly between them."""
    count = min(days, _MOST_DATES)
    return sorted({round(step * (days - 1) / max(count - 1, 1)) for step in range(count)})


def _short(day: date, language: str) -> str:
    months = _MONTHS["en" if language == "en" else "nl"]
    return f"{day.day} {months[day.month - 1]}"
