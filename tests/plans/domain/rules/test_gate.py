"""May the next phase open? By its criteria and its shortest and longest duration."""

from __future__ import annotations

from typing import Any

import pytest

from plans.domain.plan import DatedPlan
from plans.domain.protocol import Protocol
from plans.domain.rescheduling import open_next
from plans.domain.rules.gate import GateOutcome, GateVerdict
from tests.plans.domain.cases import answer, find, record, run, walk
from tests.plans.domain.days import day
from tests.plans.domain.documents import (
    SOURCE,
    about,
    at_most,
    make_plan,
    make_protocol,
    phase,
    question,
    range_of,
    words,
)

NOT_MET, MET, OVERDUE = GateOutcome.NOT_MET, GateOutcome.MET, GateOutcome.OVERDUE
WALKING_NORMALLY = {
    "kind": "answer",
    "name": "gait_near_normal",
    "question": "gait",
    "answer": "normal",
}


def _protocol(duration: dict[str, str], *criteria: dict[str, Any]) -> Protocol:
    named = [{"text": words(), "source": SOURCE} | item for item in criteria]
    gate = {"opened_by": "physiotherapist", "criteria": named, "source": SOURCE}
    return make_protocol(
        phases=[
            phase("relative_rest", duration, gate=gate),
            phase("build_up", at_most("P8W"), gate=gate),
            phase("return_to_sport", about("P2W"), gate=gate),
        ],
        questions=[
            question("gait", "normal", "abnormal"),
            question("sport_resumed"),
            question("aids", "none", "some"),
            question("less_pain_than_at_start"),
        ],
        ladder=[{"step": step, "text": words(), "source": SOURCE} for step in ("walk", "jog")],
    )


def _gate(protocol: Protocol, on: int, plan: DatedPlan | None = None, **fields: Any) -> GateVerdict:
    gate = find(protocol, record(**fields), on, plan).gate
    assert gate is not None
    return gate


def _told(verdict: GateVerdict) -> tuple[str, tuple[str, ...]]:
    return verdict.outcome, verdict.missing


ANKLE = _protocol(range_of("P1W", "P3W"), WALKING_NORMALLY)


@pytest.mark.parametrize(
    ("on", "gait", "outcome", "missing"),
    [
        pytest.param(5, "normal", NOT_MET, ("min_days",), id="EX-46a"),
        pytest.param(6, "normal", NOT_MET, ("min_days",), id="the day before"),
        pytest.param(7, "normal", MET, (), id="EX-46b"),
        pytest.param(12, "abnormal", NOT_MET, ("gait_near_normal",), id="EX-46c"),
        pytest.param(12, None, NOT_MET, ("gait_near_normal",), id="unknown is not met"),
        pytest.param(5, "abnormal", NOT_MET, ("min_days", "gait_near_normal"), id="neither"),
        pytest.param(20, "abnormal", NOT_MET, ("gait_near_normal",), id="the last day in time"),
        pytest.param(21, "abnormal", OVERDUE, ("gait_near_normal",), id="overdue"),
        pytest.param(60, "abnormal", OVERDUE, ("gait_near_normal",), id="long overdue"),
        pytest.param(60, "normal", MET, (), id="met after all"),
    ],
)
def test_a_range_has_a_least_and_a_most(
    on: int, gait: str | None, outcome: GateOutcome, missing: tuple[str, ...]
) -> None:
    answers = [answer("gait", gait, 3)] if gait else []

    assert _told(_gate(ANKLE, on, answers=answers)) == (outcome, missing)


def test_no_gate_ever_opens_a_phase_by_itself() -> None:
    """DEF-10: overdue tells somebody and leaves the phase as it is."""
    plan = make_plan(ANKLE)

    verdict = _gate(ANKLE, 90, plan)

    assert verdict.outcome is OVERDUE
    assert verdict.phase is plan.open_phase()


@pytest.mark.parametrize(
    ("duration", "on", "outcome"),
    [
        pytest.param(at_most("P3W"), 0, MET, id="a maximum has no least"),
        pytest.param(about("P3W"), 20, NOT_MET, id="about, a day early"),
        pytest.param(about("P3W"), 21, MET, id="about, on the day"),
    ],
)
def test_a_maximum_and_an_about(duration: dict[str, str], on: int, outcome: GateOutcome) -> None:
    protocol = _protocol(duration, WALKING_NORMALLY)

    assert _gate(protocol, on, answers=[answer("gait", "normal", 0)]).outcome is outcome


@pytest.mark.parametrize(
    ("answers", "is_met"),
    [
        ([("normal", 3), ("abnormal", 8)], False),
        ([("abnormal", 8), ("normal", 3)], False),
        ([("abnormal", 3), ("normal", 8)], True),
        ([("normal", 8), ("abnormal", 8)], False),
    ],
)
def test_the_latest_answer_decides(answers: list[tuple[str, int]], is_met: bool) -> None:
    given = [answer("gait", value, on) for value, on in answers]

    assert (_gate(ANKLE, 9, answers=given).outcome is MET) is is_met


SHIN = _protocol(at_most("P3W"), {"kind": "pain_free_walk", "name": "pain_free_walk"})


@pytest.mark.parametrize(
    ("walks", "missing"),
    [
        pytest.param([(14, 30), (16, 30), (19, 30)], (), id="EX-47a"),
        pytest.param([(14, 30), (16, 20), (19, 30)], ("pain_free_walk",), id="EX-47c"),
        pytest.param([(12, 30), (16, 30), (19, 30)], ("pain_free_walk",), id="EX-73a"),
    ],
)
def test_walks_without_pain(walks: list[tuple[int, int]], missing: tuple[str, ...]) -> None:
    """Today is 20 March, which is day 19."""
    activities = [walk(on, 0, minutes=minutes) for on, minutes in walks]

    assert _gate(SHIN, 19, activities=activities).missing == missing


