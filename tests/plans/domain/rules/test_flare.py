"""More pain during the build-up: expected, a step back, or a reason to call?"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.judgement import Judgement
from plans.domain.log import ActivityReport
from plans.domain.plan import DatedPlan
from plans.domain.protocol import Protocol
from plans.domain.rescheduling import open_next
from plans.domain.rules.flare import Flare, judge_flare
from tests.plans.domain.cases import judge, pain, record, run
from tests.plans.domain.days import day
from tests.plans.domain.documents import (
    SOURCE,
    about,
    at_most,
    make_plan,
    make_protocol,
    phase,
    rule,
)

ON_TRACK, EXPECTED, BACK, CALL = Flare
OPENED = 14
"""The day on which the build-up of these cases began."""


@pytest.mark.parametrize(
    ("bad_sessions", "week_is_worse", "expected", "otherwise"),
    [
        (0, False, ON_TRACK, ON_TRACK),
        (0, True, EXPECTED, CALL),
        (1, False, EXPECTED, BACK),
        (1, True, EXPECTED, CALL),
        (2, False, BACK, CALL),
        (2, True, BACK, CALL),
        (3, False, CALL, CALL),
        (3, True, CALL, CALL),
        (9, False, CALL, CALL),
    ],
)
def test_the_table(
    bad_sessions: int, week_is_worse: bool, expected: Flare, otherwise: Flare
) -> None:
    """DEF-8; EX-41, EX-43 and EX-72c by their numbers."""
    for is_expected, outcome in ((True, expected), (False, otherwise)):
        found = judge_flare(
            bad_sessions=bad_sessions, week_is_worse=week_is_worse, is_expected=is_expected
        )
        assert found is outcome


@given(st.integers(0, 9), st.integers(0, 9), st.booleans(), st.booleans())
def test_more_bad_sessions_are_never_calmer(
    few: int, more: int, week_is_worse: bool, is_expected: bool
) -> None:
    order = list(Flare)
    ranks = [
        order.index(
            judge_flare(bad_sessions=count, week_is_worse=week_is_worse, is_expected=is_expected)
        )
        for count in sorted((few, more))
    ]
    assert ranks == sorted(ranks)


def _protocol(expected_days: int) -> Protocol:
    return make_protocol(
        phases=[
            phase("relative_rest", at_most("P3W")),
            phase("build_up", at_most("P8W"), ceiling={"pain": 3, "source": SOURCE}),
            phase("return_to_sport", about("P3W"), ceiling={"pain": 3, "source": SOURCE}),
        ],
        rules=[rule("flare", "R-ALL-3", expected_days=expected_days)],
    )


ACHILLES, ANKLE = _protocol(21), _protocol(0)
RISING = "2222222 3334334"


def _plan(protocol: Protocol) -> DatedPlan:
    return open_next(make_plan(protocol), "build_up", on=day(OPENED))


def _mornings(number: int, digits: str) -> dict[date, int]:
    """Read two weeks of mornings of which the last is that of day ``number`` of the build-up."""
    scores = digits.replace(" ", "")
    last = OPENED + number
    return {
        day(last - len(scores) + 1 + place): int(score)
        for place, score in enumerate(scores)
        if score != "-"
    }


def _on(
    protocol: Protocol,
    number: int,
    *,
    mornings: str = "",
    bad: tuple[int, ...] = (),
    seen: int | None = None,
) -> Judgement:
    """Judge day ``number`` of the build-up, on the day after it; ``bad`` is so many days before."""
    runs: list[ActivityReport] = [run(OPENED + number - back, 9) for back in bad]
    known = record(pain=pain("", _mornings(number, mornings)), activities=runs)
    on = OPENED + number + 1 if seen is None else seen
    found = judge(protocol, known, on, _plan(protocol))
    return next(item for item in found if item.last == day(OPENED + number))


@pytest.mark.parametrize(
    ("protocol", "number", "mornings", "bad", "outcome"),
    [
        pytest.param(ACHILLES, 10, RISING, (), EXPECTED, id="EX-39"),
        pytest.param(ACHILLES, 10, "", (0, 2), BACK, id="EX-41"),
        pytest.param(ANKLE, 10, "", (1,), BACK, id="EX-43"),
        pytest.param(ANKLE, 10, RISING, (), CALL, id="EX-44"),
        pytest.param(ACHILLES, 20, RISING, (), EXPECTED, id="EX-72a"),
        pytest.param(ACHILLES, 21, RISING, (), CALL, id="the day after the expected window"),
        pytest.param(ACHILLES, 10, "", (1,), EXPECTED, id="EX-72c"),
        pytest.param(ACHILLES, 10, "", (0, 2, 4), CALL, id="three bad sessions"),
        pytest.param(ACHILLES, 21, "", (0,), BACK, id="one bad session after the window"),
        pytest.param(ACHILLES, 21, "", (0, 2), CALL, id="two bad sessions after the window"),
        pytest.param(ANKLE, 10, "", (), ON_TRACK, id="nothing"),
        pytest.param(ANKLE, 10, "", (6,), BACK, id="six days ago"),
        pytest.param(ANKLE, 10, "", (7,), ON_TRACK, id="seven days ago"),
        pytest.param(ANKLE, 2, "", (3,), ON_TRACK, id="before the build-up"),
        pytest.param(ANKLE, 10, "2222222 3333333", (), CALL, id="one point up"),
        pytest.param(ANKLE, 10, "2222222 3333332", (), ON_TRACK, id="under one point"),
        pytest.param(ANKLE, 10, "2-2--2- 3----33", (), CALL, id="three mornings each"),
        pytest.param(ANKLE, 10, "2-2--2- 3-----3", (), ON_TRACK, id="two mornings this week"),
        pytest.param(ANKLE, 10, "2-2---- 3----33", (), ON_TRACK, id="two mornings last week"),
    ],
)
def test_the_worked_examples(
    protocol: Protocol, number: int, mornings: str, bad: tuple[int, ...], outcome: Flare
) -> None:
    judgement = _on(protocol, number, mornings=mornings, bad=bad)

    assert judgement.outcome is outcome
    assert judgement.first == day(OPENED + number - 6)


def test_an_expected_flare_calls_nobody() -> None:
    """EX-39: mornings from 2 to 3.3, no bad session."""
    judgement = _on(ACHILLES, 10, mornings=RISING)

    assert not judgement.fires
    assert judgement.evidence["rise"] == "9/7"
    assert judgement.evidence["is_expected"]


def test_two_exercises_that_hurt_on_one_day_are_a_call_each_day_once() -> None:
    """Only the first of a row of worrying days calls somebody; a calm day ends the row."""
    known = record(
        activities=[run(OPENED + number, 9) for number in (2, 3, 12, 13)],
    )
    found = judge(ANKLE, known, OPENED + 30, _plan(ANKLE))

    days = {(item.last - day(OPENED)).days: item for item in found}
    worrying = [number for number, item in days.items() if item.outcome is CALL]
    assert worrying == [*range(3, 9), *range(13, 19)]
    assert [number for number, item in days.items() if item.fires] == [3, 13]


@pytest.mark.parametrize(("seen", "is_judged"), [(OPENED + 10, False), (OPENED + 11, True)])
def test_a_day_is_judged_when_it_is_over(seen: int, is_judged: bool) -> None:
    found = judge(ANKLE, record(), seen, _plan(ANKLE))

    assert (day(OPENED + 10) in {item.last for item in found}) is is_judged


def test_there_is_no_flare_before_the_build_up() -> None:
    known = record(activities=[run(number, 9) for number in range(10)])

    assert judge(ANKLE, known, 12) == []


def test_the_return_to_sport_is_judged_but_nothing_is_expected_there() -> None:
    plan = open_next(_plan(ACHILLES), "return_to_sport", on=day(OPENED + 5))

    found = judge(ACHILLES, record(activities=[run(OPENED + 8, 9)]), OPENED + 9, plan)
    assert found[-1].outcome is BACK
