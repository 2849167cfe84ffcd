"""The words of the pages in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from plans.domain.duration import AboutDuration, Duration, MaximumDuration, RangeDuration
from plans.domain.event import EventKind
from plans.domain.protocol import PhaseKind
from plans.domain.rule import Addressee, Urgency
from plans.models import TaskKind
from plans.selectors.words import ADDRESSEES, EVENTS, PHASES, TASKS, URGENCIES
from plans.web.words import duration_in_words

CHOICE = "clinic's choice"


def test_everything_that_has_a_name_has_words() -> None:
    assert set(PHASES) == set(PhaseKind.__args__)  # type: ignore[attr-defined]
    assert set(URGENCIES) == set(Urgency.__args__)  # type: ignore[attr-defined]
    assert set(ADDRESSEES) == set(Addressee.__args__)  # type: ignore[attr-defined]
    assert set(EVENTS) == set(EventKind)
    assert set(TASKS) == set(TaskKind)


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
