"""The pain scores of one plan so far, and what they show in words, for who cannot see a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from notifications.domain.letters import Week
from plans.domain.day_words import with_days
from plans.domain.days import ONE_DAY, days_between
from plans.domain.text import Text


@dataclass(frozen=True, slots=True)
class PainCurve:
    """Scores (0-10) by day since ``starts_on``; ``title`` is empty where there is only one curve.

    ``week`` is the one that the reader is told about. A day without a score has none.
    """

    title: str
    starts_on: date
    week: Week
    scores: Mapping[date, int]

    @property
    def first_on(self) -> date:
        """The first day that is shown: at least the whole week."""
        return min(self.starts_on, self.week.first_on)

    @property
    def days(self) -> list[date]:
        """Every day that is shown."""
        return list(days_between(self.first_on, self.week.last_on + ONE_DAY))


def curve_words(curve: PainCurve) -> Text:
    """Say in one sentence or two what a curve with at least one score shows."""
    days = sorted(curve.scores)
    first, last = curve.scores[days[0]], curve.scores[days[-1]]
    if len(days) == 1:
        nl = f"één score tot nu toe, {first}, op {{first}}."
        en = f"one score so far, {first}, on {{first}}."
    else:
        highest, lowest = max(curve.scores.values()), min(curve.scores.values())
        nl = (
            f"de eerste was {first}, op {{first}}; de laatste was {last}, op {{last}}. "
            f"De hoogste was {highest}, de laagste {lowest}."
        )
        en = (
            f"the first was {first}, on {{first}}; the last was {last}, on {{last}}. "
            f"The highest was {highest}, the lowest {lowest}."
        )
    return with_days(
        nl=f"{_begin(curve, 'Je pijnscores, van 0 tot 10')}: {nl}",
        en=f"{_begin(curve, 'Your pain scores, from 0 to 10')}: {en}",
        first=days[0],
        last=days[-1],
    )


def _begin(curve: PainCurve, words: str) -> str:
    # A name is no place where a day is filled in.
    title = curve.title.replace("{", "{{").replace("}", "}}")
    return f"{words} ({title})" if title else words
