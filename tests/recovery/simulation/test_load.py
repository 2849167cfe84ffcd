"""Load in a dry run: each session by itself, the weeks of a build-up, and the gates of phases."""

from __future__ import annotations

from typing import Any

import pytest

from tests.recovery.simulation.scenes import (
    Entry,
    answer,
    day,
    exercise,
    fields_of,
    in_order,
    jog,
    log,
    logs,
    midnight,
    mistake,
    moment,
    mornings,
    of_type,
    only,
    open_phase,
    run,
    walk,
)

# --- One session (DEF-7) -------------------------------------------------------------------------

TENDON, MUSCLE = "achilles-treatment", "hamstring-strain"
JOINT, SHIN = "ankle-moderate", "shin-self-care"
BONE = {"phases": {"build_up": {"ceiling": {"pain": 0}}}}
NEXT_MORNING, NEVER = moment(3, "08:00"), midnight(4)
AT_ONCE = moment(2, "18:00")

SESSIONS = [
    # protocol, morning before, during, morning after, ceiling, verdict, known at
    pytest.param(TENDON, 2, 5, 2, 5, "ok", NEXT_MORNING, id="EX-38a"),
    pytest.param(TENDON, 2, 6, 2, 5, "reduce_load", AT_ONCE, id="EX-38b"),
    pytest.param(TENDON, 2, 4, 4, 5, "reduce_load", NEXT_MORNING, id="EX-38c"),
    pytest.param(TENDON, 2, 4, 3, 5, "ok", NEXT_MORNING, id="a morning one higher"),
    pytest.param(TENDON, 2, 4, None, 5, "unknown", NEVER, id="EX-38e"),
    pytest.param(TENDON, None, 4, 2, 5, "unknown", NEXT_MORNING, id="no morning before"),
    pytest.param("groin-light", 2, 5, 2, 5, "ok", NEXT_MORNING, id="groin 5"),
    pytest.param("heel-self-care", 2, 6, 2, 5, "reduce_load", AT_ONCE, id="heel 6"),
    pytest.param(MUSCLE, 1, 3, 1, 3, "ok", NEXT_MORNING, id="EX-38g"),
    pytest.param(MUSCLE, 1, 4, 1, 3, "reduce_load", AT_ONCE, id="EX-71a"),
    pytest.param(JOINT, 1, 3, 1, 3, "ok", NEXT_MORNING, id="EX-71b"),
    pytest.param(JOINT, 1, 4, 1, 3, "reduce_load", AT_ONCE, id="EX-71c"),
    pytest.param("itb-self-care", 1, 4, 1, 3, "reduce_load", AT_ONCE, id="ITB is a joint"),
    pytest.param(SHIN, 1, 4, 1, 4, "ok", NEXT_MORNING, id="EX-71d"),
    pytest.param(SHIN, 1, 5, 1, 4, "reduce_load", AT_ONCE, id="EX-38h"),
]


def _session(
    during: int, before: int | None, after: int | None, *, make: Any = None
) -> list[Entry]:
    made = make(2, during) if make else exercise(2, during)
    return in_order(
        mornings(str(before), 2) if before is not None else [],
        made,
        mornings(str(after), 3) if after is not None else [],
    )


@pytest.mark.parametrize(
    ("protocol", "before", "during", "after", "ceiling", "verdict", "known_at"), SESSIONS
)
def test_a_session_of_the_build_up_is_judged(  # noqa: PLR0917 - the columns of the table
    protocol: str,
    before: int | None,
    during: int,
    after: int | None,
    ceiling: int,
    verdict: str,
    known_at: str,
) -> None:
    events = [open_phase(1, "build_up"), *_session(during, before, after)]

    result = run(protocol=protocol, until=day(5), events=events)

    assert only(of_type(result, "session")) == {
        "at": known_at,
        "type": "session",
        "exercise": "calf-stretch",
        "verdict": verdict,
        "ceiling": ceiling,
    }


@pytest.mark.parametrize(("during", "verdict"), [(0, "ok"), (1, "reduce_load")])
def test_on_bone_no_pain_is_accepted(during: int, verdict: str) -> None:
    """EX-38f, as a setting: the catalogue has no plan for a bone injury."""
    events = [open_phase(1, "build_up"), *_session(during, 0, 0)]

    result = run(protocol=SHIN, overrides=BONE, until=day(4), events=events)

    assert fields_of(of_type(result, "session"), "verdict", "ceiling") == [(verdict, 0)]


@pytest.mark.parametrize(
    "protocol", [TENDON, MUSCLE, JOINT, SHIN, "heel-self-care", "pfp-treatment"]
)
@pytest.mark.parametrize(("during", "verdict"), [(0, "ok"), (1, "reduce_load")])
def test_rest_means_that_nothing_hurts(protocol: str, during: int, verdict: str) -> None:
    result = run(protocol=protocol, until=day(4), events=_session(during, 1, 1))

    assert fields_of(of_type(result, "session"), "verdict", "ceiling") == [(verdict, 0)]


