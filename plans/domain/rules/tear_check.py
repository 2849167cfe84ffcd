"""Two days after a tear: still painful and not walking normally? (DEF-14)"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from plans.domain.judgement import Basis, Judgement, Outcome
from plans.domain.rule import STILL_PAINFUL, TearCheckRule
from plans.domain.rules.case import SILENCE_DAYS, Case, Decision
from plans.domain.rules.window import Window


def judge_tear(*, is_painful: bool | None, walks_abnormally: bool | None) -> Outcome:
    """Say whether a physiotherapist must look: only when it hurts and the gait is not normal.

    ``None`` is unknown and needs a check, except that no pain at all settles it.
    """
    if is_painful is False:
        return Outcome.OK
    if is_painful is None or walks_abnormally is None:
        return Outcome.CHECK_NEEDED
    return Outcome.CONTACT_PHYSIO if walks_abnormally else Outcome.OK


def judgements(rule: TearCheckRule, case: Case) -> Iterator[Judgement]:
    """Judge the check from its day on, by the first that is known from that day on."""
    window = Window(case.anchor(rule.anchor), rule.window_days)
    check_on = max(window.judged_on, case.plan.starts_on)
    if check_on > case.last_judged_on:
        return
    pain, is_painful = _pain(rule, case, check_on)
    gait = _first_answer(case, rule.gait.question, check_on)
    abnormal = None if gait is None else gait == rule.gait.answer
    outcome = judge_tear(is_painful=is_painful, walks_abnormally=abnormal)
    decision = _decide(rule, case, window, outcome, pain_known=is_painful is not None)
    yield Judgement(
        rule=rule,
        first=window.first,
        last=window.last,
        outcome=outcome,
        fires=decision.fires,
        basis=decision.basis,
        evidence={"pain": pain, "gait": gait, "pain_at_least": rule.pain_at_least},
        asks=decision.asks,
        is_final=True,
    )


def coming_days(rule: TearCheckRule, case: Case) -> Iterator[date]:
    """Give the day of the check."""
    window = Window(case.anchor(rule.anchor), rule.window_days)
    yield max(window.judged_on, case.plan.starts_on)


def _decide(
    rule: TearCheckRule, case: Case, window: Window, outcome: Outcome, *, pain_known: bool
) -> Decision:
    if outcome is not Outcome.CHECK_NEEDED:
        return Decision(outcome is Outcome.CONTACT_PHYSIO, Basis.ANSWER)
    unknown = () if pain_known else (STILL_PAINFUL,)
    if _first_answer(case, rule.gait.question, window.judged_on) is None:
        unknown = (rule.gait.question, *unknown)
    asked = [case.asked_on(rule, window.first, question) for question in unknown]
    first_asked = min((day for day in asked if day is not None), default=case.on)
    if case.on >= first_asked + timedelta(days=SILENCE_DAYS):
        return Decision(True, Basis.SILENCE)
    return Decision(False, Basis.UNDECIDED, unknown)


def _pain(rule: TearCheckRule, case: Case, since: date) -> tuple[int | None, bool | None]:
    """Return the first score since then and whether it is pain; without one, what was answered."""
    days = [day for day in case.record.day_scores if day >= since]
    if days:
        pain = case.record.day_scores[min(days)]
        return pain, pain >= rule.pain_at_least
    answer = _first_answer(case, STILL_PAINFUL, since)
    return None, None if answer is None else answer == "yes"


def _first_answer(case: Case, question: str, since: date) -> str | None:
    """Return the answer for the first day since then; of one day's answers the last."""
    known = [
        report
        for report in case.record.answers
        if report.question == question and report.for_on >= since
    ]
    if not known:
        return None
    first_on = min(report.for_on for report in known)
    return [report.answer for report in known if report.for_on == first_on][-1]
