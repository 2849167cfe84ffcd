"""What a plan would look like before it is started."""

from __future__ import annotations

from datetime import time

from plans.domain.plan import lay_out
from plans.domain.preview import JudgedOn, preview
from tests.plans.domain.days import START, day
from tests.plans.domain.documents import (
    about,
    at_most,
    make_protocol,
    phase,
    prescription,
    range_of,
    rule,
    trend,
)

MOMENTS = (time(7, 30), time(20))


def test_weeks_count_the_turns_of_each_exercise() -> None:
    protocol = make_protocol(
        phases=[
            phase(
                "relative_rest",
                range_of("P3D", "P10D"),
                prescription("calf-stretch", frequency={"times_a_day": 2}),
            ),
            phase(
                "return_to_sport",
                about("P5D"),
                prescription("jogging", frequency={"every_n_days": 2}),
            ),
        ]
    )

    shown = preview(protocol, starts_on=START, injured_on=START, moments=MOMENTS)

    assert [(week.number, week.starts_on, week.phases, week.turns) for week in shown.weeks] == [
        (1, day(0), ("relative_rest",), {"calf-stretch": 14}),
        (2, day(7), ("relative_rest", "return_to_sport"), {"calf-stretch": 6, "jogging": 2}),
        (3, day(14), ("return_to_sport",), {"jogging": 1}),
    ]
    assert shown.phases == lay_out(protocol.phases, START)


def test_the_first_days_of_judgement_are_shown() -> None:
    """EX-23, EX-26 and EX-31: from the start of the plan, or from the injury."""
    protocol = make_protocol(
        rules=[
            trend("R-SHIN-1", 21),
            trend("R-ANK-3", 5, anchor="injury"),
            rule(
                "tear_check",
                "R-HAM-1",
                window_days=2,
                gait={"question": "walking", "answer": "painful"},
            ),
            rule(
                "milestone",
                "R-HAM-2",
                window_days=14,
                anchor="injury",
                question="training_changed",
            ),
            rule("advice", "R-ALL-2"),
        ]
    )

    shown = preview(protocol, starts_on=day(5), injured_on=day(0), moments=MOMENTS)

    assert shown.judged == (
        JudgedOn("R-HAM-1", day(2)),
        JudgedOn("R-ANK-3", day(5)),
        JudgedOn("R-HAM-2", day(14)),
        JudgedOn("R-SHIN-1", day(26)),
    )


def test_a_very_long_plan_is_shown_for_a_year() -> None:
    protocol = make_protocol(
        phases=[phase("relative_rest", at_most("P60M")), phase("return_to_sport", about("P1W"))]
    )

    shown = preview(protocol, starts_on=START, injured_on=START, moments=MOMENTS)

    assert len(shown.weeks) == 53