@pytest.mark.parametrize("make", [walk, jog])
def test_walks_and_runs_are_sessions_too(make: Any) -> None:
    events = [open_phase(1, "build_up"), *_session(3, 1, 1, make=make)]

    result = run(protocol=SHIN, until=day(4), events=events)

    named = only(of_type(result, "session"))
    assert (named["exercise"], named["verdict"]) == ({walk: "walk", jog: "run"}[make], "ok")


def test_a_session_waits_for_the_next_morning_until_that_day_is_over() -> None:
    """EX-71f."""
    events = [open_phase(1, "build_up"), *_session(4, 2, None)]

    assert of_type(run(protocol=TENDON, until=day(3), events=events), "session") == []


def test_a_morning_that_comes_late_tells_what_was_unknown() -> None:
    late = {"at": f"{day(5)}T09:00", "do": "log", "morning": 2, "for": day(3)}
    events = [open_phase(1, "build_up"), *_session(4, 2, None), late]

    result = run(protocol=TENDON, until=day(6), events=events)

    assert fields_of(of_type(result, "session"), "at", "verdict") == [
        (NEVER, "unknown"),
        (moment(5, "09:00"), "ok"),
    ]


# --- The weeks of a build-up (DEF-8) -------------------------------------------------------------

RISING = mornings("2 2 2 2 2 2 2 3 3 3 4 3 3 4", 2)


def _bad(*days: int) -> list[Entry]:
    return [exercise(number, 9) for number in days]


def _flare(protocol: str, *events: Entry | list[Entry], until: int = 17) -> Entry:
    """Open the build-up on day 5, so that its day 10 is day 15 of the plan."""
    first = log(0, 2, "07:00")
    return run(
        protocol=protocol,
        until=day(until),
        events=in_order(first, open_phase(5, "build_up"), *events),
    )


@pytest.mark.parametrize(
    ("protocol", "events", "verdict", "referred"),
    [
        pytest.param(TENDON, [RISING], "expected_flare", False, id="EX-39"),
        pytest.param("groin-severe", [RISING], "expected_flare", False, id="EX-39 groin"),
        pytest.param(TENDON, [_bad(15)], "expected_flare", False, id="EX-72c"),
        pytest.param(TENDON, [_bad(13, 15)], "step_back", False, id="EX-41"),
        pytest.param(TENDON, [_bad(11, 13, 15)], "contact_physio", True, id="three bad ones"),
        pytest.param(TENDON, [RISING, _bad(13, 15)], "step_back", False, id="both: the graver"),
        pytest.param(JOINT, [_bad(15)], "step_back", False, id="EX-43"),
        pytest.param(JOINT, [_bad(13, 15)], "contact_physio", True, id="ankle, two bad ones"),
        pytest.param(JOINT, [RISING], "contact_physio", True, id="EX-44"),
        pytest.param("heel-treatment", [RISING], "contact_physio", True, id="heel is not expected"),
        pytest.param(
            JOINT,
            [mornings("2 2 2 2 2 2 2 3 3 3 3 3 3 2", 2)],
            "on_track",
            False,
            id="less than a point",
        ),
        pytest.param(
            JOINT,
            [mornings("- - - - 2 2 - - - - - 9 9 9", 2)],
            "on_track",
            False,
            id="two mornings are too few",
        ),
        pytest.param(JOINT, [_bad(8)], "on_track", False, id="a bad one eight days ago"),
    ],
)
def test_more_pain_in_a_build_up_is_judged(
    protocol: str, events: list[list[Entry]], verdict: str, referred: bool
) -> None:
    result = _flare(protocol, *events, until=16)

    given = of_type(result, "verdict", rule="R-ALL-3")
    assert given[-1]["verdict"] == verdict
    called = of_type(result, "referral", rule="R-ALL-3")
    assert fields_of(called, "to", "urgency") == referred * [("physiotherapist", "contact")]


def test_the_verdict_on_the_build_up_is_told_when_it_changes() -> None:
    result = _flare(JOINT, _bad(13, 15), until=24)

    given = of_type(result, "verdict", rule="R-ALL-3")
    assert fields_of(given, "at", "verdict") == [
        (midnight(6), "on_track"),
        (midnight(14), "step_back"),
        (midnight(16), "contact_physio"),
        (midnight(21), "step_back"),
        (midnight(23), "on_track"),
    ]
    assert given[2]["window"] == [day(9), day(15)]
    called = only(of_type(result, "referral", rule="R-ALL-3"))
    assert called["at"] == midnight(16)


@pytest.mark.parametrize(
    ("first", "verdict"),
    [pytest.param(8, "expected_flare", id="EX-72a"), pytest.param(9, "contact_physio", id="later")],
)
def test_the_first_weeks_are_twenty_one_days(first: int, verdict: str) -> None:
    """The build-up begins on day 1, so its day 20 is day 21; the mean rises on the last morning."""
    row = mornings("2 2 2 2 2 2 2 2 2 3 3 3 4 4", first)
    events = in_order(open_phase(1, "build_up"), row)

    result = run(protocol=TENDON, until=day(first + 14), events=events)

    given = of_type(result, "verdict", rule="R-ALL-3")
    assert fields_of(given, "at", "verdict")[1:] == [(midnight(first + 14), verdict)]


