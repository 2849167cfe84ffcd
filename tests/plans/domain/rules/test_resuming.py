"""Does the pain rise at once when running is taken up again?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from plans.domain.evaluation import next_judgement_on
from plans.domain.judgement import Basis, Judgement
from plans.domain.plan import DatedPlan
from plans.domain.protocol import Protocol
from plans.domain.record import Record
from plans.domain.rescheduling import open_next
from tests.plans.domain.cases import answer, asked, find, judge, look, pain, record, run, told, walk
from tests.plans.domain.days import day
from tests.plans.domain.documents import make_plan, make_protocol, question, rule

MORE_PAIN = "more_pain_than_before_resuming"
PROTOCOL = make_protocol(
    rules=[rule("resuming", "R-ACH-2")],
    questions=[question(MORE_PAIN)],
)
FIRST = 10
LAST = FIRST + 6
"""The day of the first run in these cases, and the last day of the week that begins with it."""


def _running(
    reference: Sequence[int | None],
    *sessions: tuple[int, int | None, int | None],
    **fields: Any,
) -> Record:
    """The scores of the days up to the first run, and per run: day, score and next morning."""
    before = {
        day(FIRST - len(reference) + number): score
        for number, score in enumerate(reference)
        if score is not None
    }
    mornings = {day(FIRST + on + 1): morning for on, _, morning in sessions if morning is not None}
    runs = [run(FIRST + on, score) for on, score, _ in sessions]
    return record(pain=[*pain(before), *pain("", mornings)], activities=runs, **fields)


def _only(
    known: Record, on: int = LAST + 2, protocol: Protocol = PROTOCOL, plan: DatedPlan | None = None
) -> Judgement:
    (judgement,) = judge(protocol, known, on, plan)
    return judgement


@pytest.mark.parametrize(
    ("reference", "sessions", "outcome", "ref", "worst_on"),
    [
        pytest.param([0, 0, 0, 0], [(0, 2, 1)], "worse_on_resuming", "0", 0, id="EX-32"),
        pytest.param([0, 0, 0, 0], [(0, 1, 1)], "ok", "0", None, id="EX-33"),
        pytest.param([0, 1, 0, 1], [(0, 2, 3)], "worse_on_resuming", "1/2", 0, id="EX-35"),
        pytest.param(
            [0, 0, 0, 0], [(0, 0, 0), (6, 2, 1)], "worse_on_resuming", "0", 6, id="EX-70b"
        ),
        pytest.param([None, None, None, 2], [(0, 3, 3)], "ok", "2", None, id="EX-70c"),
        pytest.param([0, 1, 0, 1], [(0, 2, 2)], "ok", "1/2", None, id="below half a point more"),
        pytest.param([2, 2, 2, 2], [(0, 4, 2)], "worse_on_resuming", "2", 0, id="exactly two"),
        pytest.param([2, 2, 2, 3], [(0, 4, 4)], "ok", "9/4", None, id="under two"),
        pytest.param([0, 0, 0, 0], [(0, 0, 0), (7, 9, 9)], "ok", "0", None, id="the eighth day"),
        pytest.param(
            [0, 0, 0, 0], [(0, 0, 0), (6, 0, 2)], "worse_on_resuming", "0", 6, id="last morning"
        ),
        pytest.param([5, 0, 0, 0, 0], [(0, 2, 0)], "worse_on_resuming", "0", 0, id="four days"),
        pytest.param([9, None, 1, None, 0], [(0, 2, 2)], "ok", "1/2", None, id="two logged"),
        pytest.param(
            [3, None, None, None, None, None, None],
            [(0, 5, 4)],
            "worse_on_resuming",
            "3",
            0,
            id="the last of seven days",
        ),
        pytest.param(
            [0, 4, None, None, None, None], [(0, 5, 5)], "ok", "4", None, id="the last log of two"
        ),
    ],
)
def test_the_worked_examples(
    reference: list[int | None],
    sessions: list[tuple[int, int | None, int | None]],
    outcome: str,
    ref: str,
    worst_on: int | None,
) -> None:
    judgement = _only(_running(reference, *sessions))

    assert (judgement.outcome, judgement.fires) == (outcome, outcome == "worse_on_resuming")
    assert judgement.evidence["baseline"] == ref
    assert judgement.evidence["on"] == (
        None if worst_on is None else day(FIRST + worst_on).isoformat()
    )
    assert (judgement.first, judgement.last) == (day(FIRST), day(LAST))


# --- Inside a build-up that a physiotherapist leads ----------------------------------------------

TENDON = replace(PROTOCOL, pathway="treatment")


@pytest.mark.parametrize(
    ("protocol", "in_build_up", "outcome"),
    [
        pytest.param(TENDON, True, "rule_off", id="EX-37"),
        pytest.param(TENDON, False, "worse_on_resuming", id="during the rest"),
        pytest.param(PROTOCOL, True, "worse_on_resuming", id="by oneself"),
        pytest.param(replace(TENDON, tissue="shin"), True, "worse_on_resuming", id="no tendon"),
    ],
)
def test_a_supervised_tendon_build_up_has_rules_of_its_own(
    protocol: Protocol, in_build_up: bool, outcome: str
) -> None:
    plan = make_plan(protocol)
    if in_build_up:
        plan = open_next(plan, "build_up", on=day(FIRST - 1))

    judgement = _only(_running([1, 1, 1, 1], (0, 4, 2)), LAST + 2, protocol, plan)

    assert (judgement.outcome, judgement.fires) == (outcome, outcome != "rule_off")
    assert judgement.asks == ()


def test_a_tendon_build_up_opened_on_the_day_of_the_run_is_one() -> None:
    plan = open_next(make_plan(TENDON), "build_up", on=day(FIRST))

    judged = _only(_running([1, 1, 1, 1], (0, 4, 2)), LAST + 2, TENDON, plan)
    assert judged.outcome == "rule_off"


# --- When it is said -----------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "count"), [(FIRST, 0), (LAST, 0), (LAST + 1, 1), (LAST + 9, 1)])
def test_that_all_is_well_is_said_after_the_seventh_day(on: int, count: int) -> None:
    assert len(judge(PROTOCOL, _running([0, 0, 0, 0], (0, 1, 1)), on)) == count


def test_that_it_hurts_is_said_at_once() -> None:
    assert _only(_running([0, 0, 0, 0], (0, 2, None)), FIRST).fires


def test_the_last_morning_still_counts() -> None:
    known = _running([0, 0, 0, 0], (0, 0, 0), (6, 0, 2))

    assert _only(known, LAST + 1).fires


def test_the_day_on_which_the_week_is_over_is_a_day_of_judgement() -> None:
    known = _running([0, 0, 0, 0], (0, 1, 1))
    seen = look(PROTOCOL, known, LAST)

    assert next_judgement_on(seen, find(PROTOCOL, known, LAST)) == day(LAST + 1)


def test_without_a_run_there_is_nothing_to_judge() -> None:
    assert judge(PROTOCOL, record("0 0 0 0 5 5 5", activities=[walk(4, 5)]), 30) == []


def test_a_run_from_before_the_rest_began_is_no_first_run() -> None:
    known = _running([0, 0, 0, 0], (0, 5, 5))
    plan = make_plan(PROTOCOL, starts_on=day(FIRST + 1))

    assert judge(PROTOCOL, known, LAST + 9, plan) == []


# --- Nothing known from before -------------------------------------------------------------------

UNKNOWN = [0, None, None, None, None, None, None, None]
ASKED = asked("R-ACH-2", "resuming", FIRST, MORE_PAIN, FIRST)


def test_eight_days_back_is_too_long_ago() -> None:
    judgement = _only(_running(UNKNOWN, (0, 5, 5)), FIRST + 1)

    assert (judgement.outcome, judgement.fires) == ("insufficient_data", False)
    assert (judgement.asks, judgement.basis) == ((MORE_PAIN,), Basis.UNDECIDED)


@pytest.mark.parametrize(("given", "fires"), [("yes", True), ("no", False)])
def test_the_answer_decides(given: str, fires: bool) -> None:
    known = _running(
        UNKNOWN, (0, 5, 5), asked=[ASKED], answers=[answer(MORE_PAIN, given, FIRST + 1)]
    )

    judgement = _only(known, FIRST + 1)

    assert (judgement.fires, judgement.basis, judgement.asks) == (fires, Basis.ANSWER, ())


@pytest.mark.parametrize(("on", "fires"), [(FIRST + 2, False), (FIRST + 3, True)])
def test_three_days_without_an_answer_call_somebody(on: int, fires: bool) -> None:
    known = _running(UNKNOWN, (0, 5, 5), asked=[ASKED])

    assert told(judge(PROTOCOL, known, on)) == [("insufficient_data", fires)]
