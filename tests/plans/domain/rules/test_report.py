"""An answer that calls somebody by itself, such as doubt about a fracture."""

from __future__ import annotations

import pytest

from plans.domain.evaluation import judge_red_flags
from plans.domain.plan import Pause
from tests.plans.domain.cases import answer, judge, look, record, told
from tests.plans.domain.days import day
from tests.plans.domain.documents import make_plan, make_protocol, question, rule

PROTOCOL = make_protocol(
    rules=[
        rule(
            "report",
            "R-ANK-1",
            to="emergency",
            urgency="immediate",
            question="unsure_how_serious",
            answers=["yes", "broken"],
        ),
        rule("report", "R-ANK-2", urgency="important", question="load", answers=["impossible"]),
    ],
    questions=[
        question("unsure_how_serious", "yes", "broken", "no"),
        question("load", "possible", "impossible"),
    ],
)
UNSURE = "unsure_how_serious"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        pytest.param(
            [(UNSURE, "yes"), ("load", "impossible")],
            [("emergency", True), ("contact_physio", True)],
            id="EX-58",
        ),
        pytest.param([(UNSURE, "yes")], [("emergency", True)], id="unsure"),
        pytest.param([(UNSURE, "broken")], [("emergency", True)], id="maybe broken"),
        pytest.param([(UNSURE, "no")], [], id="sure"),
        pytest.param([("load", "impossible")], [("contact_physio", True)], id="no load"),
        pytest.param([(UNSURE, "yes"), (UNSURE, "no")], [], id="corrected the same day"),
        pytest.param([(UNSURE, "no"), (UNSURE, "yes")], [("emergency", True)], id="doubts again"),
        pytest.param([], [], id="never asked"),
    ],
)
def test_an_answer_that_calls_somebody(
    given: list[tuple[str, str]], found: list[tuple[str, bool]]
) -> None:
    """DEF-16."""
    known = record(answers=[answer(name, value, 3) for name, value in given])

    assert told(judge(PROTOCOL, known, 3)) == found


def test_each_day_of_it_is_judged_by_itself() -> None:
    known = record(answers=[answer(UNSURE, value, on) for value, on in (("yes", 2), ("yes", 5))])

    assert [(item.first, item.last) for item in judge(PROTOCOL, known, 9)] == [
        (day(2), day(2)),
        (day(5), day(5)),
    ]
    case = look(PROTOCOL, known, 9, since=4)
    assert [item.first for item in judge_red_flags(case)] == [day(5)]


@pytest.mark.parametrize(
    "plan", [{"pauses": (Pause(day(1), day(20)),)}, {"ended_on": day(2)}], ids=["paused", "ended"]
)
def test_danger_is_seen_whatever_the_plan(plan: dict[str, object]) -> None:
    known = record(answers=[answer(UNSURE, "yes", 4), answer("load", "impossible", 4)])
    case = look(PROTOCOL, known, 4, make_plan(PROTOCOL, **plan))

    assert told(list(judge_red_flags(case))) == [("emergency", True)]
    assert ("emergency", True) in told(judge(PROTOCOL, known, 4, case.plan))


def test_an_answer_from_before_the_plan_is_not_judged() -> None:
    known = record(answers=[answer(UNSURE, "yes", 2)])

    assert judge(PROTOCOL, known, 4, make_plan(PROTOCOL, starts_on=day(3))) == []
