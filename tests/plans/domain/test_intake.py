"""The intake leads from answers to a protocol, or straight to a person."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from plans.domain.intake import AskNext, Intake, ReferNow, UseProtocol
from tests.plans.domain.documents import SOURCE, words

INTAKE = TypeAdapter(Intake)
REFERRAL = {
    "kind": "referral",
    "rule": "R-ANK-1",
    "to": "emergency",
    "urgency": "immediate",
    "reason": words(),
    "source": SOURCE,
}


def _asking(name: str, **options: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "text": words(),
        "source": SOURCE,
        "options": [
            {"value": value, "text": words(), "then": then} for value, then in options.items()
        ],
    }


def _use(slug: str) -> dict[str, str]:
    return {"kind": "protocol", "protocol": slug}


def _ask(name: str) -> dict[str, str]:
    return {"kind": "question", "question": name}


GOOD = [
    _asking("broken", yes=REFERRAL, no=_ask("swollen")),
    _asking("swollen", yes=_use("ankle-moderate"), no=_use("ankle-light")),
]


def _read(questions: list[dict[str, Any]]) -> Intake:
    whole = {"region": "ankle", "name": words(), "questions": questions}
    return INTAKE.validate_json(json.dumps(whole))


def test_answers_lead_on() -> None:
    intake = _read(GOOD)

    assert intake.outcome({}) == AskNext(question="broken")
    assert intake.outcome({"broken": "no"}) == AskNext(question="swollen")
    assert intake.outcome({"broken": "no", "swollen": "no"}) == UseProtocol(protocol="ankle-light")
    assert isinstance(intake.outcome({"broken": "yes"}), ReferNow)
    assert intake.outcome({"swollen": "yes"}) == AskNext(question="broken")


def test_an_answer_that_is_not_offered_is_refused() -> None:
    with pytest.raises(ValueError, match="'perhaps' is not an answer to 'broken'"):
        _read(GOOD).outcome({"broken": "perhaps"})


def test_everything_that_an_intake_can_lead_to() -> None:
    intake = _read(GOOD)

    assert intake.protocols() == {"ankle-light", "ankle-moderate"}
    assert [referral.rule for referral in intake.referrals()] == ["R-ANK-1"]


@pytest.mark.parametrize(
    ("questions", "reason"),
    [
        ([], "at least 1 item"),
        ([_asking("a", yes=_use("x"))], "at least 2 items"),
        ([_asking("a", yes=_ask("a"), no=_use("x"))], "not a later question of this intake"),
        ([_asking("a", yes=_ask("b"), no=_use("x"))], "a leads to 'b'"),
        (
            [
                _asking("a", yes=_ask("b"), no=_use("x")),
                _asking("b", yes=_ask("a"), no=_use("x")),
            ],
            "b leads to 'a', which is not a later question",
        ),
        (
            [_asking("a", yes=_use("x"), no=_use("y")), _asking("a", yes=_use("x"), no=_use("y"))],
            "a question of the intake is named twice",
        ),
        ([_asking("a", yes={"kind": "oracle"}, no=_use("x"))], "expected tags"),
        ([_asking("a", yes=REFERRAL | {"to": "nobody"}, no=_use("x"))], "'physiotherapist'"),
    ],
)
def test_an_intake_that_leads_nowhere_is_refused(
    questions: list[dict[str, Any]], reason: str
) -> None:
    with pytest.raises(ValidationError, match=reason):
        _read(questions)
