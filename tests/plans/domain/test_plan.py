"""A protocol on the calendar: phases follow each other, and nothing that has been moves."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.days import days_between
from plans.domain.plan import lay_out, prescribe
from plans.domain.protocol import Protocol
from plans.domain.rescheduling import open_next
from tests.plans.domain.days import day
from tests.plans.domain.documents import (
    about,
    at_most,
    make_plan,
    make_protocol,
    phase,
    prescription,
    protocols,
)

PROTOCOL = make_protocol()


@given(protocol=protocols(), starts_on=st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_phases_are_laid_out_without_a_gap(protocol: Protocol, starts_on: date) -> None:
    phases = lay_out(protocol.phases, starts_on)

    assert phases[0].starts_on == starts_on
    assert all(first.ends_on == second.starts_on for first, second in pairwise(phases))
    assert [phase.status for phase in phases] == ["open", *["planned"] * (len(phases) - 1)]
    for dated in phases:
        assert dated.starts_on <= dated.earliest_end_on <= dated.ends_on <= dated.latest_end_on


def test_the_dates_of_a_plan() -> None:
    phases = lay_out(PROTOCOL.phases, date(2024, 3, 1))

    assert [
        (item.kind, item.starts_on, item.earliest_end_on, item.ends_on, item.latest_end_on)
        for item in phases
    ] == [
        ("relative_rest", day(0), day(7), day(21), day(21)),
        ("build_up", day(21), day(21), day(49), day(49)),
        ("return_to_sport", day(49), day(70), day(70), day(70)),
    ]


def test_each_exercise_has_a_key_of_its_own() -> None:
    twice = make_protocol(
        phases=[
            phase("relative_rest", at_most("P2W"), prescription(), prescription()),
            phase("return_to_sport", about("P3W"), prescription()),
        ]
    )

    assert [item.key for item in prescribe(twice.phases)] == [
        "relative_rest-1",
        "relative_rest-2",
        "return_to_sport-1",
    ]


@pytest.mark.parametrize(
    ("seen_on", "asked", "kind"),
    [
        (0, -1, None),
        (0, 0, "relative_rest"),
        (0, 20, "relative_rest"),
        (0, 21, "build_up"),
        (0, 69, "return_to_sport"),
        (0, 70, None),
        (20, 21, "build_up"),
        (21, 21, "relative_rest"),
        (30, 25, "relative_rest"),
        (30, 30, "relative_rest"),
        (30, 31, "relative_rest"),
        (30, 200, "relative_rest"),
    ],
)
def test_nobody_slips_past_a_phase_that_no_person_has_closed(
    seen_on: int, asked: int, kind: str | None
) -> None:
    found = make_plan().phase_on(day(asked), as_of=day(seen_on))

    assert (found.kind if found else None) == kind


@given(seen_on=st.integers(-10, 400), asked=st.integers(-10, 400), opened=st.integers(0, 60))
def test_a_day_that_has_been_belongs_to_the_phase_that_was_really_open(
    seen_on: int, asked: int, opened: int
) -> None:
    plan = open_next(make_plan(), "build_up", on=day(opened))
    found = plan.phase_on(day(asked), as_of=day(max(seen_on, asked, opened)))
    expected = None if asked < 0 else "relative_rest" if asked < opened else "build_up"

    assert (found.kind if found else None) == expected


def test_after_its_end_a_plan_has_no_phase() -> None:
    plan = make_plan(ended_on=day(10))

    assert plan.phase_on(day(9), as_of=day(12)) is not None
    assert plan.phase_on(day(10), as_of=day(12)) is None


def test_every_day_of_a_plan_lies_in_exactly_one_phase() -> None:
    plan = make_plan()

    for at in days_between(plan.starts_on, plan.ends_on):
        assert [item.covers(at) for item in plan.phases].count(True) == 1
