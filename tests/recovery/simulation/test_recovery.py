"""The way out of a plan in a dry run: adherence, recovery, what follows, and what is too late."""

from __future__ import annotations

import pytest

from tests.recovery.simulation.scenes import (
    Entry,
    answer,
    at,
    day,
    fields_of,
    in_order,
    log,
    logs,
    midnight,
    mistake,
    moment,
    of_type,
    only,
    open_phase,
    pause,
    run,
    signs,
)

# --- Adherence (DEF-11) --------------------------------------------------------------------------


def _ticks(done: str, days: int) -> list[Entry]:
    """Tick the calf stretch off, twice a day: ``f`` full, ``p`` half, ``-`` not at all."""
    slots = [(number, turn) for number in range(days) for turn in (1, 2)]
    return [
        {
            "at": at(number, f"{7 + 12 * (turn - 1):02}:00"),
            "do": "exercise",
            "exercise": "calf-stretch",
            "turn": turn,
            "done": {"f": "full", "p": "partial"}[mark],
        }
        for (number, turn), mark in zip(slots, done, strict=True)
        if mark != "-"
    ]


ONLY_STRETCHING = {
    "phases": {
        "relative_rest": {
            "exercises": [
                {
                    "exercise": "calf-stretch",
                    "dose": {"sets": 3, "hold_s": 30},
                    "frequency": {"times_a_day": 2},
                    "source": "clinic's choice: a trial",
                }
            ]
        }
    }
}


@pytest.mark.parametrize(
    ("done", "events", "expected"),
    [
        pytest.param("fffffffffpp---", [], (71, 14, 9, 2), id="EX-50"),
        pytest.param("--------------", [pause(0, 7, "00:00")], (None, 0, 0, 0), id="EX-51"),
        pytest.param("ffffff--------", [pause(4, 7, "00:00")], (75, 8, 6, 0), id="EX-52"),
        pytest.param("ffffffffffffff", [], (100, 14, 14, 0), id="all"),
        pytest.param("--------------", [], (0, 14, 0, 0), id="none"),
        pytest.param("p-------------", [], (4, 14, 0, 1), id="a half of fourteen: 3.57"),
    ],
)
def test_adherence_is_what_was_done_of_what_was_due(
    done: str, events: list[Entry], expected: tuple[int | None, int, int, int]
) -> None:
    result = run(overrides=ONLY_STRETCHING, until=day(6), events=in_order(_ticks(done, 7), events))

    assert tuple(result["adherence"].values()) == expected


def test_extras_count_nothing() -> None:
    extra = {"at": at(1, "12:00"), "do": "exercise", "exercise": "glute-bridge", "done": "full"}

    result = run(overrides=ONLY_STRETCHING, until=day(6), events=[extra])

    assert result["adherence"] == {"percent": 0, "due": 14, "done": 0, "partial": 0}


# --- Full recovery (DEF-10) ----------------------------------------------------------------------

WAY_BACK = [
    open_phase(1, "build_up"),
    answer(5, "sport_build_up", "yes", "08:00"),
    open_phase(5, "return_to_sport"),
    answer(9, "sport_resumed", "yes"),
    answer(9, "aids", "none", "12:01"),
]


def _recover(
    *events: Entry, until: int = 20, protocol: str = "calf-strain", row: str = ""
) -> Entry:
    scores = logs(row or "0 " * 14)
    return run(protocol=protocol, until=day(until), events=in_order(scores, WAY_BACK, *events))


@pytest.mark.parametrize("protocol", ["calf-strain", "hamstring-strain"])
def test_full_recovery_ends_the_plan_by_itself(protocol: str) -> None:
    """EX-49a: sport resumed, no aid, fourteen days of 0."""
    result = _recover(protocol=protocol)

    met = only(of_type(result, "gate", phase="return_to_sport", verdict="met"))
    assert met["at"] == midnight(14)
    ended = only(of_type(result, "ended"))
    assert (ended["at"], ended["reason"]) == (midnight(14), "recovered")
    assert result["plan"] == {"status": "ended", "outcome": "recovered"}
    assert of_type(result, "referral") == []


