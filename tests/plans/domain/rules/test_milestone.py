"""Was a milestone reached in time? From the injury on, whatever day the plan was made."""

from __future__ import annotations

import pytest

from plans.domain.evaluation import next_judgement_on
from plans.domain.judgement import Basis
from tests.plans.domain.cases import answer, find, judge, look, record
from tests.plans.domain.days import day
from tests.plans.domain.documents import make_plan, make_protocol, question, rule

BUILD_UP = "sport_build_up"
PROTOCOL = make_protocol(
    rules=[rule("milestone", "R-HAM-2", window_days=14, anchor="injury", question=BUILD_UP)],
    questions=[question(BUILD_UP)],
)
PLAN = make_plan(PROTOCOL, starts_on=day(5))


@pytest.mark.parametrize(
    ("answers", "fires"),
    [
        pytest.param([], True, id="EX-26: never said"),
        pytest.param([("no", 13)], True, id="not yet"),
        pytest.param([("yes", 13)], False, id="on the last day"),
        pytest.param([("yes", 14)], True, id="a day too late"),
        pytest.param([("yes", 6)], False, id="long ago"),
        pytest.param([("yes", 6), ("no", 9)], True, id="taken back"),
    ],
)
def test_a_milestone_is_due_a_fortnight_after_the_injury(
    answers: list[tuple[str, int]], fires: bool
) -> None:
    """EX-26: injured on 1 March, plan from 6 March: judged on 15 March, not on 20 March."""
    known = record(answers=[answer(BUILD_UP, given, on) for given, on in answers])

    assert judge(PROTOCOL, known, 13, PLAN) == []
    (judgement,) = judge(PROTOCOL, known, 14, PLAN)
    assert (judgement.fires, judgement.asks, judgement.basis) == (fires, (), Basis.ANSWER)
    assert judgement.outcome == ("contact_physio" if fires else "on_track")
    assert judge(PROTOCOL, known, 60, PLAN) == [judgement]


def test_the_day_of_the_milestone_is_a_day_of_judgement() -> None:
    """EX-26."""
    seen = look(PROTOCOL, record(), 13, PLAN)

    assert next_judgement_on(seen, find(PROTOCOL, record(), 13, PLAN)) == day(14)


def test_a_milestone_of_a_plan_that_has_ended_is_nobodys_business() -> None:
    assert judge(PROTOCOL, record(), 14, make_plan(PROTOCOL, ended_on=day(10))) == []
