"""The rules of one plan, looked at on one day: which windows closed, and what they lead to.

Rules over a window are judged here so far (trend and milestone); the other kinds of rule join this
list of judgements, each from its own file in ``rules``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from plans.domain.log import AnswerReport, PainReport, Series, latest_answer, pain_by_day
from plans.domain.plan import DatedPhase, DatedPlan, PhaseStatus
from plans.domain.protocol import Protocol
from plans.domain.rule import Anchor, AnswerIs, FlareRule, MilestoneRule, TrendRule
from plans.domain.rules.milestone import Milestone, judge_milestone
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


WindowedRule = TrendRule | MilestoneRule
"""The rules that look over a window of days and judge it once it has closed."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One rule over one closed window.

    ``outcome`` names the verdict; ``trend`` holds its numbers, where the rule compares scores, and
    ``series`` which scores those were. ``fires`` says that somebody has to look; ``asks`` names
    the question that the patient still has to answer before that is known.
    """

    rule: WindowedRule
    window: Window
    outcome: Trend | Milestone
    fires: bool
    asks: str | None
    basis: Basis
    trend: TrendVerdict | None = None
    series: Series | None = None

    @property
    def is_final(self) -> bool:
        """Say whether no further window of this rule is looked at (DEF-2b)."""
        repeats = isinstance(self.rule, TrendRule) and self.rule.repeats
        return self.fires or self.outcome is Trend.SETTLED or not repeats


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
        if isinstance(rule, WindowedRule)
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
        if isinstance(rule, WindowedRule)
        for day in _coming_days(rule, plan, protocol, record, on)
    ]
    return min(days, default=None)


def _judge_rule(
    rule: WindowedRule, plan: DatedPlan, protocol: Protocol, record: Record, on: date
) -> Iterator[Judgement]:
    for window in _windows(rule, plan, record, until=on):
        if isinstance(rule, MilestoneRule):
            judgement = _judge_milestone(rule, window, record)
        elif _is_flare_expected(plan, protocol, window.last):
            continue
        else:
            judgement = _judge_trend(rule, window, plan, record, on)
        yield judgement
        if judgement.is_final:
            return


def _windows(
    rule: WindowedRule, plan: DatedPlan, record: Record, *, until: date
) -> Iterator[Window]:
    """Give the closed windows of ``rule`` in order."""
    window = _first_window(rule, plan, record)
    last_judged_on = until if plan.ended_on is None else min(until, plan.ended_on)
    while window.judged_on <= last_judged_on:
        yield window
        window = window.following


def _first_window(rule: WindowedRule, plan: DatedPlan, record: Record) -> Window:
    """Return the first window to look at: scores from before the plan was there prove nothing."""
    window = Window(_anchor(rule.anchor, plan, record), rule.window_days)
    while isinstance(rule, TrendRule) and window.last < plan.starts_on:
        window = window.following
    return window


def _judge_milestone(rule: MilestoneRule, window: Window, record: Record) -> Judgement:
    outcome = judge_milestone(rule, record.answers, window)
    fires = outcome is not Milestone.ON_TRACK
    return Judgement(rule, window, outcome, fires, None, Basis.ANSWER)


def _judge_trend(
    rule: TrendRule, window: Window, plan: DatedPlan, record: Record, on: date
) -> Judgement:
    series = _series(plan, window.last)
    verdict = judge_trend(pain_by_day(record.pain, series), window, rule.thresholds)
    decision = _decide(_Case(rule, window, record, on), verdict)
    return Judgement(
        rule=rule,
        window=window,
        outcome=verdict.trend,
        fires=decision.fires,
        asks=decision.asks,
        basis=decision.basis,
        trend=verdict,
        series=series,
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """One rule over one window, looked at on one day."""

    rule: TrendRule
    window: Window
    record: Record
    on: date


@dataclass(frozen=True, slots=True)
class _Decision:
    """What a case comes to: somebody is called, a question is asked, or neither."""

    fires: bool
    asks: str | None
    basis: Basis


def _decide(case: _Case, verdict: TrendVerdict) -> _Decision:
    rule, answers = case.rule, case.record.answers
    if rule.or_if is not None:
        answer = latest_answer(answers, rule.or_if.question, until=case.window.judged_on)
        if answer == rule.or_if.answer:
            return _Decision(True, None, Basis.ANSWER)
    if verdict.trend is Trend.INSUFFICIENT_DATA:
        decision = _decide_by_answer(case, AnswerIs(question=LESS_PAIN, answer="no"))
    else:
        decision = _Decision(verdict.trend.value in rule.fires_on, None, Basis.SCORES)
    if not decision.fires or decision.basis is Basis.SILENCE or rule.only_if is None:
        return decision
    known = latest_answer(answers, rule.only_if.question, until=case.window.judged_on)
    if known is None:
        return _decide_by_answer(case, rule.only_if)
    return _Decision(known == rule.only_if.answer, None, Basis.ANSWER)


def _decide_by_answer(case: _Case, firing: AnswerIs) -> _Decision:
    """Let the answer decide; ask for it while it is not there, and call a person after silence."""
    asked_on = _asked_on(case.rule, case.window, firing.question, case.record, case.on)
    reply = next(
        (
            report.answer
            for report in case.record.answers
            if report.question == firing.question and report.for_on >= asked_on
        ),
        None,
    )
    if reply is not None:
        return _Decision(reply == firing.answer, None, Basis.ANSWER)
    if case.on >= asked_on + timedelta(days=SILENCE_DAYS):
        return _Decision(True, None, Basis.SILENCE)
    return _Decision(False, firing.question, Basis.UNDECIDED)


def _asked_on(rule: WindowedRule, window: Window, question: str, record: Record, on: date) -> date:
    for asked in record.asked:
        if (asked.rule, asked.window_first, asked.question) == (rule.id, window.first, question):
            return asked.asked_on
    return on


def _coming_days(
    rule: WindowedRule, plan: DatedPlan, protocol: Protocol, record: Record, on: date
) -> Iterator[date]:
    judgements = list(_judge_rule(rule, plan, protocol, record, on))
    for judgement in judgements:
        if judgement.asks is not None:
            asked_on = _asked_on(rule, judgement.window, judgement.asks, record, on)
            yield max(asked_on + timedelta(days=SILENCE_DAYS), on + timedelta(days=1))
    if any(judgement.is_final for judgement in judgements):
        return
    window = _first_window(rule, plan, record)
    while window.judged_on <= on:
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
    """Return the phase that was open on ``day``; of two that began that day the later one."""
    for phase in reversed(plan.phases):
        if phase.status is not PhaseStatus.PLANNED and phase.starts_on <= day:
            return phase
    return None


def _is_flare_expected(plan: DatedPlan, protocol: Protocol, day: date) -> bool:
    """Say whether ``day`` lies in the first weeks of a build-up, when it may hurt more (DEF-8)."""
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
