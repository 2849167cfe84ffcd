"""Red flags that the patient reports: enough of them call somebody at once (DEF-15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from plans.domain.judgement import Basis, Judgement, call
from plans.domain.log import SignReport
from plans.domain.rule import MORE_SIGNS, AnswerIs, SignsRule
from plans.domain.rules.case import Case, Decision, decide_by_answer

ASK_AGAIN = "ask_again_same_day"


def signs_by(day: date, rule: SignsRule, reports: Iterable[SignReport]) -> frozenset[str]:
    """Return the rule's signs that hold on ``day``: of that day and the days just before it.

    ``reports`` come in the order in which they were made; one that says "none" wipes out what was
    reported before it.
    """
    first = day - timedelta(days=rule.within_days - 1)
    found: frozenset[str] = frozenset()
    for report in reports:
        if first <= report.for_on <= day:
            found = found | report.signs if report.signs else frozenset()
    return found & frozenset(rule.signs)


def judgements(rule: SignsRule, case: Case) -> Iterator[Judgement]:
    """Judge each day on which one of the signs was reported, whatever the plan's state."""
    watched = frozenset(rule.signs)
    for day in sorted({report.for_on for report in case.record.signs if report.signs & watched}):
        if day < case.plan.starts_on or (case.since is not None and day < case.since):
            continue
        found = signs_by(day, rule, case.record.signs)
        is_enough = len(found) >= rule.at_least
        decision = Decision(True, Basis.ANSWER)
        if not is_enough:
            decision = decide_by_answer(
                case, rule, day, AnswerIs(question=MORE_SIGNS, answer="yes")
            )
        yield Judgement(
            rule=rule,
            first=day,
            last=day,
            outcome=call(rule) if is_enough else ASK_AGAIN,
            fires=decision.fires,
            basis=decision.basis,
            evidence={"signs": sorted(found), "at_least": rule.at_least},
            asks=decision.asks,
        )
