"""What moves when a plan is changed, and that nothing that has been moves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.plan import DatedPlan, Pause, PhaseStatus
from plans.domain.protocol import Protocol
from plans.domain.refusal import Refusal
from plans.domain.rescheduling import extend, move, moved_dates, open_next, pause
from tests.plans.domain.days import START, day
from tests.plans.domain.documents import (
    make_plan,
    make_protocol,
    protocols,
)

PROTOCOL = make_protocol()


@pytest.mark.parametrize("opened", [0, 7, 20, 21, 40])
def test_opening_the_next_phase_moves_what_follows(opened: int) -> None:
    plan = open_next(make_plan(), "build_up", on=day(opened))

    assert [item.status for item in plan.phases] == ["done", "open", "planned"]
    assert plan.phases[0].ends_on == plan.phases[1].starts_on == day(opened)
    assert plan.phases[1].ends_on == plan.phases[2].starts_on == day(opened + 28)
    assert plan.phases[0].earliest_end_on == day(7)


@given(protocol=protocols(), data=st.data())
def test_phases_never_start_before_the_previous_one_ends(
    protocol: Protocol, data: st.DataObject
) -> None:
    """Whatever is done to a plan, its phases stay in a row and the past stays as it was."""
    plan = make_plan(protocol)
    today = START
    for _ in range(data.draw(st.integers(1, 6))):
        today += timedelta(days=data.draw(st.integers(0, 40)))
        before = plan
        plan = data.draw(st.sampled_from(_ways(plan, today, data)))()
        assert all(first.ends_on == second.starts_on for first, second in pairwise(plan.phases))
        assert all(item.starts_on <= item.ends_on for item in plan.phases)
        for old, new in zip(before.phases, plan.phases, strict=True):
            if old.status is PhaseStatus.DONE:
                assert new == old


def _ways(plan: DatedPlan, today: date, data: st.DataObject) -> list[Callable[[], DatedPlan]]:
    """What may be done to a plan now; a refusal leaves it as it is."""
    kinds = [item.kind for item in plan.phases]
    days = data.draw(st.integers(-30, 30))

    def tried(change: Callable[[], DatedPlan]) -> Callable[[], DatedPlan]:
        def attempt() -> DatedPlan:
            with suppress(Refusal):
                return change()
            return plan

        return attempt

    return [
        tried(lambda: open_next(plan, data.draw(st.sampled_from(kinds)), on=today)),
        tried(lambda: extend(plan, data.draw(st.sampled_from(kinds)), days)),
        tried(lambda: move(plan, today)),
        tried(lambda: pause(plan, Pause(today, today + timedelta(days=days)))),
    ]


@given(days=st.integers(1, 60), which=st.sampled_from([0, 1, 2]))
def test_a_longer_phase_pushes_the_later_ones_and_no_others(days: int, which: int) -> None:
    plan = make_plan()
    longer = extend(plan, plan.phases[which].kind, days)

    assert longer.phases[:which] == plan.phases[:which]
    assert longer.phases[which].starts_on == plan.phases[which].starts_on
    assert longer.phases[which].ends_on == plan.phases[which].ends_on + timedelta(days=days)
    for old, new in zip(plan.phases[which + 1 :], longer.phases[which + 1 :], strict=True):
        assert new.starts_on - old.starts_on == timedelta(days=days)


def test_longer_and_then_shorter_is_as_it_was() -> None:
    plan = make_plan()

    assert extend(extend(plan, "relative_rest", 9), "relative_rest", -9) == plan


def test_an_extension_stays_when_the_plan_moves() -> None:
    moved = move(extend(make_plan(), "build_up", 7), day(3))

    assert [item.starts_on for item in moved.phases] == [day(3), day(24), day(59)]
    assert moved.starts_on == day(3)


def test_a_much_shorter_phase_may_end_as_early_as_it_is_planned_to() -> None:
    shorter = extend(make_plan(), "relative_rest", -16)

    assert shorter.phases[0].earliest_end_on == shorter.phases[0].ends_on == day(5)


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (lambda plan: open_next(plan, "return_to_sport", on=day(9)), "phase_not_next", "phase"),
        (lambda plan: open_next(plan, "relative_rest", on=day(9)), "phase_not_next", "phase"),
        (lambda plan: open_next(plan, "build_up", on=day(-1)), "phase_before_start", "on"),
        (lambda plan: extend(plan, "relative_rest", -21), "phase_ends_before_start", "days"),
        (lambda plan: extend(plan, "acute", 3), "unknown_phase", "phase"),
        (lambda plan: pause(plan, Pause(day(3), day(3))), "pause_ends_before_start", "until_on"),
        (lambda plan: pause(plan, Pause(day(3), day(2))), "pause_ends_before_start", "until_on"),
        (
            lambda plan: extend(open_next(plan, "build_up", on=day(9)), "relative_rest", 3),
            "phase_is_over",
            "phase",
        ),
        (
            lambda plan: move(open_next(plan, "build_up", on=day(9)), day(3)),
            "plan_under_way",
            "starts_on",
        ),
        (
            lambda plan: pause(pause(plan, Pause(day(3), day(5))), Pause(day(4), day(9))),
            "pause_overlaps",
            "until_on",
        ),
        (lambda plan: open_next(_all_done(plan), "build_up", on=day(9)), "no_open_phase", "phase"),
    ],
)
def test_what_cannot_be_is_refused_in_both_languages(
    change: Callable[[DatedPlan], DatedPlan], code: str, place: str
) -> None:
    with pytest.raises(Refusal) as refused:
        change(make_plan())

    assert (refused.value.code, refused.value.place) == (code, place)
    assert refused.value.message.nl.endswith(".")
    assert refused.value.message.en.endswith(".")
    assert refused.value.message.nl != refused.value.message.en


def _all_done(plan: DatedPlan) -> DatedPlan:
    return replace(
        plan, phases=tuple(replace(item, status=PhaseStatus.DONE) for item in plan.phases)
    )


def test_pauses_may_touch() -> None:
    plan = pause(pause(make_plan(), Pause(day(3), day(5))), Pause(day(5), day(7)))

    assert [number for number in range(10) if plan.is_paused_on(day(number))] == [3, 4, 5, 6]


def test_a_pause_moves_no_date() -> None:
    """Tissue heals by the calendar (DEF-13)."""
    plan = make_plan()

    assert moved_dates(plan, pause(plan, Pause(day(3), day(30)))) == ()


def test_every_moved_date_is_listed() -> None:
    plan = make_plan()

    moved = moved_dates(plan, extend(plan, "build_up", 2))

    assert [(item.phase, item.field, item.before, item.after) for item in moved] == [
        ("build_up", "ends_on", day(49), day(51)),
        ("build_up", "latest_end_on", day(49), day(51)),
        ("return_to_sport", "starts_on", day(49), day(51)),
        ("return_to_sport", "earliest_end_on", day(70), day(72)),
        ("return_to_sport", "ends_on", day(70), day(72)),
        ("return_to_sport", "latest_end_on", day(70), day(72)),
    ]
