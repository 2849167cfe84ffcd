"""Red flags that the patient reports: enough of them call somebody at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plans.domain.evaluation import judge_red_flags
from plans.domain.judgement import Basis
from plans.domain.log import SignReport
from plans.domain.plan import Pause
from plans.domain.rules.signs import signs_by
from tests.plans.domain.cases import answer, asked, judge, look, record, signs, told
from tests.plans.domain.days import day
from tests.plans.domain.documents import make_plan, make_protocol, question, rule, trend, words

THROMBOSIS = (
    "pain_increasing",
    "swelling_increasing",
    "movement_restriction_increasing",
    "warm",
    "red",
)
CHEST = ("sudden_breathlessness", "chest_pain")
PROTOCOL = make_protocol(
    rules=[
        rule("signs", "R-CALF-3", to="gp", urgency="immediate", signs=list(THROMBOSIS), at_least=2),
        rule("signs", "R-CALF-4", to="emergency", urgency="immediate", signs=list(CHEST)),
        trend(),
    ],
    signs=[{"name": name, "text": words()} for name in (*THROMBOSIS, *CHEST)],
    questions=[question("more_signs"), question("less_pain_than_at_start")],
)
MORE = "more_signs"
AGAIN = "ask_again_same_day"


@pytest.mark.parametrize(
    ("reported", "found"),
    [
        pytest.param(
            [signs(4, "pain_increasing", "swelling_increasing")], [("gp_now", True)], id="EX-56a"
        ),
        pytest.param([signs(4, "warm")], [(AGAIN, False)], id="EX-56b"),
        pytest.param([signs(4, "swelling_increasing", "warm")], [("gp_now", True)], id="EX-74"),
        pytest.param([signs(4, *THROMBOSIS)], [("gp_now", True)], id="all"),
        pytest.param([signs(4, "warm"), signs(4, "red")], [("gp_now", True)], id="one after one"),
        pytest.param([signs(4, "warm"), signs(4, "warm")], [(AGAIN, False)], id="twice the same"),
        pytest.param([signs(4)], [], id="none"),
        pytest.param([], [], id="nothing reported"),
        pytest.param([signs(4, "chest_pain")], [("emergency", True)], id="one is enough there"),
        pytest.param(
            [signs(4, "warm", "chest_pain")], [(AGAIN, False), ("emergency", True)], id="both"
        ),
        pytest.param(
            [signs(3, "warm"), signs(4, "red")], [(AGAIN, False), ("gp_now", True)], id="two days"
        ),
        pytest.param(
            [signs(4, "red"), signs(3, "warm")], [(AGAIN, False), ("gp_now", True)], id="late"
        ),
        pytest.param(
            [signs(2, "warm"), signs(4, "red")], [(AGAIN, False), (AGAIN, False)], id="three days"
        ),
    ],
)
def test_the_worked_examples(reported: list[SignReport], found: list[tuple[str, bool]]) -> None:
    assert told(judge(PROTOCOL, record(signs=reported), 4)) == found


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param({"pauses": (Pause(day(1), day(20)),)}, id="paused"),
        pytest.param({"ended_on": day(2)}, id="ended"),
        pytest.param({"ended_on": day(2), "pauses": (Pause(day(1), day(20)),)}, id="both"),
        pytest.param({}, id="under way, without any score"),
    ],
)
def test_danger_is_seen_whatever_the_plan(plan: dict[str, object]) -> None:
    """EX-56a: paused, no logs, and still the general practitioner is called."""
    known = record(signs=[signs(4, "pain_increasing", "swelling_increasing")])
    case = look(PROTOCOL, known, 4, make_plan(PROTOCOL, **plan))

    assert told(list(judge_red_flags(case))) == [("gp_now", True)]
    assert ("gp_now", True) in told(judge(PROTOCOL, known, 4, case.plan))


def test_too_few_scores_silence_no_danger() -> None:
    """EX-56a beside a window with too few scores."""
    known = record("5 5", signs=[signs(14, "pain_increasing", "swelling_increasing")])

    assert told(judge(PROTOCOL, known, 14)) == [("gp_now", True), ("insufficient_data", False)]


# --- One sign: asked again the same day ----------------------------------------------------------


def test_one_sign_asks_again() -> None:
    """EX-56b."""
    (judgement,) = judge(PROTOCOL, record(signs=[signs(4, "warm")]), 4)

    assert (judgement.asks, judgement.basis) == ((MORE,), Basis.UNDECIDED)


@pytest.mark.parametrize(("given", "fires"), [("yes", True), ("no", False)])
def test_the_answer_decides(given: str, fires: bool) -> None:
    known = record(
        signs=[signs(4, "warm")],
        asked=[asked("R-CALF-3", "signs", 4, MORE, 4)],
        answers=[answer(MORE, given, 4)],
    )
    (judgement,) = judge(PROTOCOL, known, 4)

    assert (judgement.fires, judgement.asks, judgement.basis) == (fires, (), Basis.ANSWER)


@pytest.mark.parametrize(("on", "fires"), [(6, False), (7, True)])
def test_no_answer_calls_somebody(on: int, fires: bool) -> None:
    known = record(signs=[signs(4, "warm")], asked=[asked("R-CALF-3", "signs", 4, MORE, 4)])

    assert told(judge(PROTOCOL, known, on)) == [(AGAIN, fires)]


@pytest.mark.parametrize("reported", [["warm"], ["chest_pain"], ["warm", "red"]])
def test_what_was_taken_back_the_same_day_neither_calls_nor_asks(reported: list[str]) -> None:
    """DEF-15 asks again after one sign; after none there is nothing to ask."""
    known = record(signs=[signs(4, *reported), signs(4)])

    found = judge(PROTOCOL, known, 4)
    assert not any(item.fires or item.asks for item in found)


def test_a_sign_of_before_the_plan_is_no_sign_of_its() -> None:
    known = record(signs=[signs(2, "chest_pain")])

    assert judge(PROTOCOL, known, 4, make_plan(PROTOCOL, starts_on=day(3))) == []


def test_days_that_were_judged_are_not_judged_again() -> None:
    known = record(signs=[signs(2, "chest_pain"), signs(9, "chest_pain")])

    case = look(PROTOCOL, known, 9, since=5)
    assert [item.first for item in judge_red_flags(case)] == [day(9)]


def test_the_order_in_which_days_arrive_does_not_matter() -> None:
    known = [signs(3, "warm"), signs(4, "red"), signs(5)]
    rules = PROTOCOL.rules[0]

    for way in (known, known[::-1], [known[1], known[2], known[0]]):
        for on, found in ((3, {"warm"}), (4, {"warm", "red"}), (5, set())):
            assert signs_by(day(on), rules, way) == found  # type: ignore[arg-type]
    assert judge(PROTOCOL, record(signs=known), 5) == judge(
        PROTOCOL, replace(record(), signs=known[::-1]), 5
    )


def test_a_single_sign_after_the_end_calls_at_once() -> None:
    """Nobody judges an ended plan again, so nothing would come of asking."""
    over = replace(make_plan(PROTOCOL), ended_on=day(3))
    known = record(signs=[signs(2, "warm"), signs(5, "warm")])

    found = {item.first: (item.fires, item.asks) for item in judge(PROTOCOL, known, 5, over)}
    assert found[day(5)] == (True, ())
    assert found[day(2)] == (False, (MORE,))
