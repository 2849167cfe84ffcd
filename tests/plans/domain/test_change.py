"""Every way to change a plan, tried before it is made."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from plans.domain.agenda import agenda_on
from plans.domain.change import (
    AddExercise,
    Change,
    ChangeDose,
    ChangeMoments,
    ExtendPhase,
    MovePlan,
    OpenPhase,
    PausePlan,
    RemoveExercise,
    ResumePlan,
    SwapExercise,
    event_kind,
)
from plans.domain.dosage import Dose, Frequency
from plans.domain.plan import DatedPlan, Pause
from plans.domain.refusal import Refusal
from tests.plans.domain.days import START, day
from tests.plans.domain.documents import (
    about,
    at_most,
    make_plan,
    make_protocol,
    phase,
    prescription,
    range_of,
)

CHANGE: TypeAdapter[Change] = TypeAdapter(Change)
MOMENTS = (time(7, 30), time(20))
DOSE = Dose(sets=2, reps=5)
KEY = "relative_rest-1"
PROTOCOL = make_protocol(
    phases=[
        phase(
            "relative_rest",
            range_of("P1W", "P3W"),
            prescription("calf-stretch", frequency={"times_a_day": 2}),
            prescription("heel-raise", frequency={"every_n_days": 2}),
        ),
        phase("build_up", at_most("P4W"), prescription("heel-raise")),
        phase("return_to_sport", about("P3W"), prescription("jogging")),
    ]
)
PLAN = make_plan(PROTOCOL)


def _asked(plan: DatedPlan, number: int) -> list[tuple[str, int, time | None, Dose]]:
    agenda = agenda_on(plan, PROTOCOL, day(number), as_of=START, moments=MOMENTS)
    return sorted(
        ((item.exercise, item.turn, item.moment, item.dose) for item in agenda.items),
        key=lambda item: item[:2],
    )


@st.composite
def tailorings(draw: st.DrawFn) -> Any:
    """Change one exercise from some day on."""
    from_on = day(draw(st.integers(0, 40)))
    key = draw(st.sampled_from([item.key for item in PLAN.prescriptions]))
    frequency = Frequency(times_a_day=draw(st.integers(1, 3)))
    wall_clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
    moments = draw(st.none() | st.lists(wall_clocks, min_size=1, max_size=3).map(tuple))
    return draw(
        st.sampled_from(
            [
                AddExercise(
                    phase="relative_rest",
                    exercise="balance",
                    dose=DOSE,
                    frequency=frequency,
                    from_on=from_on,
                    moments=moments,
                ),
                RemoveExercise(prescription=key, from_on=from_on),
                SwapExercise(prescription=key, exercise="balance", from_on=from_on),
                ChangeDose(prescription=key, dose=DOSE, from_on=from_on),
                ChangeDose(prescription=key, frequency=frequency, from_on=from_on),
                ChangeMoments(prescription=key, moments=moments, from_on=from_on),
            ]
        )
    )


def _is_over(plan: DatedPlan, change: Any) -> bool:
    """Say whether the exercise that ``change`` names has stopped before the day of the change."""
    key = getattr(change, "prescription", None)
    stopped = [item.until_on for item in plan.prescriptions if item.key == key and item.until_on]
    return any(day <= change.from_on for day in stopped)


@given(changes=st.lists(tailorings(), min_size=1, max_size=4))
def test_tailoring_leaves_every_earlier_day_as_it_was(changes: list[Any]) -> None:
    plan = PLAN
    for change in changes:
        if _is_over(plan, change):
            with pytest.raises(Refusal, match="already stopped"):
                change.apply(plan, START)
            continue
        changed = change.apply(plan, START)
        for number in range((change.from_on - START).days):
            assert _asked(changed, number) == _asked(plan, number)
        keys = [item.key for item in changed.prescriptions]
        assert len(set(keys)) == len(keys)
        plan = changed


def test_a_removed_exercise_stops_on_the_day() -> None:
    plan = RemoveExercise(prescription=KEY, from_on=day(4)).apply(PLAN, START)

    asked = [any(item[0] == "calf-stretch" for item in _asked(plan, n)) for n in range(8)]
    assert asked == [True] * 4 + [False] * 4


def test_a_swap_keeps_the_dose_and_the_rhythm() -> None:
    plan = SwapExercise(
        prescription="relative_rest-2", exercise="towel-curl", from_on=day(3)
    ).apply(PLAN, START)

    due = [
        number for number in range(9) if any("towel-curl" in item for item in _asked(plan, number))
    ]
    assert due == [4, 6, 8]
    assert plan.prescriptions[-1].dose == PLAN.prescriptions[1].dose


def test_a_new_dose_holds_from_the_day_on() -> None:
    plan = ChangeDose(prescription=KEY, dose=DOSE, from_on=day(3)).apply(PLAN, START)

    assert [_asked(plan, number)[0][3].reps for number in (2, 3)] == [10, 5]


def test_moments_of_its_own_and_back() -> None:
    own = ChangeMoments(
        prescription=KEY, moments=(time(18), time(9), time(9)), from_on=day(2)
    ).apply(PLAN, START)
    back = ChangeMoments(
        prescription=own.prescriptions[-1].key, moments=None, from_on=day(4)
    ).apply(own, START)

    moments = [
        [item[2] for item in _asked(back, number) if item[0] == "calf-stretch"]
        for number in (1, 3, 5)
    ]
    assert moments == [[time(7, 30), time(20)], [time(9), time(18)], [time(7, 30), time(20)]]


def test_the_key_says_which_row_it_follows() -> None:
    once = ChangeDose(prescription=KEY, dose=DOSE, from_on=day(2)).apply(PLAN, START)
    twice = ChangeDose(prescription=f"{KEY}~1", dose=DOSE, from_on=day(3)).apply(once, START)

    assert [item.key for item in twice.prescriptions[-2:]] == [f"{KEY}~1", f"{KEY}~2"]


def test_changing_twice_on_one_day_keeps_the_last() -> None:
    once = ChangeDose(prescription=KEY, dose=DOSE, from_on=day(2)).apply(PLAN, START)
    twice = ChangeDose(prescription=f"{KEY}~1", dose=Dose(minutes=4), from_on=day(2)).apply(
        once, START
    )

    assert [item[3] for item in _asked(twice, 2)][:2] == [Dose(minutes=4)] * 2


def test_an_added_exercise_is_there_from_its_day() -> None:
    plan = AddExercise(phase="relative_rest", exercise="balance", dose=DOSE, from_on=day(5)).apply(
        PLAN, START
    )

    asked = [
        any(item[0] == "balance" for item in _asked(plan, number)) for number in (4, 5, 20, 21)
    ]
    assert asked == [False, True, True, False]


def test_a_pause_begins_today_when_nothing_is_said() -> None:
    plan = PausePlan(until_on=day(9)).apply(PLAN, day(3))

    assert plan.pauses == (Pause(day(3), day(9)),)


@pytest.mark.parametrize(("today", "paused"), [(3, []), (5, [3, 4]), (8, [3, 4, 5, 6, 7])])
def test_resuming_cuts_the_pause_short(today: int, paused: list[int]) -> None:
    plan = PausePlan(from_on=day(3), until_on=day(9)).apply(PLAN, day(3))

    resumed = ResumePlan().apply(plan, day(today))

    assert [number for number in range(12) if resumed.is_paused_on(day(number))] == paused


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (PausePlan(from_on=day(1), until_on=day(9)), "day_has_passed", "from_on"),
        (PausePlan(until_on=day(2)), "pause_ends_before_start", "until_on"),
        (RemoveExercise(prescription=KEY, from_on=day(1)), "day_has_passed", "from_on"),
        (
            RemoveExercise(prescription="build_up-9", from_on=day(3)),
            "unknown_prescription",
            "prescription",
        ),
        (ChangeDose(prescription=KEY, dose=DOSE, from_on=day(1)), "day_has_passed", "from_on"),
        (
            AddExercise(phase="acute", exercise="balance", dose=DOSE, from_on=day(3)),
            "unknown_phase",
            "phase",
        ),
        (
            AddExercise(phase="build_up", exercise="balance", dose=DOSE, from_on=day(1)),
            "day_has_passed",
            "from_on",
        ),
        (OpenPhase(phase="return_to_sport"), "phase_not_next", "phase"),
        (ExtendPhase(phase="relative_rest", days=-30), "phase_ends_before_start", "days"),
        (ResumePlan(), "not_paused", None),
    ],
)
def test_a_refusal_names_what_is_wrong_and_where(change: Any, code: str, place: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        change.apply(PLAN, day(2))

    assert (refused.value.code, refused.value.place) == (code, place)
    assert refused.value.message.nl != refused.value.message.en


def test_what_stopped_cannot_be_stopped_again() -> None:
    stopped = RemoveExercise(prescription=KEY, from_on=day(4)).apply(PLAN, START)

    with pytest.raises(Refusal, match="already stopped on 5 March 2024"):
        ChangeDose(prescription=KEY, dose=DOSE, from_on=day(6)).apply(stopped, START)


def test_a_change_touches_nothing_of_the_plan_it_was_tried_on() -> None:
    before = repr(PLAN)

    MovePlan(starts_on=day(9)).apply(PLAN, START)
    RemoveExercise(prescription=KEY, from_on=day(4)).apply(PLAN, START)

    assert repr(PLAN) == before


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"kind": "vanish"}', "does not match any of the expected tags"),
        ('{"kind": "move_plan", "starts_on": "2026-02-30"}', "valid date"),
        ('{"kind": "extend_phase", "phase": "build_up", "days": 400}', "less than or equal to 366"),
        ('{"kind": "extend_phase", "phase": "build_up", "days": "7"}', "valid integer"),
        ('{"kind": "extend_phase", "phase": "party", "days": 7}', "Input should be 'acute'"),
        ('{"kind": "pause_plan"}', "until_on"),
        ('{"kind": "resume_plan", "because": "why"}', "Unexpected keyword argument"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        CHANGE.validate_json(text)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (MovePlan(starts_on=START), "plan_moved"),
        (ExtendPhase(phase="build_up", days=1), "phase_extended"),
        (OpenPhase(phase="build_up"), "phase_opened"),
        (PausePlan(until_on=START), "plan_paused"),
        (ResumePlan(), "plan_resumed"),
        (RemoveExercise(prescription=KEY, from_on=START), "plan_tailored"),
    ],
)
def test_each_change_is_kept_under_its_own_name(change: Any, kind: str) -> None:
    assert event_kind(change) == kind
