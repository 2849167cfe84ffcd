"""The ladder back to running: up a step, stay, or down a step."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from plans.domain.log import ActivityReport
from plans.domain.plan import DatedPlan, Pause
from plans.domain.protocol import Protocol
from plans.domain.rescheduling import open_next
from plans.domain.rules.ladder import (
    DistanceAdvice,
    LadderAdvice,
    LadderStanding,
    judge_distance,
    judge_step,
    week_distances,
)
from tests.plans.domain.cases import find, record, run, walk
from tests.plans.domain.days import day
from tests.plans.domain.documents import (
    SOURCE,
    about,
    at_most,
    make_plan,
    make_protocol,
    phase,
    rule,
    words,
)

UP, STAY, DOWN = LadderAdvice


@pytest.mark.parametrize(
    ("good", "bad", "advice"),
    [
        pytest.param([18, 20], 0, UP, id="EX-59a"),
        pytest.param([19, 20], 0, STAY, id="EX-59b"),
        pytest.param([20], 0, STAY, id="EX-75"),
        pytest.param([], 0, STAY, id="none"),
        pytest.param([18, 20], 1, STAY, id="a bad session in the week"),
        pytest.param([18, 19, 21], 0, UP, id="three, with a day of rest"),
        pytest.param([18, 19, 20], 0, STAY, id="three days in a row: no day of rest"),
        pytest.param([20, 18], 0, UP, id="in any order"),
    ],
)
def test_two_good_sessions_with_a_day_of_rest_between(
    good: list[int], bad: int, advice: LadderAdvice
) -> None:
    assert judge_step([day(number) for number in good], bad) is advice


@pytest.mark.parametrize(
    ("last", "this", "advice"),
    [
        pytest.param("10", "11", DistanceAdvice.OK, id="EX-60a"),
        pytest.param("10", "12", DistanceAdvice.ABOVE_RECOMMENDED, id="EX-60b"),
        pytest.param("0", "5", DistanceAdvice.NO_REFERENCE, id="EX-76b"),
        pytest.param("0", "0", DistanceAdvice.NO_REFERENCE, id="nothing at all"),
        pytest.param("10", "11.01", DistanceAdvice.ABOVE_RECOMMENDED, id="just over 10 percent"),
        pytest.param("10", "13", DistanceAdvice.ABOVE_RECOMMENDED, id="30 percent"),
        pytest.param("10", "13.01", DistanceAdvice.FLAGGED, id="just over 30 percent"),
        pytest.param("0.3", "0.33", DistanceAdvice.OK, id="10 percent, exactly"),
        pytest.param("10", "4", DistanceAdvice.OK, id="less"),
    ],
)
def test_the_distance_of_two_weeks(last: str, this: str, advice: DistanceAdvice) -> None:
    assert judge_distance(Decimal(this), Decimal(last)) is advice


def test_a_week_is_the_seven_days_up_to_today() -> None:
    runs = [run(on, km="1") for on in (0, 6, 7, 13, 14, 20, 21)]
    others = [run(20), walk(20), ActivityReport(day(20), "walk", 60, Decimal(9), 0)]

    two = Decimal(2)
    assert week_distances([*runs, *others], day(20)) == (two, two)
    assert week_distances([*runs, *others], day(13)) == (two, two)


# --- The whole way up ----------------------------------------------------------------------------

PROTOCOL = make_protocol(
    phases=[
        phase("relative_rest", at_most("P3W")),
        phase("build_up", at_most("P8W"), ceiling={"pain": 3, "source": SOURCE}),
        phase("return_to_sport", about("P3W")),
    ],
    ladder=[
        {"step": step, "text": words(), "source": SOURCE}
        for step in ("walk", "jog", "run", "sprint")
    ],
)
CALM_MORNINGS = " ".join("1" * 60)


def _stand(
    *activities: ActivityReport,
    on: int = 50,
    pauses: tuple[Pause, ...] = (),
    opened: int = 0,
    protocol: Protocol = PROTOCOL,
) -> LadderStanding:
    plan: DatedPlan = make_plan(protocol, pauses=pauses)
    plan = open_next(plan, "build_up", on=day(opened))
    known = record(mornings=CALM_MORNINGS, activities=activities)
    standing = find(protocol, known, on, plan).standing
    assert standing is not None
    return standing


@pytest.mark.parametrize(
    ("activities", "step", "advice", "since"),
    [
        pytest.param([], "walk", STAY, None, id="nothing yet"),
        pytest.param([walk(2)], "walk", STAY, None, id="one walk"),
        pytest.param([walk(2), walk(4)], "jog", UP, 4, id="two walks"),
        pytest.param([walk(2), walk(3)], "walk", STAY, None, id="walks without rest"),
        pytest.param([run(2)], "jog", STAY, 2, id="the first run is a jog"),
        pytest.param([run(2), run(4)], "run", UP, 4, id="EX-59a"),
        pytest.param([run(2), run(3)], "jog", STAY, 2, id="EX-59b"),
        pytest.param([run(2)], "jog", STAY, 2, id="EX-75"),
        pytest.param([run(n) for n in (2, 4, 6, 8)], "sprint", UP, 8, id="to the top"),
        pytest.param([run(n) for n in (2, 4, 6, 8, 10, 12)], "sprint", STAY, 8, id="not beyond"),
        pytest.param([run(2), run(3, 9), run(5)], "jog", STAY, 5, id="a bad one within the week"),
        pytest.param(
            [run(2), run(3, 9), run(5), run(10)], "run", UP, 10, id="a bad one a week ago"
        ),
        pytest.param(
            [run(2), run(3, 9), run(5), run(9)], "jog", STAY, 5, id="a bad one six days ago"
        ),
        pytest.param([run(2), run(4), run(5, 9)], "jog", DOWN, 5, id="one bad one: down"),
        pytest.param(
            [run(2), run(4), run(5, 9), run(6, 9)], "walk", DOWN, 6, id="two bad ones: down again"
        ),
        pytest.param([run(2, 9), run(3, 9), run(4, 9)], "walk", DOWN, 4, id="never below walking"),
        pytest.param([run(2), run(4), walk(5), walk(7)], "run", UP, 4, id="walks no more"),
    ],
)
def test_up_and_down_the_ladder(
    activities: list[ActivityReport], step: str, advice: LadderAdvice, since: int | None
) -> None:
    since_on = None if since is None else day(since)

    assert _stand(*activities) == LadderStanding(step, advice, since_on)


@pytest.mark.parametrize(
    ("activities", "step", "advice", "since"),
    [
        pytest.param([run(2), run(4), run(5, 9)], "run", STAY, 4, id="EX-72c: do the step again"),
        pytest.param([run(2), run(4), run(5, 9), run(6, 9)], "jog", DOWN, 6, id="EX-41"),
        pytest.param([run(2), run(4), run(20, 9)], "run", STAY, 4, id="the last expected day"),
        pytest.param([run(2), run(4), run(21, 9)], "jog", DOWN, 21, id="the day after"),
    ],
)
def test_one_bad_session_is_no_step_back_while_a_flare_is_expected(
    activities: list[ActivityReport], step: str, advice: LadderAdvice, since: int
) -> None:
    """DEF-8."""
    expecting = replace(
        PROTOCOL, rules=make_protocol(rules=[rule("flare", "R-ALL-3", expected_days=21)]).rules
    )

    standing = _stand(*activities, protocol=expecting)
    assert standing == LadderStanding(step, advice, day(since))


@pytest.mark.parametrize(
    ("length", "opened", "on", "step"),
    [
        pytest.param(7, 0, 50, "run", id="a week"),
        pytest.param(8, 0, 50, "jog", id="more than a week"),
        pytest.param(8, 0, 17, "run", id="it is not over yet"),
        pytest.param(8, 0, 18, "jog", id="it is over"),
    ],
)
def test_a_long_pause_costs_a_step(length: int, opened: int, on: int, step: str) -> None:
    """DEF-13."""
    pauses = (Pause(day(10), day(10 + length)),)

    assert _stand(run(2), run(4), on=on, pauses=pauses, opened=opened).step == step


def test_a_pause_during_the_rest_costs_nothing() -> None:
    standing = _stand(run(12), run(14), pauses=(Pause(day(1), day(10)),), opened=11)

    assert standing.step == "run"


def test_running_during_the_rest_is_no_step() -> None:
    assert _stand(run(2), run(4), opened=5).step == "walk"


def test_without_a_ladder_there_is_no_standing() -> None:
    assert find(make_protocol(), record(), 5).standing is None
