"""Has a patient stopped reporting altogether? Then a person has to ask."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plans.domain.evaluation import next_judgement_on
from plans.domain.plan import Pause
from plans.domain.record import Record
from tests.plans.domain.cases import answer, exercise, find, look, record, run, signs
from tests.plans.domain.days import START, day
from tests.plans.domain.documents import make_plan, make_protocol

PROTOCOL = make_protocol()


def _since(known: Record, on: int, *pauses: Pause) -> date | None:
    return find(PROTOCOL, known, on, make_plan(pauses=pauses)).silent_since


@pytest.mark.parametrize(("on", "since"), [(6, None), (7, START), (30, START)])
def test_seven_days_without_any_report_are_too_many(on: int, since: date | None) -> None:
    assert _since(record(), on) == since


@pytest.mark.parametrize(("on", "since"), [(10, None), (11, day(4)), (12, day(4))])
@pytest.mark.parametrize(
    "fields",
    [
        {"pain": record("- - - 0").pain},
        {"exercises": [exercise(3, None)]},
        {"activities": [run(3, None)]},
        {"answers": [answer("walking", "normal", 3)]},
        {"signs": [signs(3)]},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_any_report_ends_a_silence(fields: dict[str, Any], on: int, since: date | None) -> None:
    assert _since(record(**fields), on) == since


def test_how_long_is_a_setting() -> None:
    patient = make_protocol(silence_days=2)

    assert find(patient, record(), 1).silent_since is None
    assert find(patient, record(), 2).silent_since == START


@pytest.mark.parametrize(
    ("on", "since"), [(5, None), (9, None), (12, None), (18, None), (19, day(12))]
)
def test_days_of_a_pause_are_no_silence(on: int, since: date | None) -> None:
    assert _since(record("3 3 3"), on, Pause(day(5), day(12))) == since


def test_a_pause_that_is_to_come_is_no_excuse() -> None:
    assert _since(record(), 8, Pause(day(20), day(30))) == START


def test_an_ended_plan_is_silent_for_good_reason() -> None:
    assert find(PROTOCOL, record(), 30, make_plan(ended_on=day(9))).silent_since is None


@pytest.mark.parametrize("on", [0, 4, 6])
def test_the_day_of_too_long_a_silence_is_a_day_of_judgement(on: int) -> None:
    following = next_judgement_on(look(PROTOCOL, record(), on), find(PROTOCOL, record(), on))

    assert following == day(7)


def test_a_silence_that_follows_a_pause_is_noticed() -> None:
    """Nothing else is due: the pain settled long ago and the gate is met."""
    calm = make_protocol(rules=[{**_never()}])
    plan = make_plan(calm, pauses=(Pause(day(40), day(47)),))
    known = record({day(number): 0 for number in range(39)})

    on = 39
    while on < 54:
        findings = find(calm, known, on, plan)
        following = next_judgement_on(look(calm, known, on, plan), findings)
        assert following is not None, f"asleep for ever since day {on}"
        on = (following - START).days
    assert find(calm, known, on, plan).silent_since == day(47)


def _never() -> dict[str, object]:
    return {
        "kind": "advice",
        "id": "R-GRO-0",
        "reason": {"nl": "reden", "en": "reason"},
        "source": "clinic's choice: made up for a test",
    }
