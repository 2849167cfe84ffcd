"""A dry run does what the live program would do, and leaves nothing behind."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps

from recovery.simulation.run import simulate
from recovery.simulation.scenario import read_scenario
from tests.recovery.simulation.scenes import (
    Entry,
    at,
    day,
    fields_of,
    log,
    logs,
    mistake,
    of_type,
    only,
    open_phase,
    run,
    scene,
)

PROTOCOLS = {
    "heel": ["heel-self-care", "heel-treatment"],
    "ankle": ["ankle-light", "ankle-moderate", "ankle-severe", "ankle-eversion"],
    "achilles": ["achilles-self-care", "achilles-treatment"],
    "itb": ["itb-self-care", "itb-treatment"],
    "pfp": ["pfp-self-care", "pfp-treatment"],
    "shin": ["shin-self-care", "shin-treatment"],
    "hamstring": ["hamstring-strain", "hamstring-tear"],
    "calf": ["calf-strain", "calf-tear"],
    "groin": ["groin-light", "groin-severe"],
    "low-back": ["low-back-self-care", "low-back-blockage", "low-back-instability"],
}
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


# --- Worked examples of the progress rules -------------------------------------------------------

FOURTEEN_DAYS = [
    ("EX-01", "6 6 6 6 5 5 5 4 4 4 3 3 3 3", "clear_improvement", (6, 3, 3, 50)),
    ("EX-02", "6 6 6 6 6 6 5 5 5 5 5 5 5 5", "slight_improvement", (6, 5, 1, 100 / 6)),
    ("EX-03", "5 5 5 5 5 5 5 5 5 5 4 4 5 4", "no_change", (5, 4.25, 0.75, 15)),
    ("EX-04", "8 8 8 8 8 8 8 8 7 7 7 7 7 6", "slight_improvement", (8, 6.75, 1.25, 15.625)),
    ("EX-06", "4 4 4 4 4 4 4 3 3 3 3 3 2 2", "clear_improvement", (4, 2.5, 1.5, 37.5)),
    ("EX-07", "3 3 3 3 3 3 4 4 4 4 4 5 4 4", "worse", (3, 4.25, -1.25, -125 / 3)),
    ("EX-10", "1 0 1 0 0 1 0 1 0 0 0 1 0 1", "settled", (0.5, 0.5, 0, 0)),
    ("EX-11", "0 0 0 0 0 0 0 0 0 0 0 0 0 0", "settled", (0, 0, 0, None)),
    ("EX-12", "0 0 0 0 0 0 0 0 1 1 1 1 1 1", "settled", (0, 1, -1, None)),
    ("EX-14", "2 2 2 2 2 2 2 2 1 1 1 1 1 2", "no_change", (2, 1.25, 0.75, 37.5)),
    ("EX-18", "6 6 - - - - - - - - - - 3 3", "clear_improvement", (6, 3, 3, 50)),
    ("EX-19", "3/5/4 5 5 5 - - - - - - 1/5 2/5/3 1/4 2/5", "no_change", (5, 4.75, 0.25, 5)),
    ("EX-27", "6 6 6 6 5 - - - - - - - 5 6", "no_change", (6, 5.5, 0.5, 50 / 6)),
    ("EX-62", "5 5 5 5 - - - - - - 4 4 4 3", "slight_improvement", (5, 3.75, 1.25, 25)),
    ("EX-64", "3 3 3 3 - - - - - - 4 4 4 4", "worse", (3, 4, -1, -100 / 3)),
]


@pytest.mark.parametrize(
    ("row", "verdict", "numbers"),
    [example[1:] for example in FOURTEEN_DAYS],
    ids=[example[0] for example in FOURTEEN_DAYS],
)
def test_two_weeks_of_scores_are_judged_as_the_worked_examples_say(
    row: str, verdict: str, numbers: tuple[float, float, float, float | None]
) -> None:
    result = run(until=day(14), events=logs(row))

    given = only(of_type(result, "verdict"))
    assert given["at"] == "2026-03-15T00:00:00+01:00"
    assert (given["rule"], given["verdict"]) == ("R-ACH-1", verdict)
    assert given["window"] == ["2026-03-01", "2026-03-14"]
    assert (given["baseline"], given["end"], given["delta"]) == numbers[:3]
    assert given["percent"] == (None if numbers[3] is None else pytest.approx(numbers[3]))
    referred = fields_of(of_type(result, "referral"), "at", "rule", "to", "urgency")
    fires = verdict in ("no_change", "worse")
    assert referred == fires * [(given["at"], "R-ACH-1", "physiotherapist", "contact")]


@pytest.mark.parametrize(
    ("row", "verdict", "baseline", "end", "percent"),
    [
        pytest.param("6 5 4 3 3", "clear_improvement", 5.5, 3.0, 500 / 11, id="EX-22"),
        pytest.param("6 4 4 4 4", "slight_improvement", 5.0, 4.0, 20.0, id="EX-68"),
    ],
)
def test_a_light_ankle_is_judged_after_five_days(
    row: str, verdict: str, baseline: float, end: float, percent: float
) -> None:
    result = run(protocol="ankle-light", until=day(5), events=logs(row))

    given = only(of_type(result, "verdict", rule="R-ANK-3"))
    assert given["at"] == "2026-03-06T00:00:00+01:00"
    assert (given["verdict"], given["baseline"], given["end"]) == (verdict, baseline, end)
    assert given["percent"] == pytest.approx(percent)
    assert of_type(result, "referral", rule="R-ANK-3") == []


def test_the_verdict_is_not_there_on_the_last_day_of_its_window() -> None:
    assert of_type(run(until=day(13), events=logs("6 " * 14)), "verdict") == []


def test_an_ankle_on_which_one_cannot_walk_is_referred_whatever_the_scores() -> None:
    impossible = {"at": at(4, "20:00"), "do": "answer", "question": "walking"}
    events = sorted(
        [*logs("6 5 4 3 3"), impossible | {"value": "impossible"}], key=lambda event: event["at"]
    )

    result = run(protocol="ankle-light", until=day(5), events=events)

    assert only(of_type(result, "referral", rule="R-ANK-3"))["to"] == "physiotherapist"


# --- Too few scores ------------------------------------------------------------------------------

THIN = "6 - - - 6 5 5 5 4 4 4 4 3 3"


def test_thin_data_is_a_question_and_not_yet_a_referral() -> None:
    result = run(until=day(15), events=logs(THIN))

    verdict = only(of_type(result, "verdict"))
    assert verdict["verdict"] == "insufficient_data"
    assert not {"baseline", "end", "delta", "percent"} & verdict.keys()
    question = only(of_type(result, "question"))
    assert (question["at"], question["question"], question["rule"]) == (
        "2026-03-15T00:00:00+01:00",
        "less_pain_than_at_start",
        "R-ACH-1",
    )
    assert of_type(result, "referral") == []
    told = only(of_type(result, "message", kind="question"))
    # It is the middle of the night: the question waits until the quiet hours are over.
    assert (told["at"], told["to"]) == ("2026-03-15T07:00:00+01:00", "patient")


@pytest.mark.parametrize(
    ("answer", "referred_at"),
    [
        pytest.param("no", ["2026-03-16T12:00:00+01:00"], id="no: a person looks"),
        pytest.param("yes", [], id="yes: that settles it"),
        pytest.param(None, ["2026-03-18T00:00:00+01:00"], id="silence: a person looks"),
    ],
)
def test_the_answer_or_the_silence_decides(answer: str | None, referred_at: list[str]) -> None:
    reply = {"at": at(15, "12:00"), "do": "answer", "question": "less_pain_than_at_start"}
    replies = [reply | {"value": answer}] if answer else []

    result = run(until=day(19), events=[*logs(THIN), *replies])

    assert [entry["at"] for entry in of_type(result, "referral")] == referred_at


# --- Late reports, pauses, switches, anchors -----------------------------------------------------


def test_a_late_score_that_counts_changes_the_verdict() -> None:
    late = {"at": "2026-03-16T09:00Z", "do": "log", "for": "2026-03-14", "pain": 3}

    result = run(until=day(16), events=[*logs("6 6 6 6 - - - - - - 3"), late])

    given = fields_of(of_type(result, "verdict"), "at", "verdict")
    assert given == [
        ("2026-03-15T00:00:00+01:00", "insufficient_data"),
        ("2026-03-16T10:00:00+01:00", "clear_improvement"),
    ]
    assert fields_of(of_type(result, "log"), "for", "counted")[-1] == (
        "2026-03-14",
        "late_counted",
    )
    assert of_type(result, "referral") == []


def test_a_referral_that_a_late_score_overtakes_is_kept() -> None:
    late = {"at": "2026-03-16T09:00Z", "do": "log", "for": "2026-03-14", "pain": 6}
    events = [*logs("4 4 4 4 - - - - - - 3 3 2 2"), late]

    result = run(until=day(16), events=events)

    given = fields_of(of_type(result, "verdict"), "verdict")
    assert given == [("clear_improvement",), ("no_change",)]
    assert only(of_type(result, "referral"))["at"] == "2026-03-16T10:00:00+01:00"


@pytest.mark.parametrize(
    ("made_at", "counted"),
    [
        pytest.param("2026-03-12T12:00Z", "on_time", id="the same day"),
        pytest.param("2026-03-13T06:00Z", "on_time", id="the next morning"),
        pytest.param("2026-03-14T12:00Z", "late_counted", id="two days"),
        pytest.param("2026-03-15T12:00Z", "late_counted", id="EX-69a: three days"),
        pytest.param("2026-03-16T12:00Z", "backfilled_not_counted", id="EX-69b: four days"),
        pytest.param("2026-03-20T09:00Z", "backfilled_not_counted", id="EX-24b: eight days"),
    ],
)
def test_how_late_a_score_is_decides_whether_it_counts(made_at: str, counted: str) -> None:
    late = {"at": made_at, "do": "log", "for": "2026-03-12", "pain": 5}

    result = run(events=[late])

    assert only(of_type(result, "log"))["counted"] == counted


def test_a_score_counts_for_the_day_it_is_where_the_patient_lives() -> None:
    result = run(events=[{"at": "2026-03-14T23:30Z", "do": "log", "pain": 5}])

    entry = only(of_type(result, "log"))
    assert (entry["at"], entry["for"]) == ("2026-03-15T00:30:00+01:00", "2026-03-15")


def test_the_strain_is_counted_from_the_injury_and_not_from_the_plan() -> None:
    result = run(
        protocol="hamstring-strain", injured_on="2026-03-01", start_on="2026-03-06", events=[]
    )

    referral = only(of_type(result, "referral", rule="R-HAM-2"))
    assert referral["at"] == "2026-03-15T00:00:00+01:00"


def test_a_switch_to_treatment_closes_the_rules_of_self_care() -> None:
    switch = {"at": at(10, "12:00"), "do": "switch", "protocol": "achilles-treatment"}

    result = run(events=[*logs("6 6 6 6 6 6 6 6 6 6"), switch])

    assert fields_of(of_type(result, "verdict", rule="R-ACH-1"), "at", "verdict") == [
        ("2026-03-11T12:00:00+01:00", "resolved_by_referral")
    ]
    assert of_type(result, "referral", rule="R-ACH-1") == []
    assert only(of_type(result, "switched"))["protocol"] == "achilles-treatment"
    assert of_type(result, "ended") == []
    assert (result["protocol"], result["pathway"]) == ("achilles-treatment", "treatment")
    assert result["phases"][0]["starts_on"] == "2026-03-11"
    assert result["plan"] == {"status": "active"}


def test_the_clock_of_a_referral_runs_on_while_the_plan_is_paused() -> None:
    pause = {"at": at(5, "12:00"), "do": "pause", "until": day(12), "reason": "flu"}
    events = sorted([*logs("6 6 6 6 5 - - - - - - - 5 6"), pause], key=lambda item: item["at"])

    result = run(events=events)

    assert only(of_type(result, "verdict"))["verdict"] == "no_change"
    assert only(of_type(result, "referral"))["at"] == "2026-03-15T00:00:00+01:00"


def test_nothing_is_asked_in_a_pause_and_it_is_said_why() -> None:
    pause = {"at": at(2, "12:00"), "do": "pause", "until": day(5), "reason": "flu"}

    result = run(until=day(6), events=[pause])

    paused = only(of_type(result, "paused"))
    assert (paused["at"], paused["until"], paused["reason"]) == (
        "2026-03-03T12:00:00+01:00",
        "2026-03-06",
        "flu",
    )
    assert only(of_type(result, "resumed"))["at"] == "2026-03-06T00:00:00+01:00"
    assert [len(result["agenda"][day(number)]) > 0 for number in range(7)] == [
        True,
        True,
        False,
        False,
        False,
        True,
        True,
    ]
    for number in (3, 4):
        told = [entry for entry in of_type(result, "message") if entry["at"][:10] == day(number)]
        assert told
        assert {entry.get("suppressed") for entry in told} == {"paused"}
    full = run(until=day(6))["adherence"]["due"]
    in_pause = sum(len(items) for items in result["agenda"].values())
    assert result["adherence"]["due"] == in_pause < full


def test_a_pause_that_is_ended_early_is_said_once() -> None:
    events = [
        {"at": at(2, "12:00"), "do": "pause", "until": day(9)},
        {"at": at(4, "12:00"), "do": "resume"},
    ]

    result = run(until=day(10), events=events)

    assert only(of_type(result, "resumed"))["at"] == "2026-03-05T12:00:00+01:00"
    assert result["agenda"][day(5)]
    assert result["plan"] == {"status": "active"}


def test_a_pause_that_lasts_past_the_end_shows_in_the_plan() -> None:
    pause = {"at": at(2, "12:00"), "do": "pause", "until": day(30)}

    result = run(until=day(6), events=[pause])

    assert result["plan"] == {"status": "paused"}
    assert of_type(result, "resumed") == []


# --- The intake ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("protocol", "answers", "rule", "to", "urgency"),
    [
        ("ankle-light", {"unsure_how_serious": "yes"}, "R-ANK-1", "emergency", "immediate"),
        ("shin-self-care", {"pressure_signs": "yes"}, "R-SHIN-3", "emergency", "immediate"),
        (
            "shin-self-care",
            {"pressure_signs": "no", "bone_signs": "yes"},
            "R-SHIN-2",
            "gp",
            "important",
        ),
    ],
)
def test_an_intake_that_ends_in_a_referral_gives_no_plan(
    protocol: str, answers: dict[str, str], rule: str, to: str, urgency: str
) -> None:
    events = [
        {"at": at(0, f"09:0{number}"), "do": "answer", "question": name, "value": answer}
        for number, (name, answer) in enumerate(answers.items())
    ]

    # An unanswered emergency is told every hour: two days of that show all there is.
    result = run(protocol=protocol, events=events, until=day(1))

    referral = only(of_type(result, "referral"))
    assert referral["at"] == f"2026-03-01T09:0{len(answers) - 1}:00+01:00"
    assert (referral["rule"], referral["to"], referral["urgency"]) == (rule, to, urgency)
    assert (result["plan"], result["phases"], result["agenda"]) == ({"status": "none"}, [], {})
    assert result["adherence"] == {"percent": None, "due": 0, "done": 0, "partial": 0}
    assert (result["protocol"], result["version"]) == (protocol, 1)
    told = of_type(result, "message")
    assert {(e["kind"], e["to"]) for e in told if e["kind"] != "escalation"} == {
        ("referral", "patient"),
        ("alert", "physiotherapist"),
    }


def test_what_comes_after_such_a_referral_changes_nothing() -> None:
    unsure = {"at": at(0, "09:00"), "do": "answer", "question": "unsure_how_serious"}
    events = [unsure | {"value": "yes"}, log(1, 4)]

    result = run(protocol="ankle-light", events=events, until=day(1))

    assert len(of_type(result, "referral")) == 1
    assert of_type(result, "log") == []


def test_a_harmless_answer_at_the_intake_lets_the_plan_go_on() -> None:
    sure = {"at": at(0, "09:00"), "do": "answer", "question": "unsure_how_serious", "value": "no"}

    result = run(protocol="ankle-light", events=[sure, *logs("6 5 4 3 3")[1:]])

    assert result["plan"] == {"status": "active"}
    assert of_type(result, "referral", rule="R-ANK-1") == []


# --- Time ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "changes_on", "expected"),
    [
        ("Europe/Amsterdam", "2026-03-29", ["01:45:00+01:00", "03:00:00+02:00"]),
        ("Europe/Amsterdam", "2026-10-25", ["01:45:00+02:00", "02:15:00+02:00"]),
        ("America/New_York", "2026-03-08", ["01:45:00-05:00", "03:00:00-04:00"]),
        ("America/New_York", "2026-11-01", ["01:45:00-04:00", "02:15:00-05:00"]),
        ("Australia/Lord_Howe", "2026-04-05", ["01:45:00+11:00", "02:15:00+10:30"]),
        ("Australia/Lord_Howe", "2026-10-04", ["01:45:00+10:30", "02:30:00+11:00"]),
        ("Asia/Kathmandu", "2026-03-29", ["01:45:00+05:45", "02:15:00+05:45"]),
        ("Europe/Amsterdam", "2028-02-29", ["01:45:00+01:00", "02:15:00+01:00"]),
    ],
)
def test_each_moment_comes_once_a_day_whatever_the_clock_does(
    zone: str, changes_on: str, expected: list[str]
) -> None:
    before = date.fromisoformat(changes_on) - timedelta(days=2)

    result = run(
        timezone=zone,
        start_on=before.isoformat(),
        until=day(4, before),
        moments=["01:45", "02:15"],
        quiet=["12:00", "12:00"],
    )

    reminders = [e["at"] for e in of_type(result, "message", kind="exercise_reminder")]
    by_day = {
        day(n, before): [x for x in reminders if x.startswith(day(n, before))] for n in range(5)
    }
    assert [len(found) for found in by_day.values()] == [2] * 5
    assert by_day[changes_on] == [f"{changes_on}T{wall}" for wall in expected]
    scores = [e["at"][:10] for e in of_type(result, "message", kind="log_reminder")]
    assert scores == list(by_day)


def test_a_window_over_the_start_of_summer_time_is_fourteen_local_days() -> None:
    start = date(2026, 3, 20)

    result = run(start_on=start.isoformat(), until=day(14, start), events=logs("6 " * 14, start))

    given = only(of_type(result, "verdict"))
    assert given["at"] == "2026-04-03T00:00:00+02:00"
    assert given["window"] == ["2026-03-20", "2026-04-02"]


def test_an_offset_in_a_time_is_taken_at_its_word() -> None:
    one = run(events=[{"at": "2026-03-05T21:00", "do": "log", "pain": 5}])
    other = run(events=[{"at": "2026-03-05T15:00-05:00", "do": "log", "pain": 5}])

    assert one == other


def test_the_same_scenario_gives_the_same_answer() -> None:
    events = [*logs(THIN), {"at": at(15, "12:00"), "do": "end", "reason": "recovered"}]

    assert json.dumps(run(events=events)) == json.dumps(run(events=events))


def test_an_alert_that_nobody_answers_goes_further_until_somebody_has_seen_it() -> None:
    unanswered = [*logs("5 5 5 5 5 5 5 5 5 5 5 5 5 5")]
    seen = {"at": at(15, "12:00"), "do": "acknowledge", "referral": "R-ACH-1"}

    left = run(until=day(40), events=unanswered)
    answered = run(until=day(40), events=[*unanswered, seen])

    assert fields_of(_calls(left)[:4], "at", "kind", "to") == [
        # Sunday night; told again and further on working days, in the morning.
        ("2026-03-15T00:00:00+01:00", "alert", "physiotherapist"),
        ("2026-03-16T07:00:00+01:00", "alert", "physiotherapist"),
        ("2026-03-17T07:00:00+01:00", "escalation", "staff"),
        ("2026-03-18T07:00:00+01:00", "escalation", "staff"),
    ]
    # Then everybody, every week.
    assert [call["at"][:10] for call in _calls(left)[4:]] == [
        *["2026-03-25"] * 2,
        *["2026-04-01"] * 2,
        *["2026-04-08"] * 2,
    ]
    assert _calls(answered) == _calls(left)[:2]


def _calls(result: Entry) -> list[Entry]:
    return [e for e in of_type(result, "message") if e["kind"] in ("alert", "escalation")]


def test_the_same_story_a_year_earlier_gives_the_same_answer_a_year_earlier() -> None:
    """The stretch has no change of the clock, and no alert that waits for a working day."""
    events = [*logs("5 5 5 5 5 5 5 5 5 5 4 4 5 4")]

    now = json.dumps(run(until=day(14), events=events))
    before = json.dumps(
        run(
            start_on="2025-03-01",
            until="2025-03-15",
            events=[event | {"at": event["at"].replace("2026", "2025")} for event in events],
        )
    )

    assert now.replace("2026-", "2025-") == before


# --- Nothing is kept -----------------------------------------------------------------------------


def _row_counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_nothing_is_kept(mailoutbox: list[Any]) -> None:
    before = _row_counts()

    run(
        overrides={"rules": {"R-ACH-1": {"window_days": 7}}},
        events=[*logs("6 6 6 6 6 6 6 6"), {"at": at(9, "12:00"), "do": "end"}],
    )

    assert _row_counts() == before
    assert mailoutbox == []


def test_nothing_is_kept_after_a_mistake_half_way() -> None:
    before = _row_counts()

    mistake(events=[*logs("6 6 6"), open_phase(4, "acute")])

    assert _row_counts() == before


def test_runs_do_not_see_one_another() -> None:
    first = run(overrides={"rules": {"R-ACH-1": {"window_days": 7}}}, until=day(8))
    second = run(until=day(8))

    assert fields_of(of_type(first, "verdict"), "verdict") == [("insufficient_data",)]
    assert of_type(second, "verdict") == []


# --- Every protocol ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("protocol", [slug for slugs in PROTOCOLS.values() for slug in slugs])
def test_every_protocol_can_be_tried(protocol: str, language: str) -> None:
    result = run(protocol=protocol, language=language, until=day(7), events=[log(0, 5), log(6, 3)])

    assert (result["protocol"], result["plan"]) == (protocol, {"status": "active"})
    assert list(result["agenda"]) == [day(number) for number in range(8)]
    assert result["phases"][0]["status"] == "open"
    assert {phase["status"] for phase in result["phases"][1:]} <= {"planned"}
    for phase, following in pairwise(result["phases"]):
        assert phase["starts_on"] < phase["ends_on"] == following["starts_on"]
    assert of_type(result, "message", kind="log_reminder")


def test_a_scenario_is_a_value_that_can_be_run_again() -> None:
    scenario = read_scenario(json.dumps(scene(events=logs("6 6 6"))))

    assert simulate(scenario) == simulate(scenario)
