"""An answer that calls somebody by itself, such as doubt about a fracture (DEF-16)."""

from __future__ import annotations

from collections.abc import Iterator

from plans.domain.judgement import Basis, Judgement, call
from plans.domain.rule import ReportRule
from plans.domain.rules.case import Case


def judgements(rule: ReportRule, case: Case) -> Iterator[Judgement]:
    """Judge each day of which the last answer is one that calls somebody."""
    by_day = {
        report.for_on: report.answer
        for report in case.record.answers
        if report.question == rule.question and report.for_on >= case.plan.starts_on
    }
    for day in sorted(by_day):
        if by_day[day] not in rule.answers or day < case.since:
            continue
        yield Judgement(
            rule=rule,
            first=day,
            last=day,
            outcome=call(rule),
            fires=True,
            basis=Basis.ANSWER,
            evidence={"question": rule.question, "answer": by_day[day]},
        )