@pytest.mark.parametrize(
    ("events", "row"),
    [
        pytest.param([answer(10, "sport_resumed", "no")], "", id="no sport yet"),
        pytest.param([answer(10, "aids", "some")], "", id="an aid"),
        pytest.param([], "0 0 0 0 0 0 0 1 0 0 0 0 0 0", id="one complaint"),
        pytest.param([], "0 0 0 0 0 0 0 - 0 0 0 0 0 0", id="a day without a score"),
        pytest.param([], "0 0 0 0 0 0 0 0 0 0 0 0 0", id="thirteen days"),
    ],
)
def test_without_one_of_the_three_the_plan_goes_on(events: list[Entry], row: str) -> None:
    result = _recover(*events, row=row, until=14)

    assert of_type(result, "ended") == []
    assert result["plan"] == {"status": "active"}


def test_after_recovery_a_light_plan_follows_in_the_agenda() -> None:
    result = _recover(until=40)

    assert [phase["kind"] for phase in result["phases"]] == [
        "relative_rest",
        "build_up",
        "return_to_sport",
    ]
    assert (result["phases"][-1]["status"], result["phases"][-1]["ends_on"]) == ("done", day(14))
    later = {item["exercise"] for number in range(15, 41) for item in result["agenda"][day(number)]}
    assert later
    told = [entry for entry in of_type(result, "message") if entry["at"] > midnight(15)]
    assert {entry["kind"] for entry in told} == {"exercise_reminder"}


def test_what_follows_recovery_just_runs_out() -> None:
    result = _recover(until=400)

    assert len(of_type(result, "ended")) == 1
    assert result["agenda"][day(400)] == []
    assert result["plan"] == {"status": "ended", "outcome": "recovered"}


def test_after_recovery_danger_is_still_taken_seriously() -> None:
    result = _recover(signs(18, "warm", "red"), until=20)

    called = only(of_type(result, "referral"))
    assert (called["rule"], called["at"], called["to"]) == ("R-CALF-3", moment(18, "12:00"), "gp")


def test_recovery_that_a_clinician_states_is_taken_at_its_word() -> None:
    end = {"at": at(3, "12:00"), "do": "end", "reason": "recovered"}

    result = run(until=day(6), events=[log(0, 5), end])

    assert only(of_type(result, "ended"))["reason"] == "recovered"
    assert result["plan"] == {"status": "ended", "outcome": "recovered"}
    assert result["agenda"][day(5)] == []


def test_ending_what_has_ended_as_recovered_changes_nothing() -> None:
    end = {"at": at(16, "12:00"), "do": "end", "reason": "recovered"}

    assert len(of_type(_recover(end), "ended")) == 1


# --- Too early, too late, too much ---------------------------------------------------------------

END = {"at": at(3, "12:00"), "do": "end", "reason": "moved away"}


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (
            [log(3, 5) | {"for": "2026-02-28"}],
            "events[0].for: 28 February 2026 lies before the day on which the injury began",
        ),
        ([log(3, 5) | {"for": day(4)}], "events[0].for: "),
        ([END, log(4, 5)], "events[1]: "),
        ([END, pause(4, 6)], "events[1]: "),
        ([END, open_phase(4, "build_up")], "events[1]: "),
        ([END, {"at": at(4, "12:00"), "do": "end", "reason": "recovered"}], "events[1]: "),
        (
            [END, {"at": at(4, "12:00"), "do": "switch", "protocol": "achilles-treatment"}],
            "events[1]: ",
        ),
        ([END, answer(4, "walking", "normal")], "events[1]: "),
        ([END, signs(4, "antlers")], "events[1].signs: "),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(events: list[Entry], said: str) -> None:
    line = mistake(events=events)

    assert line.startswith(said)
    assert len(line) > len(said)


def test_a_late_score_in_the_middle_of_a_window_changes_no_verdict() -> None:
    """It is new evidence, but the verdict says the same and is not told again."""
    late = {"at": at(11, "09:00"), "do": "log", "for": day(8), "pain": 9}
    events = in_order(logs("5 5 5 5 5 5 5 5 - 5 5 5 5 5"), late)

    result = run(until=day(16), events=events)

    assert fields_of(of_type(result, "verdict", rule="R-ACH-1"), "at") == [(midnight(14),)]


def test_what_led_to_something_comes_before_it_in_the_timeline() -> None:
    late = {"at": at(15, "09:00"), "do": "log", "for": day(13), "pain": 9}

    result = run(until=day(16), events=[*logs("5 5 5 5 5 5 5 4 4 4 4 4 4"), late])

    at_nine = [entry["type"] for entry in result["timeline"] if entry["at"] == moment(15, "09:00")]
    assert at_nine == ["log", "verdict", "referral", "message", "message"]
