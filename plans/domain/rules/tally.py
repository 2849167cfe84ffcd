"""The same answer on too many days in a row, such as more than two days of bed rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from plans.domain.judgement import Basis, Judgement, call
from plans.domain.rule import TallyRule
from plans.domain.rules.case import Case

LONGEST_GAP_DAYS = 2
"""One day without an answer between two of the same does not end the row: missing is not "no"."""


def rows_of(answers: Mapping[date, bool]) -> Iterator[tuple[date, date]]:
    """Give the first and last day of every row of days that were answered alike (``True``)."""
    first = last = None
    for day in sorted(answers):
        is_gap = last is not None and (day - last).days > LONGEST_GAP_DAYS
        if first is not None and last is not None and (is_gap or not answers[day]):
            yield first, last
            first = last = None
        if answers[day]:
            first, last = first or day, day
    if first is not None and last is not None:
        yield first, last


def judgements(rule: TallyRule, case: Case) -> Iterator[Judgement]:
    """Judge every row of days that has become too long."""
    answers = {
        report.for_on: report.answer == rule.answer
        for report in case.record.answers
        if report.question == rule.question
    }
    for first, last in rows_of(answers):
        too_long_on = first + timedelta(days=rule.more_than_days)
        if last < too_long_on or too_long_on < max(case.plan.starts_on, case.since):
            continue
        yield Judgement(
            rule=rule,
            first=first,
            last=too_long_on,
            outcome=call(rule),
            fires=True,
            basis=Basis.ANSWER,
            evidence={
                "question": rule.question,
                "answer": rule.answer,
                "more_than_days": rule.more_than_days,
            },
        )
