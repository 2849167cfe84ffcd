"""Two days after a tear: still painful and not walking normally?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from plans.domain.evaluation import next_judgement_on
from plans.domain.judgement import Basis, Outcome
from plans.domain.rules.tear_check import judge_tear
from tests.plans.domain.cases import answer, asked, find, judge, look, record, told
from tests.plans.domain.days import START, day
from tests.plans.domain.documents import make_plan, make_protocol, question, rule

PROTOCOL = make_protocol(
    rules=[rule("tear_check", "R-HAM-1", window_days=2, urgency="important")],
    questions=[question("gait", "normal", "abnormal"), question("still_painful")],
)
PHYSIO, OK, CHECK = Outcome.CONTACT_PHYSIO, Outcome.OK, Outcome.CHECK_NEEDED
GAIT, PAIN = "gait", "still_painful"


@pytest.mark.parametrize(
    ("painful", "abnormal", "outcome"),
    [
        (True, True, PHYSIO),
        (True, False, OK),
        (True, None, CHECK),
        (False, True, OK),
        (False, False, OK),
        (False, None, OK),
        (None, True, CHECK),
        (None, False, CHECK),
        (None, None, CHECK),
    ],
)
def test_only_pain_with_a_limp_calls_somebody(
    painful: bool | None, abnormal: bool | None, outcome: Outcome
) -> None:
    assert judge_tear(is_painful=painful, walks_abnormally=abnormal) is outcome


@pytest.mark.parametrize(
    ("scores", "gait", "outcome"),
    [
        pytest.param("5 4 3", "abnormal", PHYSIO, id="EX-55a"),
        pytest.param("5 4 3", "normal", OK, id="EX-55b"),
        pytest.param("5 4 0", "abnormal", OK, id="EX-55c"),
        pytest.param("5 4 1", "abnormal", PHYSIO, id="the least pain"),
        pytest.param("5 4 0", None, OK, id="no pain, gait unknown"),
        pytest.param("5 4 3", None, CHECK, id="pain, gait unknown"),
        pytest.param("5 4", "abnormal", CHECK, id="pain of the days before says nothing"),
    ],
)
def test_the_second_day(scores: str, gait: str | None, outcome: Outcome) -> None:
    answers = [answer(GAIT, gait, 2)] if gait else []

    found = judge(PROTOCOL, record(scores, answers=answers), 2)

    assert told(found) == [(outcome, outcome is PHYSIO)]


@pytest.mark.parametrize(("on", "count"), [(1, 0), (2, 1)])
def test_a_strain_that_is_a_tear_after_all_is_checked_from_the_injury_on(
    on: int, count: int
) -> None:
    """EX-31: reclassified on day 1, checked on day 2 after the injury."""
    plan = make_plan(PROTOCOL, starts_on=day(1))

    assert len(judge(PROTOCOL, record(), on, plan)) == count
    seen = look(PROTOCOL, record(), 1, plan)
    assert next_judgement_on(seen, find(PROTOCOL, record(), 1, plan)) == day(2)


def test_a_plan_that_begins_later_is_checked_at_once() -> None:
    plan = make_plan(PROTOCOL, starts_on=day(5))
    known = record("- - - - - 3", answers=[answer(GAIT, "abnormal", 5)])

    assert told(judge(PROTOCOL, known, 5, plan)) == [(PHYSIO, True)]


def test_an_answer_from_before_a_later_plan_is_asked_again() -> None:
    """A tear seen on day 5 in what was a strain: how one walked on day 3 does not settle it."""
    plan = make_plan(PROTOCOL, starts_on=day(5))
    known = record("- - - - - 3", answers=[answer(GAIT, "abnormal", 3)])

    (judgement,) = judge(PROTOCOL, known, 5, plan)

    assert judgement.outcome is CHECK
    assert judgement.asks == (GAIT,)


@pytest.mark.parametrize(
    ("scores", "gait", "asks"),
    [("", None, (GAIT, PAIN)), ("- - 3", None, (GAIT,)), ("", "abnormal", (PAIN,))],
)
def test_what_is_not_known_is_asked(scores: str, gait: str | None, asks: tuple[str, ...]) -> None:
    answers = [answer(GAIT, gait, 2)] if gait else []

    (judgement,) = judge(PROTOCOL, record(scores, answers=answers), 2)

    assert (judgement.asks, judgement.basis) == (asks, Basis.UNDECIDED)


@pytest.mark.parametrize(("painful", "outcome"), [("yes", PHYSIO), ("no", OK)])
def test_an_answer_stands_in_for_a_score(painful: str, outcome: Outcome) -> None:
    answers = [answer(GAIT, "abnormal", 2), answer(PAIN, painful, 2)]

    assert told(judge(PROTOCOL, record(answers=answers), 2)) == [(outcome, outcome is PHYSIO)]


@pytest.mark.parametrize(("on", "fires"), [(4, False), (5, True)])
def test_three_days_without_an_answer_call_somebody(on: int, fires: bool) -> None:
    questions = [asked("R-HAM-1", "tear_check", 0, name, 2) for name in (GAIT, PAIN)]

    (judgement,) = judge(PROTOCOL, record(asked=questions), on)

    assert (judgement.outcome, judgement.fires) == (CHECK, fires)
    assert judgement.basis is (Basis.SILENCE if fires else Basis.UNDECIDED)


def test_the_first_that_is_known_from_the_second_day_on_decides() -> None:
    answers = [answer(GAIT, "abnormal", 3), answer(GAIT, "normal", 6)]
    known = record("5 4 - 3 0 0", answers=answers)

    assert told(judge(PROTOCOL, known, 6)) == [(PHYSIO, True)]
    assert told(judge(PROTOCOL, replace(known, answers=answers[::-1]), 6)) == [(PHYSIO, True)]


def test_of_one_days_answers_the_last_counts() -> None:
    answers = [answer(GAIT, "abnormal", 2), answer(GAIT, "normal", 2)]

    assert told(judge(PROTOCOL, record("5 4 3", answers=answers), 2)) == [(OK, False)]


def test_the_check_counts_from_the_injury() -> None:
    hurt_earlier = record("5 4", injured_on=day(-1))

    assert judge(PROTOCOL, hurt_earlier, 0) == []
    (judgement,) = judge(PROTOCOL, hurt_earlier, 1)
    assert judgement.last == START


@pytest.mark.parametrize("on", [2, 10, 30])
def test_what_was_decided_stays_decided(on: int) -> None:
    """No pain on the second day, so nothing was asked; a bad day a week later changes nothing."""
    known = record({day(10): 9}, answers=[answer(PAIN, "no", 2)])

    assert told(judge(PROTOCOL, known, on)) == [(OK, False)]
