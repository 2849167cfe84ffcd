"""Verdicts as they are stored, told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from plans.models import Patient, Plan, Referral, Verdict
from plans.selectors.verdicts import KINDS, explanation_of, told_of, verdicts_of
from tests.factories.plans import start_demo_plan

NOW = datetime(2026, 3, 15, 9, 0, tzinfo=UTC)


def test_a_verdict_is_told_with_its_rule_and_the_call_that_rests_on_it(patient: Patient) -> None:
    plan = start_demo_plan(patient)
    verdict = _verdict(plan)
    call = Referral(verdict=verdict, basis="silence")

    told, uncalled = told_of(verdict, call), told_of(verdict)

    assert told.rule is not None
    assert (told.rule.id, told.rule.kind, told.version) == ("R-ACH-1", "trend", 1)
    assert (told.basis, told.fires) == ("silence", True)
    # Nothing says that nobody was called: a call about the same may still have been waiting.
    assert (uncalled.basis, uncalled.fires) == (None, None)


def test_a_rule_is_found_by_its_kind_too(patient: Patient) -> None:
    plan = start_demo_plan(patient, "itb-self-care")

    rules = [told_of(_verdict(plan, rule="R-ITB-2", kind=kind)).rule for kind in ("trend", "gate")]

    assert [rule and rule.kind for rule in rules] == ["trend", None]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("evidence", [{}, [], None, {"scores": [], "missing": 5}])
def test_whatever_is_stored_can_be_told(patient: Patient, kind: str, evidence: object) -> None:
    plan = start_demo_plan(patient)
    row = _verdict(plan, kind=kind, rule="R-OUD-9", evidence=evidence)

    told = explanation_of(row)

    for text in (told.title, told.patient, told.clinician):
        assert text.nl
        assert text.en


def test_only_the_verdicts_of_the_plan_are_given(patient: Patient) -> None:
    plan, other = start_demo_plan(patient), start_demo_plan(patient, "heel-self-care")
    own = _verdict(plan)
    _verdict(other)

    assert list(verdicts_of(plan)) == [own]


def _verdict(plan: Plan, **fields: Any) -> Verdict:
    known = {
        "kind": "trend",
        "rule": "R-ACH-1",
        "window_first": date(2026, 3, 1),
        "window_last": date(2026, 3, 14),
        "verdict": "no_change",
        "evidence": {"baseline": "6", "end": "6"},
        "given_at": NOW,
    }
    unsaved = fields.get("evidence", {}) is None
    made = Verdict(plan=plan, protocol_version=plan.protocol_version, **known | fields)
    if not unsaved:
        made.save()
    return made
