"""A scenario with a mistake is refused in one line that names the place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plans.models import Patient
from recovery.simulation.scenario import ScenarioMistake, read_scenario
from tests.factories.people import make_clinic, make_patient
from tests.recovery.simulation.scenes import Entry, at, day, log, mistake, of_type, run, scene


def _event(**fields: Any) -> Entry:
    return {"events": [{"at": at(3, "12:00")} | fields]}


MISTAKES = [
    # The document itself
    ({"colour": "red"}, "colour: unknown key"),
    ({"until": "2026-02-28"}, "until: 2026-02-28 comes before 2026-03-01"),
    ({"until": "2030-01-01"}, "until: a dry run takes at most 1100 days"),
    ({"until": None}, "until: "),
    ({"start_on": "2026-02-30"}, "start_on: "),
    ({"start_on": 20260301}, "start_on: "),
    ({"injured_on": "2026-03-02"}, "injured_on: 2026-03-02 comes after the plan starts"),
    ({"timezone": "Europe/Atlantis"}, "timezone: 'Europe/Atlantis' is not a time zone"),
    ({"timezone": "../etc/passwd"}, "timezone: '../etc/passwd' is not a time zone"),
    ({"timezone": ""}, "timezone: '' is not a time zone"),
    ({"language": "de"}, "language: "),
    ({"moments": []}, "moments: "),
    ({"moments": ["7:30"]}, 'moments[0]: "7:30" is not a time such as 07:30'),
    ({"moments": ["25:00"]}, 'moments[0]: "25:00" is not a time'),
    ({"moments": [730]}, "moments[0]: 730 is not a time"),
    ({"log_at": "20:30:00"}, 'log_at: "20:30:00" is not a time'),
    ({"quiet": ["22:00"]}, "quiet"),
    ({"injured_on": "1990-01-01"}, "injured_on: "),
    ({"start_on": "0001-01-01", "until": "0001-01-05"}, "start_on: 0001-01-01 lies outside"),
    ({"start_on": "9999-12-30", "until": "9999-12-31"}, "start_on: 9999-12-30 lies outside"),
    ({"moments": ["07:30", "07:30"]}, "moments: "),
    ({"protocol": "achilles"}, "protocol: 'achilles' is not a protocol of the catalogue"),
    ({"protocol": "No Slug"}, "protocol: "),
    ({"events": {}}, "events: "),
    # One event
    (_event(do="dance"), "events[0]: "),
    (_event(), "events[0]: "),
    (_event(do="log"), "events[0]: a log needs a pain score, a morning score or both"),
    (_event(do="log", pain=11), "events[0].pain: 11 is not between 0 and 10"),
    (_event(do="log", pain=-1), "events[0].pain: -1 is not between 0 and 10"),
    (_event(do="log", pain=5.5), "events[0].pain: 5.5 is not a whole number"),
    (_event(do="log", pain="5"), 'events[0].pain: "5" is not a whole number'),
    (_event(do="log", pain=True), "events[0].pain: true is not a whole number"),
    (_event(do="log", morning=11), "events[0].morning: 11 is not between 0 and 10"),
    (_event(do="log", pain=5, mood="good"), "events[0].mood: unknown key"),
    (_event(do="log", pain=5, **{"for": day(4)}), "events[0].for: "),
    (_event(do="log", pain=5, **{"for": "2026-02-28"}), "events[0].for: "),
    (_event(do="log", pain=5, **{"for": "soon"}), "events[0].for: "),
    (_event(do="exercise"), "events[0].exercise: is missing"),
    (_event(do="exercise", exercise="juggling"), "events[0].exercise: "),
    (_event(do="exercise", exercise="calf-stretch", done="half"), "events[0].done: "),
    (_event(do="exercise", exercise="calf-stretch", pain=11), "events[0].pain: 11 is not"),
    (_event(do="walk"), "events[0].minutes: is missing"),
    (_event(do="run", minutes=0), "events[0].minutes: "),
    (_event(do="run", minutes=10, km=-1), "events[0].km: "),
    (_event(do="answer", question="mood", value="good"), "events[0].question: "),
    (_event(do="answer", question="walking", value="flying"), "events[0]."),
    (_event(do="signs", signs=["antlers"]), "events[0].signs"),
    (_event(do="pause"), "events[0].until: is missing"),
    (_event(do="pause", until=day(1)), "events[0]."),
    (_event(do="resume"), "events[0]"),
    (_event(do="open_phase", phase="acute"), "events[0].phase: "),
    (_event(do="open_phase", phase="sprinting"), "events[0].phase: "),
    (_event(do="open_phase", phase="build_up", by="nobody"), "events[0].by: "),
    (_event(do="switch", protocol="achilles"), "events[0].protocol: "),
    (_event(do="switch", protocol="achilles-self-care"), "events[0].protocol: "),
    (_event(do="switch", protocol="ankle-light"), "events[0].protocol: "),
    (_event(do="acknowledge", referral="R-ACH-1"), "events[0].referral: there is no referral"),
    (_event(at="later", do="resume"), "events[0].at: "),
    (_event(at="2026-03-30T12:00", do="resume"), "events[0].at: 2026-03-30T12:00:00+02:00 lies"),
    (_event(at="2026-02-28T12:00", do="resume"), "events[0].at: "),
    # Events together
    ({"events": [log(4, 5), log(3, 5)]}, "events[1].at: 2026-03-04T21:00:00+01:00 comes before"),
    (
        {
            "events": [
                {"at": at(1, "12:00"), "do": "end"},
                {"at": at(2, "12:00"), "do": "log", "pain": 3},
            ]
        },
        "events[1]",
    ),
]


@pytest.mark.parametrize(("fields", "said"), MISTAKES, ids=[said for _, said in MISTAKES])
def test_a_mistake_is_one_line_that_names_the_place(fields: Entry, said: str) -> None:
    assert mistake(**fields).startswith(said)


@pytest.mark.parametrize("name", ["protocol", "start_on", "until"])
def test_what_is_required_must_be_there(name: str) -> None:
    fields = scene()
    del fields[name]

    with pytest.raises(ScenarioMistake, match=f"^{name}: is missing$"):
        read_scenario(json.dumps(fields))


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '"text"', "null", '{"a": 1', "\x00"])
def test_what_is_not_a_scenario_is_refused_too(text: str) -> None:
    with pytest.raises(ScenarioMistake) as caught:
        read_scenario(text)

    assert str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_fourth_event_is_named_by_its_place() -> None:
    said = mistake(events=[log(0, 5), log(1, 5), log(2, 5), log(3, 11)])

    assert said == "events[3].pain: 11 is not between 0 and 10"


def test_what_is_left_out_is_as_for_a_new_patient() -> None:
    patient: Patient = make_patient(make_clinic(timezone="Europe/Amsterdam"))
    moments = [f"{moment:%H:%M}" for moment in patient.exercise_moments]

    result = run(until=day(0))

    asked = {item["moment"] for item in result["agenda"][day(0)]}
    assert asked <= set(moments)
    reminder = of_type(result, "message", kind="log_reminder")[0]
    assert reminder["at"] == f"2026-03-01T{patient.log_at:%H:%M}:00+01:00"
    explicit = run(
        until=day(0),
        timezone="Europe/Amsterdam",
        language="nl",
        moments=moments,
        log_at=f"{patient.log_at:%H:%M}",
        quiet=["22:00", "07:00"],
        injured_on=day(0),
        overrides={},
        events=[],
    )
    assert result == explicit


def test_a_day_that_is_left_out_is_the_day_of_the_report() -> None:
    assert of_type(run(events=[log(3, 5)]), "log")[0]["for"] == day(3)


def test_two_things_at_one_time_happen_in_the_order_of_the_scenario() -> None:
    result = run(events=[log(3, 5), log(3, 2)])

    assert len(of_type(result, "log")) == 2