def test_the_fortnight_is_not_judged_while_more_pain_is_expected() -> None:
    result = _flare(TENDON, logs("2 2 2 2 2 2 2 2 2 2 6 6 6 6 6 6"), until=16)

    assert of_type(result, "verdict", rule="R-ALL-2") == []
    ankle = _flare(JOINT, mornings("2 2 2 2 2 2 2 2 2 2 6 6 6 6", 0), until=16)
    assert only(of_type(ankle, "verdict", rule="R-ALL-2"))["verdict"] == "worse"


# --- Gates (DEF-9, DEF-10) -----------------------------------------------------------------------


def _gate(protocol: str, until: int, *events: Entry, phase: str = "relative_rest") -> Entry:
    result = run(protocol=protocol, until=day(until), events=in_order(*events))
    return of_type(result, "gate", phase=phase)[-1]


@pytest.mark.parametrize(
    ("gait", "until", "verdict", "missing", "since"),
    [
        pytest.param("normal", 5, "not_met", ["min_days"], moment(3, "12:00"), id="EX-46a"),
        pytest.param("normal", 7, "met", [], midnight(7), id="EX-46b"),
        pytest.param("abnormal", 12, "not_met", ["gait_near_normal"], midnight(7), id="EX-46c"),
        pytest.param("abnormal", 20, "not_met", ["gait_near_normal"], midnight(7), id="last day"),
        pytest.param("abnormal", 21, "overdue", ["gait_near_normal"], midnight(21), id="too long"),
    ],
)
def test_the_gate_of_a_phase(
    gait: str, until: int, verdict: str, missing: list[str], since: str
) -> None:
    found = _gate(JOINT, until, log(0, 3), answer(3, "gait", gait))

    assert found == {
        "at": since,
        "type": "gate",
        "phase": "relative_rest",
        "verdict": verdict,
        "missing": missing,
    }


def test_a_phase_that_takes_too_long_is_told_and_never_opened() -> None:
    result = run(protocol=JOINT, until=day(25), events=logs("3 " * 25))

    assert only(of_type(result, "gate", verdict="overdue"))["at"] == midnight(21)
    assert [phase["status"] for phase in result["phases"]] == ["open", "planned", "planned"]
    assert of_type(result, "phase_opened") == []


@pytest.mark.parametrize(
    ("walks", "met_at"),
    [
        pytest.param([walk(14), walk(16), walk(19)], moment(19, "18:00"), id="EX-47a"),
        pytest.param([walk(14), walk(16, minutes=20), walk(19)], None, id="EX-47c"),
        pytest.param([walk(12), walk(16), walk(19)], None, id="EX-73a"),
        pytest.param([walk(13), walk(16), walk(19)], moment(19, "18:00"), id="the seventh day"),
        pytest.param([walk(14), walk(16), walk(17, 1), walk(19)], None, id="one that hurt"),
        pytest.param(
            [walk(14), walk(16), walk(17, None), walk(19)],
            moment(19, "18:00"),
            id="one without a score",
        ),
        pytest.param([walk(14), walk(19, wall="09:00"), walk(19)], None, id="two days are too few"),
    ],
)
def test_running_waits_for_walks_without_pain(walks: list[Entry], met_at: str | None) -> None:
    result = run(protocol=SHIN, until=day(19), events=[log(0, 3), *walks])

    met = fields_of(of_type(result, "gate", phase="relative_rest", verdict="met"), "at", "missing")
    assert met == ([(met_at, [])] if met_at else [])
    if not met_at:
        assert of_type(result, "gate")[-1]["missing"] == ["pain_free_walk"]


def test_a_patient_opens_a_phase_when_its_gate_is_met_and_not_before() -> None:
    walks = [walk(14), walk(16), walk(19)]
    early = open_phase(18, "build_up", "20:00", by="patient")
    late = open_phase(19, "build_up", "20:00", by="patient")

    said = mistake(protocol=SHIN, until=day(19), events=in_order(log(0, 3), *walks, early))
    result = run(protocol=SHIN, until=day(19), events=in_order(log(0, 3), *walks, late))

    assert said.startswith("events[3].phase: ")
    opened = only(of_type(result, "phase_opened"))
    assert (opened["at"], opened["phase"], opened["by"]) == (
        moment(19, "20:00"),
        "build_up",
        "patient",
    )
    assert of_type(result, "gate", phase="build_up")[0]["verdict"] == "not_met"


def test_a_gate_is_told_when_it_changes_and_not_every_day() -> None:
    result = run(protocol=JOINT, until=day(12), events=[log(0, 3), answer(3, "gait", "normal")])

    assert fields_of(of_type(result, "gate"), "at", "verdict", "missing") == [
        (midnight(0), "not_met", ["min_days", "gait_near_normal"]),
        (moment(3, "12:00"), "not_met", ["min_days"]),
        (midnight(7), "met", []),
    ]
