"""The rules of one plan, looked at on one day: which windows closed, and what they lead to.

Only the rules over windows of pain scores are judged here so far; the other kinds of rule join
this list of judgements, each from its own file in ``rules``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from plans.domain.log import AnswerReport, PainReport, Series, latest_answer, pain_by_day
from plans.domain.plan import DatedPhase, DatedPlan, PhaseStatus
from plans.domain.protocol import Protocol
from plans.domain.rule import Anchor, FlareRule, TrendRule
from plans.domain.rules.trend import Trend, TrendVerdict, judge_trend
from plans.domain.rules.window import Window

LESS_PAIN = "less_pain_than_at_start"
"""The question that is asked when there are too few scores for a verdict (DEF-3)."""

SILENCE_DAYS = 3
"""So many days without an answer, and a person takes over (DEF-3)."""

_MORNING_PHASES = ("build_up", "return_to_sport")


class Basis(StrEnum):
    """What decided: the scores, the patient's answer, or the lack of one."""

    SCORES = "scores"
    ANSWER = "answer"
    SILENCE = "silence"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One rule over one closed window.

    ``fires`` says that somebody has to look; ``asks`` names the question that the patient still
    has to answer before that is known; ``basis`` is what decided.
    """

    rule: TrendRule
    window: Window
    series: Series
    verdict: TrendVerdict
    fires: bool
    asks: str | None
    basis: Basis

    @property
    def is_final(self) -> bool:
        """Say whether no further window of this rule is looked at (DEF-2b)."""
        return self.fires or self.verdict.trend is Trend.SETTLED


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that this rule has put to the patient over this window, and on which day."""

    rule: str
    window_first: date
    question: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class Record:
    """All that the rules know of one injury: reports in the order in which they were made."""

    injured_on: date
    pain: Sequence[PainReport] = ()
    answers: Sequence[AnswerReport] = ()
    asked: Sequence[AskedQuestion] = ()


def judge(plan: DatedPlan, protocol: Protocol, record: Record, *, on: date) -> list[Judgement]:
    """Judge every window that has closed by local midnight of ``on`` (DEF-1 to DEF-5, DEF-2b).

    The answer depends only on what is passed in: judging later, twice, or after reports came in
    another order gives the same judgements for the same reports.
    """
    return [
        judgement
        for rule in protocol.rules
        if isinstance(rule, TrendRule)
        for judgement in _judge_rule(rule, plan, protocol, record, on)
    ]


def next_judgement_on(
    plan: DatedPlan, protocol: Protocol, record: Record, *, on: date
) -> date | None:
    """Return the first day after ``on`` on which a judgement can change without a new report."""
    if plan.ended_on is not None:
        return None
    days = [
        day
        for rule in protocol.rules
        if isinstance(rule, TrendRule)
        for day in _coming_days(rule, plan, protocol, record, on)
    ]
    return min(days, default=None)


def _judge_rule(
    rule: TrendRule, plan: DatedPlan, protocol: Protocol, record: Record, on: date
) -> Iterator[Judgement]:
    for window in _windows(rule, plan, record, until=on):
        if _is_flare_expected(plan, protocol, window.last):
            continue
        judgement = _judge_window(rule, window, plan, record, on)
        yield judgement
        if judgement.is_final or not rule.repeats:
            return


def _windows(rule: TrendRule, plan: DatedPlan, record: Record, *, until: date) -> Iterator[Window]:
    """Give the closed windows of ``rule`` in order; those over before the plan began are skipped."""
    window = Window(_anchor(rule.anchor, plan, record), rule.window_days)
    last_judged_on = until if plan.ended_on is None else min(until, plan.ended_on)
    while window.judged_on <= last_judged_on:
        if window.last >= plan.starts_on:
            yield window
        window = window.following


def _judge_window(
    rule: TrendRule, window: Window, plan: DatedPlan, record: Record, on: date
) -> Judgement:
    series = _series(plan, window.last)
    verdict = judge_trend(pain_by_day(record.pain, series), window, rule.thresholds)
    fires, asks, basis = _decide(rule, window, verdict, record, on)
    return Judgement(rule, window, series, verdict, fires, asks, basis)


