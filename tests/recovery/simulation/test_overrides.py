"""Settings of a protocol can be changed for one dry run."""

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
    of_type,
    only,
    open_phase,
    run,
    signs,
)


def _rule(**settings: Any) -> dict[str, Any]:
    return {"rules": {"R-ACH-1": settings}}


def test_a_window_can_be_shorter() -> None:
    result = run(overrides=_rule(window_days=7), until=day(7), events=logs("6 6 5 5 5 4 3"))

    given = only(of_type(result, "verdict"))
    assert given["window"] == ["2026-03-01", "2026-03-07"]
    assert (given["verdict"], given["baseline"], given["end"]) == ("clear_improvement", 6.0, 3.5)


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, "slight_improvement"),
        ({"thresholds": {"clear_points": 1.0, "clear_percent": 16.0}}, "clear_improvement"),
        ({"thresholds": {"slight_percent": 20.0}}, "no_change"),
        ({"thresholds": {"settled_at_most": 5.0}}, "settled"),
    ],
)
def test_thresholds_can_be_others(changed: dict[str, Any], verdict: str) -> None:
    result = run(
        overrides=_rule(**changed), until=day(14), events=logs("6 6 6 6 6 6 5 5 5 5 5 5 5 5")
    )

    assert only(of_type(result, "verdict"))["verdict"] == verdict


def test_the_stricter_reading_of_less_pain_is_a_setting() -> None:
    stricter = _rule(fires_on=["no_change", "worse", "slight_improvement"])
    slight = logs("6 6 6 6 6 6 5 5 5 5 5 5 5 5")

    assert of_type(run(until=day(14), events=slight), "referral") == []
    fired = only(of_type(run(overrides=stricter, until=day(14), events=slight), "referral"))
    assert fired["rule"] == "R-ACH-1"


def test_a_phase_can_last_otherwise() -> None:
    duration = {"type": "about", "target": "P3W", "source": "clinic's choice: a trial"}

    result = run(overrides={"phases": {"relative_rest": {"duration": duration}}})

    first, second = result["phases"][:2]
    assert (first["earliest_end"], first["ends_on"], first["latest_end"]) == ("2026-03-22",) * 3
    assert first["duration"] == duration
    assert second["starts_on"] == "2026-03-22"


HURTING = logs("5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5")

EVERY_KIND = [
    # What is set, on which protocol, in which story; and when the rule calls then, if it does.
    pytest.param("pfp-self-care", "R-PFP-2", {"window_days": 7}, HURTING, midnight(7), id="trend"),
    pytest.param(
        "hamstring-strain", "R-HAM-2", {"window_days": 10}, [], midnight(10), id="milestone"
    ),
    pytest.param(
        "hamstring-tear",
        "R-HAM-1",
        {"pain_at_least": 4},
        [log(2, 3, "09:00"), answer(2, "gait", "abnormal", "09:05")],
        None,
        id="tear_check",
    ),
    pytest.param(
        "achilles-self-care",
        "R-ACH-2",
        {"rise_points": 1},
        [*logs("0 0 0 0"), jog(4, 1)],
        moment(4, "18:00"),
        id="resuming",
    ),
    pytest.param(
        "calf-tear", "R-CALF-3", {"at_least": 1}, [signs(3, "warm")], moment(3, "12:00"), id="signs"
    ),
    pytest.param(
        "groin-light",
        "R-GRO-1",
        {"answers": ["possible"]},
        [log(0, 3), answer(3, "normal_load", "possible")],
        moment(3, "12:00"),
        id="report",
    ),
    pytest.param(
        "low-back-self-care",
        "R-LBP-3",
        {"more_than_days": 1},
        [log(0, 3), answer(1, "bed_rest", "yes"), answer(2, "bed_rest", "yes")],
        moment(2, "12:00"),
        id="tally",
    ),
    pytest.param(
        "itb-self-care", "R-ITB-2", {"within_days": 10}, [], midnight(10), id="not_reached"
    ),
    pytest.param(
        "achilles-treatment",
        "R-ALL-3",
        {"expected_days": 0},
        [
            open_phase(1, "build_up"),
            exercise(3, 9),
            exercise(5, 9),
        ],
        midnight(6),
        id="flare",
    ),
    pytest.param(
        "hamstring-strain",
        "R-ALL-1",
        {"urgency": "important"},
        HURTING,
        midnight(14),
        id="prognosis",
    ),
]


@pytest.mark.parametrize(("protocol", "rule", "changed", "events", "called_at"), EVERY_KIND)
def test_rules_of_every_kind_can_be_set(
    protocol: str,
    rule: str,
    changed: dict[str, Any],
    events: list[Entry],
    called_at: str | None,
) -> None:
    # No longer than needed: danger that nobody answers is told every hour.
    scenario: Entry = {
        "protocol": protocol,
        "until": max(called_at or day(15), *(event["at"] for event in events), "")[:10],
        "events": events,
    }
    plain = run(**scenario)
    result = run(**scenario, overrides={"rules": {rule: changed}})

    called = of_type(result, "referral", rule=rule)
    assert (called[0]["at"] if called else None) == called_at
    assert called != of_type(plain, "referral", rule=rule)


