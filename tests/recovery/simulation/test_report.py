"""The result of a dry run has the form that is promised."""

from __future__ import annotations

import json
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tests.recovery.simulation.scenes import (
    Entry,
    at,
    day,
    fields_of,
    log,
    logs,
    of_type,
    only,
    run,
)


@pytest.fixture
def full() -> Entry:
    """A run in which everything happens that this stage of the program knows."""
    events = [
        *logs("5 5 5 5 5 5 5 5 5 5 4 4 5 4"),
        {"at": at(14, "09:00"), "do": "exercise", "exercise": "calf-stretch", "pain": 2},
        {"at": at(14, "12:00"), "do": "walk", "minutes": 30, "pain": 0},
        {"at": at(14, "13:00"), "do": "run", "minutes": 12, "km": 2.0, "pain": 3},
        {"at": at(15, "12:00"), "do": "acknowledge", "referral": "R-ACH-1"},
        {"at": at(16, "12:00"), "do": "open_phase", "phase": "build_up", "by": "physiotherapist"},
        {"at": at(17, "12:00"), "do": "pause", "until": day(18), "reason": "flu"},
        {"at": at(19, "12:00"), "do": "end", "reason": "recovered"},
    ]
    return run(events=events)


def test_the_sections_are_those_that_are_promised(full: Entry) -> None:
    assert list(full) == [
        "protocol",
        "version",
        "pathway",
        "phases",
        "agenda",
        "timeline",
        "adherence",
        "plan",
    ]
    assert (full["protocol"], full["version"], full["pathway"]) == (
        "achilles-self-care",
        1,
        "self_care",
    )
    assert full["plan"] == {"status": "ended", "outcome": "recovered"}
    assert json.loads(json.dumps(full)) == full


def test_phases_are_half_open_and_follow_one_another(full: Entry) -> None:
    rest, build_up, sport = full["phases"]

    assert list(rest) == [
        "kind",
        "starts_on",
        "earliest_end",
        "ends_on",
        "latest_end",
        "duration",
        "status",
    ]
    # Build-up was opened on the 17th: that is the first day after the rest.
    assert (rest["starts_on"], rest["ends_on"], rest["status"]) == (
        "2026-03-01",
        "2026-03-17",
        "done",
    )
    assert (build_up["starts_on"], build_up["ends_on"], build_up["status"]) == (
        "2026-03-17",
        "2026-03-20",
        "done",
    )
    assert (sport["kind"], sport["status"]) == ("return_to_sport", "planned")


@pytest.mark.parametrize(
    ("protocol", "names"),
    [
        ("achilles-self-care", ["type", "max", "source"]),
        ("ankle-moderate", ["type", "min", "max", "source"]),
    ],
)
def test_a_duration_keeps_the_kind_and_the_unit_in_which_it_was_stated(
    protocol: str, names: list[str]
) -> None:
    phase = run(protocol=protocol, until=day(1))["phases"][0]

    assert list(phase["duration"]) == names
    assert phase["duration"]["max"].startswith("P")
    assert phase["ends_on"] == phase["latest_end"]


def test_the_agenda_names_every_day_and_what_was_done(full: Entry) -> None:
    assert list(full["agenda"]) == [day(number) for number in range(20)]
    item = full["agenda"][day(0)][0]
    assert list(item) == ["exercise", "moment", "dose", "done"]
    assert item == {
        "exercise": "calf-stretch",
        "moment": "07:30",
        "dose": {"sets": 3, "hold_s": 30, "per_side": True, "rest_s": 15},
        "done": None,
    }
    stretches = [i for i in full["agenda"][day(14)] if i["exercise"] == "calf-stretch"]
    assert [item["done"] for item in stretches] == ["full", None]
    assert full["agenda"][day(17)] == []
    assert full["agenda"][day(19)] == []


def test_adherence_counts_what_was_due(full: Entry) -> None:
    due = sum(len(items) for items in full["agenda"].values())

    assert full["adherence"] == {"percent": 1, "due": due, "done": 1, "partial": 0}


def test_the_timeline_is_in_time_order_and_in_local_time(full: Entry) -> None:
    moments = [datetime.fromisoformat(entry["at"]) for entry in full["timeline"]]

    assert all(before <= after for before, after in pairwise(moments))
    zone = ZoneInfo("Europe/Amsterdam")
    assert all(moment.isoformat() == moment.astimezone(zone).isoformat() for moment in moments)


