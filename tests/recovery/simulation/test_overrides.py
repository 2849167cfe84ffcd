"""Settings of a protocol can be changed for one dry run."""

from __future__ import annotations

from typing import Any

import pytest

from tests.recovery.simulation.scenes import day, fields_of, logs, mistake, of_type, only, run


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
        ({"phases": {"acute": {}}}, "overrides.phases.acute: the protocol does not have it"),
        (
            {"phases": {"relative_rest": {"duration": {"max": "long"}}}},
            "overrides.phases.relative_rest.duration",
        ),
    ],
)
def test_what_cannot_be_changed_is_named(overrides: dict[str, Any], said: str) -> None:
    assert mistake(overrides=overrides).startswith(said)
