"""Two days after a tear: still painful and not walking normally? (DEF-14)"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from plans.domain.days import ONE_DAY
from plans.domain.judgement import Basis, Judgement, Outcome
from plans.domain.rule import STILL_PAINFUL, TearCheckRule
from plans.domain.rules.case import SILENCE_DAYS, Case, Decision, first_answer
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
    window, check_on = _check(rule, case)
    if check_on > case.last_judged_on:
        return
    gait = rule.gait.question
    asked = [case.asked_on(rule, window.first, question) for question in (gait, STILL_PAINFUL)]
    asked_on = min((day for day in asked if day is not None), default=None)
    until = (asked_on or check_on) + timedelta(days=SILENCE_DAYS)
    pain = _pain(rule, case, check_on, until)
    walk = first_answer(case.record, gait, since=check_on, until=until)
    is_painful = None if pain is None else pain.is_painful
    abnormal = None if walk is None else walk.answer == rule.gait.answer
    outcome = judge_tear(is_painful=is_painful, walks_abnormally=abnormal)
    unknown = [gait] if abnormal is None else []
    unknown += [STILL_PAINFUL] if is_painful is None else []
    decision = _decide(outcome, unknown, is_over=asked_on is not None and case.on >= until)
    yield Judgement(
        rule=rule,
        first=window.first,
        last=window.last,
        outcome=outcome,
        fires=decision.fires,
        basis=decision.basis,
        evidence={
            "pain": pain.score if pain else None,
            "gait": walk.answer if walk else None,
            "pain_at_least": rule.pain_at_least,
        },
        asks=decision.asks,
        is_final=True,
        settles_on=ONE_DAY
        + max(check_on, pain.on if pain else check_on, walk.for_on if walk else check_on),
    )


def coming_days(rule: TearCheckRule, case: Case) -> Iterator[date]:
    """Give the day of the check."""
    yield _check(rule, case)[1]


def _check(rule: TearCheckRule, case: Case) -> tuple[Window, date]:
    """Return the days of the rule and the day of the check: a plan of later checks at its start."""
    window = Window(case.anchor(rule.anchor), rule.window_days)
    return window, max(window.judged_on, case.plan.starts_on)


def _decide(outcome: Outcome, unknown: list[str], *, is_over: bool) -> Decision:
    if outcome is not Outcome.CHECK_NEEDED:
        return Decision(outcome is Outcome.CONTACT_PHYSIO, Basis.ANSWER)
    if is_over:
        return Decision(True, Basis.SILENCE)
    return Decision(False, Basis.UNDECIDED, tuple(unknown))


@dataclass(frozen=True, slots=True)
class _Pain:
    """Whether it hurt, on which day, and the score if one was given."""

    on: date
    is_painful: bool
    score: int | None = None


def _pain(rule: TearCheckRule, case: Case, since: date, until: date) -> _Pain | None:
    """Return the pain of the first day since then that has a score; without one the answer."""
    scores = case.record.day_scores
    days = [day for day in scores if since <= day < until]
    if days:
        first = min(days)
        return _Pain(first, scores[first] >= rule.pain_at_least, scores[first])
    answer = first_answer(case.record, STILL_PAINFUL, since=since, until=until)
    return None if answer is None else _Pain(answer.for_on, answer.answer == "yes")
