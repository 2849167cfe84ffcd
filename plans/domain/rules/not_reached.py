"""Was a criterion of the gate never met in the time allowed? Such as walking without pain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from plans.domain.days import days_between
from plans.domain.gate import Criterion
from plans.domain.judgement import Basis, Judgement, Outcome
from plans.domain.protocol import Protocol
from plans.domain.rule import NotReachedRule
from plans.domain.rules.case import Case
from plans.domain.rules.gate import is_met
from plans.domain.rules.window import Window


def judgements(rule: NotReachedRule, case: Case) -> Iterator[Judgement]:
    """Judge the one window, once it has closed: was the criterion met on any of its days?"""
    window = Window(case.anchor(rule.anchor), rule.within_days)
    if window.judged_on > case.last_judged_on:
        return
    criterion = _criterion(case.protocol, rule.criterion)
    days = days_between(max(window.first, case.plan.starts_on), window.judged_on)
    met_on = next((day for day in days if is_met(criterion, replace(case, on=day), None)), None)
    yield Judgement(
        rule=rule,
        first=window.first,
        last=window.last,
        outcome=Outcome.CONTACT_PHYSIO if met_on is None else Outcome.ON_TRACK,
        fires=met_on is None,
        basis=Basis.SCORES,
        evidence={
            "criterion": rule.criterion,
            "met_on": met_on.isoformat() if met_on else None,
            "within_days": rule.within_days,
        },
        is_final=True,
    )


def coming_days(rule: NotReachedRule, case: Case) -> Iterator[date]:
    """Give the day on which the window closes."""
    yield Window(case.anchor(rule.anchor), rule.within_days).judged_on


def _criterion(protocol: Protocol, name: str) -> Criterion:
    for phase in protocol.phases:
        for criterion in phase.gate.criteria:
            if criterion.name == name:
                return criterion
    raise KeyError(name)