NUMBERS = {"baseline", "end", "delta", "percent"}
FORMS = {
    "verdict": {"rule", "verdict", "window"},
    "session": {"exercise", "verdict", "ceiling"},
    "gate": {"phase", "verdict", "missing"},
    "log": {"for", "counted"},
    "phase_opened": {"phase", "by"},
    "referral": {"rule", "to", "urgency"},
    "paused": {"until", "reason"},
    "resumed": set(),
    "ended": {"reason"},
}


@pytest.mark.parametrize("entry_type", FORMS)
def test_an_entry_has_the_fields_of_its_type(full: Entry, entry_type: str) -> None:
    found = of_type(full, entry_type)

    assert found
    for entry in found:
        numbers = NUMBERS if "baseline" in entry else set()
        assert entry.keys() == {"at", "type"} | FORMS[entry_type] | numbers


def test_what_the_events_said_is_in_the_timeline(full: Entry) -> None:
    assert fields_of(of_type(full, "phase_opened"), "at", "phase", "by") == [
        ("2026-03-17T12:00:00+01:00", "build_up", "physiotherapist")
    ]
    assert only(of_type(full, "ended"))["reason"] == "recovered"
    assert {entry["counted"] for entry in of_type(full, "log")} == {"on_time"}


def test_a_message_says_what_to_whom_and_why_not() -> None:
    result = run(
        until=day(1),
        moments=["06:00", "20:00"],
        events=[
            {"at": at(0, "09:00"), "do": "exercise", "exercise": "calf-stretch", "turn": 2},
            {"at": at(0, "09:05"), "do": "log", "pain": 5},
        ],
    )

    told = of_type(result, "message")
    assert fields_of(told, "at", "kind", "to", "suppressed") == [
        ("2026-03-01T06:00:00+01:00", "exercise_reminder", "patient", "quiet_hours"),
        # That the plan has begun.
        ("2026-03-01T07:00:00+01:00", "plan_changed", "patient", None),
        ("2026-03-01T20:00:00+01:00", "exercise_reminder", "patient", "done"),
        ("2026-03-01T20:30:00+01:00", "log_reminder", "patient", "done"),
        ("2026-03-02T06:00:00+01:00", "exercise_reminder", "patient", "quiet_hours"),
        ("2026-03-02T20:00:00+01:00", "exercise_reminder", "patient", None),
        ("2026-03-02T20:30:00+01:00", "log_reminder", "patient", None),
    ]
    assert {entry["channel"] for entry in told} == {"email"}
    assert all("suppressed" not in entry for entry in told[-2:])


def test_a_reminder_knows_only_what_was_reported_before_it() -> None:
    evening = {"at": at(0, "21:30"), "do": "exercise", "exercise": "calf-stretch"}

    result = run(until=day(0), events=[evening | {"turn": turn} for turn in (1, 2)])

    reminders = of_type(result, "message", kind="exercise_reminder")
    assert reminders
    assert all("suppressed" not in entry for entry in reminders)


def test_a_referral_is_told_to_the_patient_in_the_morning_and_to_the_clinic_at_once() -> None:
    result = run(until=day(14), events=logs("6 " * 14))

    told = [e for e in of_type(result, "message") if e["kind"] in ("referral", "alert")]
    assert fields_of(told, "at", "kind", "to") == [
        ("2026-03-15T00:00:00+01:00", "alert", "physiotherapist"),
        ("2026-03-15T07:00:00+01:00", "referral", "patient"),
    ]


def test_nothing_is_asked_after_the_end() -> None:
    result = run(until=day(6), events=[{"at": at(2, "12:00"), "do": "end", "reason": "recovered"}])

    after = [entry for entry in result["timeline"] if entry["at"] > f"{day(2)}T12:00:00+01:00"]
    assert after == []
    assert result["plan"] == {"status": "ended", "outcome": "recovered"}


def test_a_phase_that_nobody_opens_stays_open() -> None:
    result = run(until=day(30), events=[log(0, 5)])

    rest, build_up = result["phases"][:2]
    assert (rest["status"], rest["ends_on"]) == ("open", "2026-03-15")
    assert build_up["status"] == "planned"
    assert of_type(result, "phase_opened") == []
    assert result["agenda"][day(30)] == result["agenda"][day(2)]


def test_no_day_is_lost_over_a_leap_day() -> None:
    result = run(start_on="2028-02-27", until="2028-03-02")

    assert list(result["agenda"]) == [
        date(2028, month, number).isoformat()
        for month, number in ((2, 27), (2, 28), (2, 29), (3, 1), (3, 2))
    ]
