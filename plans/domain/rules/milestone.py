"""Was a milestone reached in time? Such as: the build-up to sport is under way (DEF-5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from plans.domain.judgement import Basis, Judgement, Outcome
from plans.domain.log import AnswerReport, latest_answer
from plans.domain.rule import MilestoneRule
from plans.domain.rules.case import Case
from plans.domain.rules.window import Window


def judge_milestone(
    rule: MilestoneRule, answers: Iterable[AnswerReport], window: Window
) -> Outcome:
    """Look at the latest answer for a day of the window; no answer means not reached."""
    answer = latest_answer(answers, rule.question, until=window.last)
    return Outcome.ON_TRACK if answer == rule.answer else Outcome.CONTACT_PHYSIO


def judgements(rule: MilestoneRule, case: Case) -> Iterator[Judgement]:
    """Judge the one window of the rule, once it has closed."""
    window = Window(case.anchor(rule.anchor), rule.window_days)
    if window.judged_on > case.last_judged_on:
        return
    outcome = judge_milestone(rule, case.record.answers, window)
    answer = latest_answer(case.record.answers, rule.question, until=window.last)
    yield Judgement(
        rule=rule,
        first=window.first,
        last=window.last,
        outcome=outcome,
        fires=outcome is not Outcome.ON_TRACK,
        basis=Basis.ANSWER,
        evidence={"question": rule.question, "answer": answer, "needed": rule.answer},
        is_final=True,
    )


def coming_days(rule: MilestoneRule, case: Case) -> Iterator[date]:
    """Give the day on which the window closes."""
    yield Window(case.anchor(rule.anchor), rule.window_days).judged_on
