"""Was a criterion of the gate never met in the time allowed?"""

from __future__ import annotations

import pytest

from plans.domain.evaluation import next_judgement_on
from tests.plans.domain.cases import find, judge, look, record, told, walk
from tests.plans.domain.days import day
from tests.plans.domain.documents import (
    SOURCE,
    at_most,
    make_plan,
    make_protocol,
    phase,
    rule,
    words,
)

GATE = {
    "opened_by": "patient",
    "source": SOURCE,
    "criteria": [
        {"kind": "pain_free_walk", "name": "pain_free_walk", "text": words(), "source": SOURCE}
    ],
}
PROTOCOL = make_protocol(
    phases=[
        phase("relative_rest", at_most("P3W"), gate=GATE),
        phase("return_to_sport", at_most("P3W")),
    ],
    rules=[rule("not_reached", "R-ITB-2", criterion="pain_free_walk", within_days=21)],
)


@pytest.mark.parametrize(
    ("walks", "met_on"),
    [
        pytest.param([16, 18, 20], 20, id="on the last day"),
        pytest.param([17, 19, 21], None, id="a day too late"),
        pytest.param([2, 4, 6], 6, id="early, and never after"),
        pytest.param([2, 4], None, id="two walks"),
        pytest.param([], None, id="no walks"),
    ],
)
def test_three_weeks_for_walking_without_pain(walks: list[int], met_on: int | None) -> None:
    known = record(activities=[walk(on) for on in walks])

    assert judge(PROTOCOL, known, 20) == []
    (judgement,) = judge(PROTOCOL, known, 21)
    assert judgement.fires is (met_on is None)
    assert judgement.outcome == ("contact_physio" if met_on is None else "on_track")
    assert judgement.evidence["met_on"] == (None if met_on is None else day(met_on).isoformat())
    assert judge(PROTOCOL, known, 90) == [judgement]


def test_the_day_it_is_too_late_is_a_day_of_judgement() -> None:
    known = record("5 " * 20)
    days = set()
    on = day(10)
    while on < day(21):
        number = (on - day(0)).days
        following = next_judgement_on(look(PROTOCOL, known, number), find(PROTOCOL, known, number))
        assert following is not None
        on = following
        days.add(on)

    assert day(21) in days


def test_the_days_count_from_the_plan() -> None:
    plan = make_plan(PROTOCOL, starts_on=day(5))

    assert told(judge(PROTOCOL, record(), 25, plan)) == []
    assert told(judge(PROTOCOL, record(), 26, plan)) == [("contact_physio", True)]
