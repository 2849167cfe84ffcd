"""The words of the pages in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from plans.domain.duration import AboutDuration, Duration, MaximumDuration, RangeDuration
from plans.domain.event import EventKind
from plans.domain.protocol import PhaseKind
from plans.domain.rule import Addressee, Urgency
from plans.domain.rules.milestone import Milestone
from plans.domain.rules.trend import Trend
from plans.selectors.words import ADDRESSEES, EVENTS, PHASES, URGENCIES
from plans.web.words import VERDICTS, duration_in_words, number, verdict_in_words

CHOICE = "clinic's choice"


def test_everything_that_has_a_name_has_words() -> None:
    assert set(PHASES) == set(PhaseKind.__args__)  # type: ignore[attr-defined]
    assert set(URGENCIES) == set(Urgency.__args__)  # type: ignore[attr-defined]
    assert set(ADDRESSEES) == set(Addressee.__args__)  # type: ignore[attr-defined]
    assert set(EVENTS) == set(EventKind)
    assert set(VERDICTS) >= {*Trend, *Milestone}


@pytest.mark.parametrize(
    ("duration", "dutch", "english"),
    [
        (RangeDuration(min="P1W", max="P3W", source=CHOICE), "1 tot 3 weken", "1 to 3 weeks"),
        (
            RangeDuration(min="P3D", max="P1W", source=CHOICE),
            "3 dagen tot 1 week",
            "3 days to 1 week",
        ),
        (RangeDuration(min="P0D", max="P1M", source=CHOICE), "tot 1 maand", "up to 1 month"),
        (RangeDuration(min="P2M", max="P2M", source=CHOICE), "2 maanden", "2 months"),
        (MaximumDuration(max="P3W", source=CHOICE), "hoogstens 3 weken", "at most 3 weeks"),
        (AboutDuration(target="P1D", source=CHOICE), "ongeveer 1 dag", "about 1 day"),
    ],
)
def test_the_three_kinds_of_duration_sound_different(
    duration: Duration, dutch: str, english: str
) -> None:
    with translation.override("nl"):
        assert duration_in_words(duration) == dutch
    with translation.override("en"):
        assert duration_in_words(duration) == english


@pytest.mark.parametrize(
    ("exact", "said"),
    [("17/4", "4,3"), ("5", "5,0"), (None, None), ("x", None), ("1/0", None), (True, None)],
)
def test_numbers_are_rounded_half_up_to_one_decimal(exact: object, said: str | None) -> None:
    with translation.override("nl"):
        assert number(exact) == said


def test_a_verdict_without_numbers_says_what_decided() -> None:
    with translation.override("en"):
        said = verdict_in_words("insufficient_data", {"basis": "silence", "baseline": None})

    assert said == ("too few scores to tell, no answer was given, so somebody has to look")