BOTH_HALVES = [*logs("5 5 5 5 5 5 5"), answer(7, "normal_load", "impossible")]


@pytest.mark.parametrize(
    ("changed", "called"),
    [
        pytest.param(
            {"window_days": 7},
            [(midnight(7), "contact"), (moment(7, "12:00"), "contact")],
            id="a setting goes to the half that has it",
        ),
        pytest.param(
            {"urgency": "may", "window_days": 7},
            [(midnight(7), "may"), (moment(7, "12:00"), "may")],
            id="what both have is set on both",
        ),
        pytest.param(
            {"kind": "report", "urgency": "important"},
            [(moment(7, "12:00"), "important")],
            id="the kind names one of them",
        ),
        pytest.param(
            {"or_if": {"question": "normal_load", "answer": "impossible"}, "window_days": 7},
            [(midnight(7), "contact"), (moment(7, "12:00"), "contact")],
            id="a setting that the protocol leaves out",
        ),
    ],
)
def test_two_rules_of_one_id_can_be_told_apart(
    changed: dict[str, Any], called: list[tuple[str, str]]
) -> None:
    result = run(
        protocol="groin-light",
        until=day(8),
        events=BOTH_HALVES,
        overrides={"rules": {"R-GRO-1": changed}},
    )

    assert fields_of(of_type(result, "referral", rule="R-GRO-1"), "at", "urgency") == called


def test_what_full_recovery_asks_can_be_another_number_of_days() -> None:
    way_back = [
        open_phase(1, "build_up"),
        answer(3, "sport_build_up", "yes", "08:00"),
        open_phase(3, "return_to_sport"),
        answer(4, "sport_resumed", "yes"),
        answer(4, "aids", "none", "12:01"),
    ]
    result = run(
        protocol="hamstring-strain",
        until=day(16),
        events=in_order(logs("3 3 3 0 0 0 0 0 0 0 0 0 0 0 0 0 0"), way_back),
        overrides={"full_recovery": {"days": 11}},
    )

    given = only(of_type(result, "verdict", rule="R-ALL-1"))
    assert (given["at"], given["verdict"]) == (midnight(14), "ok")


def test_the_run_still_bears_the_name_of_the_protocol_it_tries() -> None:
    result = run(overrides=_rule(window_days=7))

    assert (result["protocol"], result["version"]) == ("achilles-self-care", 1)


def test_after_a_switch_the_other_protocol_has_its_own_settings() -> None:
    switch = {"at": f"{day(3)}T12:00", "do": "switch", "protocol": "achilles-treatment"}

    result = run(overrides=_rule(window_days=7), events=[switch])

    assert result["protocol"] == "achilles-treatment"
    assert fields_of(of_type(result, "switched"), "protocol") == [("achilles-treatment",)]


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"colours": {}}, "overrides.colours: unknown key"),
        ({"rules": {"R-ACH-9": {}}}, "overrides.rules.R-ACH-9: the protocol does not have it"),
        ({"rules": []}, "overrides.rules: "),
        ({"rules": {"R-ACH-1": 7}}, "overrides.rules.R-ACH-1: "),
        (_rule(window_days=0), "overrides.rules.R-ACH-1.window_days: "),
        (_rule(window_days="long"), "overrides.rules.R-ACH-1.window_days: "),
        (_rule(colour="red"), "overrides.rules.R-ACH-1.colour: "),
        (_rule(thresholds={"clear_points": 99}), "overrides.rules.R-ACH-1.thresholds"),
        (_rule(fires_on=[]), "overrides.rules.R-ACH-1.fires_on: "),
        (_rule(thresholds={"slight_percent": 101}), "overrides.rules.R-ACH-1.thresholds"),
        (_rule(thresholds={"least_points": 11}), "overrides.rules.R-ACH-1.thresholds"),
        (_rule(kind="signs"), "overrides.rules.R-ACH-1.kind: the protocol does not have it"),
        (_rule(only_if={"question": "mood", "answer": "good"}), "overrides"),
        ({"full_recovery": {"days": 0}}, "overrides.full_recovery.days: "),
        ({"silence_days": "week"}, "overrides.silence_days: "),
        ({"phases": {"acute": {}}}, "overrides.phases.acute: the protocol does not have it"),
        (
            {"phases": {"relative_rest": {"duration": {"max": "long"}}}},
            "overrides.phases.relative_rest.duration",
        ),
    ],
)
def test_what_cannot_be_changed_is_named(overrides: dict[str, Any], said: str) -> None:
    assert mistake(overrides=overrides).startswith(said)
