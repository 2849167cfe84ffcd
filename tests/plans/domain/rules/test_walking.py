"""Is walking free of pain? By the walks of the last seven days."""

from __future__ import annotations

from datetime import date

import pytest

from plans.domain.gate import PainFreeWalkCriterion
from plans.domain.log import ActivityReport
from plans.domain.rules.walking import walks_without_pain
from plans.domain.text import Text
from tests.plans.domain.documents import SOURCE

CRITERION = PainFreeWalkCriterion(
    name="pain_free_walk", text=Text(nl="wandelen", en="walking"), source=SOURCE
)
TODAY = date(2024, 3, 20)


def _walk(on: int, minutes: int = 30, pain: int | None = 0, kind: str = "walk") -> ActivityReport:
    return ActivityReport(date(2024, 3, on), kind, minutes, None, pain)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("walks", "is_met"),
    [
        pytest.param([_walk(15), _walk(17), _walk(20)], True, id="EX-47a"),
        pytest.param([_walk(15), _walk(17, 20), _walk(20)], False, id="EX-47c"),
        pytest.param([_walk(13), _walk(17), _walk(20)], False, id="EX-73a"),
        pytest.param([_walk(14), _walk(17), _walk(20)], True, id="the first of seven days"),
        pytest.param([_walk(15), _walk(17, 29), _walk(20)], False, id="29 minutes"),
        pytest.param([_walk(15), _walk(17, 30), _walk(20)], True, id="30 minutes"),
        pytest.param([_walk(15), _walk(20)], False, id="two walks"),
        pytest.param([_walk(17), _walk(20), _walk(20)], False, id="three walks on two days"),
        pytest.param([_walk(17, 15), _walk(17, 15), _walk(15), _walk(20)], False, id="two halves"),
        pytest.param(
            [_walk(15), _walk(17), _walk(20), _walk(16, 5, 1)], False, id="a short one hurt"
        ),
        pytest.param(
            [_walk(15), _walk(17), _walk(20), _walk(13, 60, 5)], True, id="it hurt eight days ago"
        ),
        pytest.param(
            [_walk(15), _walk(17), _walk(20, 30, None)], False, id="without a score: no proof"
        ),
        pytest.param(
            [_walk(15), _walk(17), _walk(20), _walk(19, 30, None)], True, id="nor a counterproof"
        ),
        pytest.param([_walk(15), _walk(17), _walk(20, kind="run")], False, id="a run is no walk"),
        pytest.param(
            [_walk(15), _walk(17), _walk(20), _walk(16, 30, 4, "run")], True, id="a painful run"
        ),
        pytest.param([_walk(15), _walk(17), _walk(21)], False, id="a day that is to come"),
        pytest.param([], False, id="no walks"),
    ],
)
def test_the_worked_examples(walks: list[ActivityReport], is_met: bool) -> None:
    assert walks_without_pain(CRITERION, walks, TODAY) is is_met
    assert walks_without_pain(CRITERION, walks[::-1], TODAY) is is_met