def _calm(**fields: Any) -> Protocol:
    return _protocol(at_most("P3W"), {"kind": "pain", "name": "calm"} | fields)


@pytest.mark.parametrize(
    ("protocol", "fields", "is_met"),
    [
        pytest.param(_calm(at_most=2, days=4), {"scores": "2 2 2 2 2"}, True, id="at most"),
        pytest.param(_calm(at_most=2, days=4), {"scores": "2 3 2 2 2"}, False, id="one too many"),
        pytest.param(_calm(at_most=2, days=4), {"scores": "3 2 2 2 2"}, True, id="five days ago"),
        pytest.param(_calm(at_most=2, days=4), {"scores": "- - 2 - 2"}, True, id="half logged"),
        pytest.param(_calm(at_most=2, days=4), {"scores": "- - - - 2"}, False, id="too few"),
        pytest.param(_calm(at_most=2, days=3), {"scores": "- - 2 - 2"}, True, id="two of three"),
        pytest.param(_calm(at_most=2, days=3), {"scores": "- - - - 2"}, False, id="one of three"),
        pytest.param(_calm(at_most=2, days=3), {"scores": "- 2 - 2"}, True, id="not yet today"),
        pytest.param(_calm(at_most=2, days=3), {"scores": "0 0 0 0 5"}, False, id="today counts"),
        pytest.param(
            _calm(at_most=2, days=3, series="morning"),
            {"scores": "9 9 9 9 9", "mornings": "2 2 2 2 2"},
            True,
            id="a morning is a morning",
        ),
        pytest.param(_calm(at_most=2, days=3), {}, False, id="nothing is not calm"),
    ],
)
def test_calm_days(protocol: Protocol, fields: dict[str, Any], is_met: bool) -> None:
    assert (_gate(protocol, 4, **fields).outcome is MET) is is_met


FULL = _protocol(
    at_most("P3W"),
    {"kind": "answer", "name": "sport_resumed", "question": "sport_resumed", "answer": "yes"},
    {"kind": "answer", "name": "no_aids", "question": "aids", "answer": "none"},
    {"kind": "pain", "name": "no_complaints", "at_most": 0, "days": 14, "every_day": True},
)


def _back_in_sport() -> DatedPlan:
    plan = open_next(make_plan(FULL), "build_up", on=day(0))
    return open_next(plan, "return_to_sport", on=day(0))


@pytest.mark.parametrize(
    ("scores", "on", "sport", "aids", "missing"),
    [
        pytest.param("0 " * 14, 14, "yes", "none", (), id="EX-49a"),
        pytest.param("0 " * 13, 14, "yes", "none", ("no_complaints",), id="thirteen days"),
        pytest.param("1" + " 0" * 13, 14, "yes", "none", ("no_complaints",), id="13 after pain"),
        pytest.param("1" + " 0" * 14, 15, "yes", "none", (), id="fourteen after pain"),
        pytest.param(
            "0 0 0 0 0 0 - 0 0 0 0 0 0 0", 14, "yes", "none", ("no_complaints",), id="one missing"
        ),
        pytest.param("0 " * 14, 14, "no", "none", ("sport_resumed",), id="no sport yet"),
        pytest.param("0 " * 14, 14, "yes", "some", ("no_aids",), id="with a brace"),
        pytest.param("0 " * 14, 14, None, None, ("sport_resumed", "no_aids"), id="never said"),
    ],
)
def test_full_recovery(
    scores: str, on: int, sport: str | None, aids: str | None, missing: tuple[str, ...]
) -> None:
    given = [("sport_resumed", sport), ("aids", aids)]
    answers = [answer(name, value, 5) for name, value in given if value]

    known = record(scores, answers=answers)
    findings = find(FULL, known, on, _back_in_sport())

    assert findings.gate is not None
    assert [item for item in findings.gate.missing if item != "min_days"] == list(missing)
    assert findings.is_recovered is (not missing)


def test_the_day_that_is_under_way_is_no_day_without_complaints() -> None:
    known = record("- " + "0 " * 14, answers=[])

    findings = find(FULL, known, 14, _back_in_sport())
    assert findings.gate is not None
    assert "no_complaints" in findings.gate.missing


def test_no_gate_but_the_last_is_a_recovery() -> None:
    known = record(
        "0 " * 14, answers=[answer("sport_resumed", "yes", 5), answer("aids", "none", 5)]
    )
    findings = find(FULL, known, 14)

    assert findings.gate is not None
    assert findings.gate.outcome is MET
    assert not findings.is_recovered


def test_what_only_an_examination_can_show_is_named_beside_the_proposal() -> None:
    protocol = _protocol(at_most("P3W"), {"kind": "clinician", "name": "strong_enough"})

    verdict = _gate(protocol, 4)

    assert (verdict.outcome, verdict.to_examine) == (MET, ("strong_enough",))


@pytest.mark.parametrize(("runs", "is_met"), [([], False), ([3], True)])
def test_a_step_of_the_ladder(runs: list[int], is_met: bool) -> None:
    protocol = _protocol(at_most("P3W"), {"kind": "ladder", "name": "jogging", "step": "jog"})
    plan = open_next(make_plan(protocol), "build_up", on=day(1))

    verdict = _gate(protocol, 5, plan, activities=[run(on) for on in runs])
    assert (verdict.outcome is MET) is is_met


def test_a_plan_that_has_ended_has_no_gate() -> None:
    assert find(ANKLE, record(), 9, make_plan(ANKLE, ended_on=day(8))).gate is None
