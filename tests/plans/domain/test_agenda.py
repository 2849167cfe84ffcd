"""What is due on one day."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.agenda import (
    AgendaDay,
    AgendaItem,
    Ticked,
    agenda_on,
    at_moment,
    match_ticks,
    spread,
)
from plans.domain.days import days_between
from plans.domain.dosage import Dose
from plans.domain.plan import DatedPlan, Pause
from plans.domain.protocol import Protocol
from plans.domain.rescheduling import extend, open_next
from tests.plans.domain.days import START, day
from tests.plans.domain.documents import (
    about,
    make_plan,
    make_protocol,
    phase,
    prescription,
    range_of,
)

MORNING, EVENING = time(7, 30), time(20, 0)
MOMENTS = (MORNING, EVENING)
DOSE = Dose(sets=3, reps=10)


def _protocol(*exercises: dict[str, Any], **fields: Any) -> Protocol:
    return make_protocol(
        phases=[
            phase("relative_rest", range_of("P1W", "P3W"), *exercises, **fields),
            phase("return_to_sport", about("P3W"), prescription("jogging")),
        ]
    )


def _agenda(
    protocol: Protocol,
    number: int,
    plan: DatedPlan | None = None,
    moments: tuple[time, ...] = MOMENTS,
) -> AgendaDay:
    plan = plan or make_plan(protocol)
    return agenda_on(plan, protocol, day(number), as_of=plan.starts_on, moments=moments)


def _due_days(protocol: Protocol, until: int = 21) -> list[int]:
    return [number for number in range(until) if _agenda(protocol, number).items]


def test_a_day_asks_exercises_and_a_score() -> None:
    protocol = _protocol(prescription("calf-stretch", frequency={"times_a_day": 2}))

    assert _agenda(protocol, 0) == AgendaDay(
        day=START,
        phase="relative_rest",
        paused=False,
        items=(
            AgendaItem("relative_rest-1", "calf-stretch", DOSE, 1, MORNING),
            AgendaItem("relative_rest-1", "calf-stretch", DOSE, 2, EVENING),
        ),
        questions=(),
        asks_score=True,
    )


@pytest.mark.parametrize("number", [-1, 42, 400])
def test_before_and_after_the_plan_nothing_is_asked(number: int) -> None:
    assert _agenda(_protocol(prescription()), number) == AgendaDay(
        day(number), None, False, (), (), False
    )


def test_a_paused_day_asks_nothing() -> None:
    protocol = _protocol(prescription(), check_ins=[{"question": "walking"}])
    plan = make_plan(protocol, pauses=(Pause(day(3), day(5)),))

    assert _agenda(protocol, 3, plan) == AgendaDay(day(3), "relative_rest", True, (), (), False)
    assert [number for number in range(8) if not _agenda(protocol, number, plan).items] == [3, 4]


def test_every_so_many_days_counts_from_the_phase() -> None:
    protocol = _protocol(prescription(frequency={"every_n_days": 3}))

    assert _due_days(protocol) == [0, 3, 6, 9, 12, 15, 18]
    second = open_next(
        make_plan(
            both := make_protocol(
                phases=[
                    phase("relative_rest", range_of("P1W", "P3W")),
                    phase(
                        "return_to_sport",
                        about("P3W"),
                        prescription(frequency={"every_n_days": 2}),
                    ),
                ]
            )
        ),
        "return_to_sport",
        on=day(8),
    )
    due = [
        number
        for number in range(14)
        if agenda_on(second, both, day(number), as_of=day(14), moments=MOMENTS).items
    ]
    assert due == [8, 10, 12]


def test_a_later_start_is_where_the_counting_begins() -> None:
    protocol = _protocol(
        prescription(frequency={"every_n_days": 2}, starts_after="P5D", ends_after="P11D")
    )

    assert _due_days(protocol) == [5, 7, 9]


def test_the_span_of_an_exercise_is_half_open() -> None:
    protocol = _protocol(
        prescription("first", ends_after="P1W"),
        prescription("then", starts_after="P1W", ends_after="P2W"),
        prescription("last", starts_after="P2W"),
    )

    asked = [[item.exercise for item in _agenda(protocol, number).items] for number in range(21)]
    assert asked == [["first"]] * 7 + [["then"]] * 7 + [["last"]] * 7


def test_weekdays_are_the_days_of_the_week() -> None:
    """1 March 2024 was a Friday."""
    protocol = _protocol(prescription(frequency={"weekdays": ["mon", "wed", "fri"]}))

    assert _due_days(protocol, 14) == [0, 3, 5, 7, 10, 12]


def test_a_leap_day_is_a_day() -> None:
    protocol = _protocol(prescription())
    plan = make_plan(protocol, starts_on=date(2024, 2, 27))
    days = list(days_between(date(2024, 2, 27), date(2024, 3, 3)))

    due = [agenda_on(plan, protocol, at, as_of=days[0], moments=MOMENTS).day for at in days]
    assert due == days
    assert date(2024, 2, 29) in due


@pytest.mark.parametrize(
    ("times_a_day", "moments", "chosen"),
    [
        (1, (7, 20), (7,)),
        (2, (7, 20), (7, 20)),
        (3, (7, 20), (7, 20, None)),
        (1, (), (None,)),
        (2, (7, 12, 20), (7, 20)),
        (3, (6, 9, 12, 15, 18), (6, 12, 18)),
        (2, (6, 9, 12, 15, 18, 21), (6, 21)),
        (4, (6, 9, 12, 15, 18), (6, 9, 12, 18)),
    ],
)
def test_turns_are_spread_over_the_moments(
    times_a_day: int, moments: tuple[int, ...], chosen: tuple[int | None, ...]
) -> None:
    clock = tuple(time(hour) for hour in moments)

    assert spread(times_a_day, clock) == tuple(
        time(hour) if hour is not None else None for hour in chosen
    )


@given(
    times_a_day=st.integers(1, 10),
    moments=st.lists(st.times(), unique=True, max_size=6).map(sorted).map(tuple),
)
def test_no_moment_is_taken_twice(times_a_day: int, moments: tuple[time, ...]) -> None:
    chosen = spread(times_a_day, moments)
    taken = [moment for moment in chosen if moment is not None]

    assert len(chosen) == times_a_day
    assert taken == sorted(set(taken))
    assert len(taken) == min(times_a_day, len(moments))


def test_an_exercise_may_have_moments_of_its_own() -> None:
    protocol = _protocol(prescription(), prescription("other"))
    plan = make_plan(protocol)
    own = replace(plan.prescriptions[0], moments=(time(12, 15),))
    plan = replace(plan, prescriptions=(own, plan.prescriptions[1]))

    agenda = _agenda(protocol, 0, plan)

    assert [(item.exercise, item.moment) for item in agenda.items] == [
        ("other", MORNING),
        ("calf-stretch", time(12, 15)),
    ]
    assert [item.exercise for item in at_moment(agenda, time(12, 15))] == ["calf-stretch"]


def test_questions_are_asked_every_so_many_days_of_the_phase() -> None:
    protocol = _protocol(
        check_ins=[
            {"question": "walking", "every_n_days": 3},
            {"question": "training_changed", "every_n_days": 7},
        ]
    )

    asked = {number: _agenda(protocol, number).questions for number in (0, 1, 3, 7, 9, 14)}
    assert asked == {
        0: ("walking", "training_changed"),
        1: (),
        3: ("walking",),
        7: ("training_changed",),
        9: ("walking",),
        14: ("training_changed",),
    }


BUSY = _protocol(
    prescription("a", frequency={"times_a_day": 3}),
    prescription("b", frequency={"every_n_days": 2, "times_a_day": 2}),
    prescription("c", frequency={"weekdays": ["tue", "sat"]}),
    prescription("d", starts_after="P1W"),
)


@given(order=st.permutations(make_plan(BUSY).prescriptions), number=st.integers(0, 41))
def test_the_order_of_the_rows_does_not_change_the_day(order: list[Any], number: int) -> None:
    plan = make_plan(BUSY)
    agenda = _agenda(BUSY, number, plan)
    other = _agenda(BUSY, number, replace(plan, prescriptions=tuple(order)))

    assert Counter(other.items) == Counter(agenda.items)
    assert [item.moment for item in other.items] == [item.moment for item in agenda.items]


@given(longer=st.integers(1, 366), number=st.integers(0, 20))
def test_a_longer_plan_has_the_same_days(longer: int, number: int) -> None:
    plan = make_plan(BUSY)

    assert _agenda(BUSY, number, extend(plan, "relative_rest", longer)) == _agenda(
        BUSY, number, plan
    )


@given(number=st.integers(0, 20), later=st.integers(0, 400))
def test_a_day_that_has_been_is_the_same_whenever_it_is_looked_at(number: int, later: int) -> None:
    plan = make_plan(BUSY)
    then = agenda_on(plan, BUSY, day(number), as_of=day(number), moments=MOMENTS)
    afterwards = agenda_on(plan, BUSY, day(number), as_of=day(number + later), moments=MOMENTS)

    assert afterwards == then


def test_an_overdue_phase_goes_on_asking_its_own_exercises() -> None:
    protocol = _protocol(prescription())
    plan = make_plan(protocol)

    for ahead in (0, 1, 30):
        agenda = agenda_on(plan, protocol, day(25 + ahead), as_of=day(25), moments=MOMENTS)
        assert (agenda.phase, [item.exercise for item in agenda.items]) == (
            "relative_rest",
            ["calf-stretch"],
        )


def test_turns_are_numbered_within_the_day() -> None:
    agenda = _agenda(BUSY, 0)
    turns: dict[str, list[int]] = {}
    for item in agenda.items:
        turns.setdefault(item.prescription, []).append(item.turn)

    assert turns == {"relative_rest-1": [1, 2, 3], "relative_rest-2": [1, 2]}


def _items(*turns: tuple[str, str, int]) -> list[AgendaItem]:
    return [AgendaItem(key, exercise, DOSE, turn, None) for key, exercise, turn in turns]


TWICE = _items(("rest-1", "stretch", 1), ("rest-1", "stretch", 2))


@pytest.mark.parametrize(
    ("ticks", "matched"),
    [
        ([], {}),
        ([("stretch", 2, "full")], {("rest-1", 2): "full"}),
        ([("stretch", None, "partial")], {("rest-1", 1): "partial"}),
        (
            [("stretch", None, "partial"), ("stretch", 1, "full")],
            {("rest-1", 1): "full", ("rest-1", 2): "partial"},
        ),
        ([("stretch", None, "full")] * 5, {("rest-1", 1): "full", ("rest-1", 2): "full"}),
        ([("stretch", 3, "full")], {}),
        ([("run", None, "full")], {}),
    ],
)
def test_ticks_find_their_turn(
    ticks: list[tuple[str, int | None, str]], matched: dict[tuple[str, int], str]
) -> None:
    assert match_ticks(TWICE, [Ticked(*tick) for tick in ticks]) == matched


@given(
    ticks=st.lists(
        st.builds(
            Ticked,
            exercise=st.sampled_from(["stretch", "run"]),
            turn=st.none() | st.integers(1, 3),
            done=st.sampled_from(["full", "partial"]),
        ),
        max_size=8,
    ),
    data=st.data(),
)
def test_the_order_of_ticks_does_not_matter(ticks: list[Ticked], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(ticks))

    assert match_ticks(TWICE, shuffled) == match_ticks(TWICE, ticks)


def test_the_same_exercise_prescribed_twice_can_be_ticked_off_twice() -> None:
    items = _items(("rest-1", "stretch", 1), ("rest-own~1", "stretch", 1))

    matched = match_ticks(items, [Ticked("stretch", None, "full"), Ticked("stretch", None, "full")])

    assert set(matched) == {("rest-1", 1), ("rest-own~1", 1)}


def test_a_day_far_ahead_costs_no_more() -> None:
    """A plan of years is laid out by its phases only."""
    plan = extend(make_plan(BUSY), "return_to_sport", 366)
    last = plan.ends_on - timedelta(days=1)

    assert agenda_on(plan, BUSY, last, as_of=START, moments=MOMENTS).items
