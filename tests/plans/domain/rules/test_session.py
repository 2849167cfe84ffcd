"""Was a session of load bearable, and calmed down by the next morning?"""

from __future__ import annotations

from typing import Any

import pytest

from plans.domain.evaluation import next_judgement_on
from plans.domain.rescheduling import open_next
from plans.domain.rules.session import Session, SessionOutcome, judge_session
from tests.plans.domain.cases import exercise, find, look, record, run, walk
from tests.plans.domain.days import day
from tests.plans.domain.documents import SOURCE, about, at_most, make_plan, make_protocol, phase

CEILINGS = {"tendon": 5, "shin": 4, "muscle": 3, "joint": 3, "bone": 0}
OK, LESS, UNKNOWN, PENDING = (
    SessionOutcome.OK,
    SessionOutcome.REDUCE_LOAD,
    SessionOutcome.UNKNOWN,
    SessionOutcome.PENDING,
)


@pytest.mark.parametrize(
    ("tissue", "before", "during", "after", "outcome"),
    [
        pytest.param("tendon", 2, 5, 2, OK, id="EX-38a"),
        pytest.param("tendon", 2, 6, 2, LESS, id="EX-38b"),
        pytest.param("tendon", 2, 4, 4, LESS, id="EX-38c"),
        pytest.param("tendon", 2, 4, None, UNKNOWN, id="EX-38e"),
        pytest.param("bone", 0, 1, 0, LESS, id="EX-38f"),
        pytest.param("bone", 0, 0, 0, OK, id="bone without pain"),
        pytest.param("muscle", 1, 3, 1, OK, id="EX-38g"),
        pytest.param("shin", 1, 5, 1, LESS, id="EX-38h"),
        pytest.param("muscle", 1, 4, 1, LESS, id="EX-71a"),
        pytest.param("joint", 1, 3, 1, OK, id="EX-71b"),
        pytest.param("joint", 1, 4, 1, LESS, id="EX-71c"),
        pytest.param("shin", 1, 4, 1, OK, id="EX-71d"),
        pytest.param("tendon", 2, 4, 3, OK, id="one more next morning"),
        pytest.param("tendon", None, 4, 3, UNKNOWN, id="morning before unknown"),
        pytest.param("tendon", 2, None, 3, UNKNOWN, id="nothing said of the load"),
        pytest.param("tendon", 2, None, 4, LESS, id="a bad morning says enough"),
        pytest.param("tendon", None, 6, None, LESS, id="too much pain says enough"),
    ],
)
def test_the_worked_examples(
    tissue: str, before: int | None, during: int | None, after: int | None, outcome: SessionOutcome
) -> None:
    ceiling = CEILINGS[tissue]

    found = judge_session(ceiling=ceiling, during=during, before=before, after=after, is_over=True)

    assert found is outcome


def test_the_next_morning_may_still_come() -> None:
    """EX-71f."""
    found = judge_session(ceiling=5, during=4, before=2, after=None, is_over=False)

    assert found is PENDING


PROTOCOL = make_protocol(
    phases=[
        phase("relative_rest", at_most("P3W")),
        phase("build_up", at_most("P8W"), ceiling={"pain": 5, "source": SOURCE}),
        phase("return_to_sport", about("P3W")),
    ]
)
PLAN = open_next(make_plan(PROTOCOL), "build_up", on=day(3))


def _sessions(on: int, **fields: Any) -> list[Session]:
    return list(find(PROTOCOL, record(**fields), on, PLAN).sessions)


@pytest.mark.parametrize(("on", "outcome"), [(5, PENDING), (6, PENDING), (7, UNKNOWN)])
def test_a_session_waits_until_its_next_day_is_over(on: int, outcome: SessionOutcome) -> None:
    """EX-71f and EX-38e: a run on day 5, and no word on the morning of day 6."""
    known = record(mornings="- - - - - 2", activities=[run(5, 4)])

    findings = find(PROTOCOL, known, on, PLAN)

    assert [session.outcome for session in findings.sessions] == [outcome]
    if outcome is PENDING:
        following = next_judgement_on(look(PROTOCOL, known, on, PLAN), findings)
        assert following is not None
        assert following <= day(7)


@pytest.mark.parametrize(("on", "outcome"), [(2, LESS), (3, OK)])
def test_the_ceiling_is_that_of_the_phase(on: int, outcome: SessionOutcome) -> None:
    """In relative rest nothing may hurt."""
    (session,) = _sessions(9, mornings="2 2 2 2 2", activities=[run(on, 5)])

    assert (session.outcome, session.ceiling) == (outcome, 0 if on < 3 else 5)


def test_one_days_load_by_one_exercise_is_one_session_and_its_worst_counts() -> None:
    found = _sessions(
        9,
        exercises=[exercise(5, 2), exercise(5, 6), exercise(5, None), exercise(5, 1, "squat")],
        activities=[run(5, None), run(5, 3), walk(5, 0)],
    )

    assert [(item.exercise, item.during) for item in found] == [
        ("heel-raise", 6),
        ("run", 3),
        ("squat", 1),
        ("walk", 0),
    ]


def test_an_exercise_without_a_score_is_no_session() -> None:
    assert _sessions(9, exercises=[exercise(5, None)]) == []


def test_load_from_before_the_plan_is_no_session_of_it() -> None:
    assert _sessions(9, activities=[run(-1, 9)]) == []