def _decide(
    rule: TrendRule, window: Window, verdict: TrendVerdict, record: Record, on: date
) -> tuple[bool, str | None, Basis]:
    """Turn a verdict into: fire, ask, or neither."""
    if rule.or_if is not None:
        answer = latest_answer(record.answers, rule.or_if.question, until=window.judged_on)
        if answer == rule.or_if.answer:
            return True, None, Basis.ANSWER
    basis = Basis.SCORES
    if verdict.trend is Trend.INSUFFICIENT_DATA:
        reply, silent = _reply(rule, window, LESS_PAIN, record, on)
        if silent:
            return True, None, Basis.SILENCE
        if reply is None:
            return False, LESS_PAIN, Basis.UNDECIDED
        if reply == "yes":
            return False, None, Basis.ANSWER
        basis = Basis.ANSWER
    elif verdict.trend not in rule.fires_on:
        return False, None, Basis.SCORES
    if rule.only_if is None:
        return True, None, basis
    known = latest_answer(record.answers, rule.only_if.question)
    if known is not None:
        return known == rule.only_if.answer, None, Basis.ANSWER
    _, silent = _reply(rule, window, rule.only_if.question, record, on)
    if silent:
        return True, None, Basis.SILENCE
    return False, rule.only_if.question, Basis.UNDECIDED


def _reply(
    rule: TrendRule, window: Window, question: str, record: Record, on: date
) -> tuple[str | None, bool]:
    """Return the answer given since ``question`` was asked, and whether silence lasted too long."""
    asked_on = _asked_on(rule, window, question, record, on)
    replies = [
        report
        for report in record.answers
        if report.question == question and report.for_on >= asked_on
    ]
    if replies:
        return replies[0].answer, False
    return None, on >= asked_on + timedelta(days=SILENCE_DAYS)


def _asked_on(rule: TrendRule, window: Window, question: str, record: Record, on: date) -> date:
    for asked in record.asked:
        if (asked.rule, asked.window_first, asked.question) == (rule.id, window.first, question):
            return asked.asked_on
    return on


def _coming_days(
    rule: TrendRule, plan: DatedPlan, protocol: Protocol, record: Record, on: date
) -> Iterator[date]:
    judgements = list(_judge_rule(rule, plan, protocol, record, on))
    for judgement in judgements:
        if judgement.asks is not None:
            asked_on = _asked_on(rule, judgement.window, judgement.asks, record, on)
            yield max(asked_on + timedelta(days=SILENCE_DAYS), on + timedelta(days=1))
    is_over = any(judgement.is_final for judgement in judgements)
    if is_over or (judgements and not rule.repeats):
        return
    window = Window(_anchor(rule.anchor, plan, record), rule.window_days)
    while window.judged_on <= on or window.last < plan.starts_on:
        window = window.following
    yield window.judged_on


def _anchor(anchor: Anchor, plan: DatedPlan, record: Record) -> date:
    if anchor == "injury":
        return record.injured_on
    if anchor == "plan_start":
        return plan.starts_on
    current = plan.open_phase() or plan.phases[-1]
    return current.starts_on


def _series(plan: DatedPlan, day: date) -> Series:
    """Choose the series by the phase that was open on ``day`` (DEF-1)."""
    phase = _really_open_on(plan, day)
    return "morning" if phase is not None and phase.kind in _MORNING_PHASES else "day"


def _really_open_on(plan: DatedPlan, day: date) -> DatedPhase | None:
    begun: Iterable[DatedPhase] = (
        phase
        for phase in plan.phases
        if phase.status is not PhaseStatus.PLANNED and phase.starts_on <= day
    )
    return max(begun, key=lambda phase: phase.starts_on, default=None)


def _is_flare_expected(plan: DatedPlan, protocol: Protocol, day: date) -> bool:
    """Say whether ``day`` lies in the first weeks of a build-up that is expected to hurt (DEF-8)."""
    phase = _really_open_on(plan, day)
    if phase is None or phase.kind != "build_up":
        return False
    expected = max(
        (rule.expected_days for rule in protocol.rules if isinstance(rule, FlareRule)), default=0
    )
    return (day - phase.starts_on).days < expected


def scores_in(record: Record, window: Window, series: Series) -> Mapping[date, int]:
    """Return the scores that count inside ``window``: the evidence of a verdict."""
    scores = pain_by_day(record.pain, series)
    return {day: scores[day] for day in sorted(scores) if window.first <= day <= window.last}
