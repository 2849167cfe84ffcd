"""Red flags that the patient reports: enough of them call somebody at once (DEF-15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from plans.domain.judgement import Basis, Judgement, Outcome, call
from plans.domain.log import SignReport
from plans.domain.rule import MORE_SIGNS, AnswerIs, SignsRule
from plans.domain.rules.case import Case, Decision, decide_by_answer

ASK_AGAIN = "ask_again_same_day"


def signs_by(day: date, rule: SignsRule, reports: Iterable[SignReport]) -> frozenset[str]:
    """Return the rule's signs that hold on ``day``: of that day and the days just before it.

    The reports of one day come in the order in which they were made; one that says "none" wipes
    out what was reported before it.
    """
    first = day - timedelta(days=rule.within_days - 1)
    found: frozenset[str] = frozenset()
    for report in sorted(reports, key=lambda report: report.for_on):
        if first <= report.for_on <= day:
            found = found | report.signs if report.signs else frozenset()
    return found & frozenset(rule.signs)


def judge_signs(count: int, rule: SignsRule) -> str:
    """Say what so many signs lead to: a call, the same question once more today, or nothing."""
    if count >= rule.at_least:
        return call(rule)
    return ASK_AGAIN if count else Outcome.OK


def judgements(rule: SignsRule, case: Case) -> Iterator[Judgement]:
    """Judge each day on which one of the signs was reported, whatever the plan's state."""
    watched = frozenset(rule.signs)
    for day in sorted({report.for_on for report in case.record.signs if report.signs & watched}):
        if day < case.plan.starts_on or day < case.since:
            continue
        found = signs_by(day, rule, case.record.signs)
        outcome = judge_signs(len(found), rule)
        if outcome == ASK_AGAIN and _is_over(case, day):
            outcome = call(rule)
        decision = Decision(outcome == call(rule), Basis.ANSWER)
        if outcome == ASK_AGAIN:
            more = AnswerIs(question=MORE_SIGNS, answer="yes")
            decision = decide_by_answer(case, rule, more, first=day, since=day)
        yield Judgement(
            rule=rule,
            first=day,
            last=day,
            outcome=outcome,
            fires=decision.fires,
            basis=decision.basis,
            evidence={"signs": sorted(found), "at_least": rule.at_least},
            asks=decision.asks,
        )


def _is_over(case: Case, day: date) -> bool:
    """Say whether the plan had ended: nobody would hear what becomes of a single sign."""
    return case.plan.ended_on is not None and day >= case.plan.ended_on
