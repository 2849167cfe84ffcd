"""Everything that is to be found about one plan on one day: rules, sessions, gate and silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from plans.domain.checkpoint import Checkpoint, LadderState, revisable_from
from plans.domain.days import ONE_DAY
from plans.domain.judgement import Judgement
from plans.domain.rule import (
    FlareRule,
    MilestoneRule,
    NotReachedRule,
    PrognosisRule,
    ReportRule,
    ResumingRule,
    Rule,
    SignsRule,
    TallyRule,
    TearCheckRule,
    TrendRule,
)
from plans.domain.rules import (
    flare,
    gate,
    milestone,
    not_reached,
    prognosis,
    report,
    resuming,
    session,
    signs,
    silence,
    tally,
    tear_check,
    trend,
)
from plans.domain.rules.case import SILENCE_DAYS, Case
from plans.domain.rules.gate import GateOutcome, GateVerdict, judge_gate
from plans.domain.rules.ladder import LadderStanding, climb
from plans.domain.rules.session import Session, judge_sessions


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found: the judgements of all rules and everything beside them.

    ``silent_since`` is the first day of a silence that has lasted too long, ``ladder`` where the
    ladder stood before the days that can still change. ``is_over`` says that a follow-up has lasted
    as long as it was meant to.
    """

    judgements: tuple[Judgement, ...]
    sessions: tuple[Session, ...] = ()
    gate: GateVerdict | None = None
    standing: LadderStanding | None = None
    silent_since: date | None = None
    ladder: LadderState = field(default_factory=LadderState)
    is_over: bool = False

    @property
    def is_recovered(self) -> bool:
        """Say whether the last gate is met: nothing is left to recover from (DEF-10)."""
        is_last = self.gate is not None and self.gate.phase.kind == "return_to_sport"
        return is_last and self.gate is not None and self.gate.outcome is GateOutcome.MET


def evaluate(case: Case) -> Findings:
    """Judge a plan on one day (DEF-1 to DEF-18).

    The answer depends only on what is passed in: judging later, twice, or after reports came in
    another order gives the same for the same reports. A follow-up plan is only watched for red
    flags, and so is a plan that has ended.
    """
    if case.plan.is_follow_up or case.plan.ended_on is not None:
        return Findings(tuple(judge_red_flags(case)), is_over=case.on >= case.plan.ends_on)
    sessions = judge_sessions(case)
    way = climb(case, sessions)
    standing = way.standing if way is not None else None
    open_phase = case.plan.open_phase()
    return Findings(
        judgements=tuple(_judge_rules(case, sessions)),
        sessions=tuple(item for item in sessions if item.day >= case.since),
        gate=judge_gate(case, open_phase, standing) if open_phase is not None else None,
        standing=standing,
        silent_since=silence.silent_since(case),
        ladder=way.settled if way is not None else LadderState(),
    )


def checkpoint_after(case: Case, findings: Findings) -> Checkpoint:
    """Return what the next judgement need not look at again."""
    revisable = revisable_from(case.on)
    # What was asked about a window keeps it open: its scores are looked at once more.
    asked = [item.last for item in findings.judgements if _was_asked_since(revisable, case, item)]
    since = min([revisable, *asked])
    closed = {
        (item.rule.kind, item.rule.id)
        for item in findings.judgements
        if item.is_final and not item.asks and _settles_on(case, item) <= revisable
    }
    before = case.checkpoint
    known = (case.record.last_report_on, before.last_report_on if before else None)
    return Checkpoint(
        since=since,
        closed=frozenset(closed | (before.closed if before else frozenset())),
        last_report_on=max((day for day in known if day is not None), default=None),
        ladder=findings.ladder,
    )


def _was_asked_since(revisable: date, case: Case, judgement: Judgement) -> bool:
    asked_on = case.asked_on(judgement.rule, judgement.first)
    if judgement.asks and asked_on is None:
        return True
    return asked_on is not None and asked_on + SILENCE_DAYS * ONE_DAY > revisable


def _settles_on(case: Case, judgement: Judgement) -> date:
    """Return the first day from which on the judgement depends on nothing that can still come."""
    settles_on = judgement.settles_on or judgement.last + ONE_DAY
    asked_on = case.asked_on(judgement.rule, judgement.first)
    if asked_on is None:
        return settles_on
    return max(settles_on, asked_on + SILENCE_DAYS * ONE_DAY)


def _judge_rules(case: Case, sessions: tuple[Session, ...]) -> Iterator[Judgement]:
    for rule in case.protocol.rules:
        if not case.is_closed(rule):
            yield from _judge(rule, case, sessions)


def judge_red_flags(case: Case) -> Iterator[Judgement]:
    """Give what the rules find that cannot wait and that a report sets off by itself."""
    for rule in case.protocol.rules:
        if rule.is_red_flag and isinstance(rule, SignsRule | ReportRule):
            yield from _judge(rule, case, ())


def next_judgement_on(case: Case, findings: Findings) -> date | None:
    """Return the first day after that of the case on which a finding can change by itself."""
    if case.plan.ended_on is not None:
        return None
    days = (day for day in _coming_days(case, findings) if day > case.on)
    return min(days, default=None)


def _judge(rule: Rule, case: Case, sessions: tuple[Session, ...]) -> Iterable[Judgement]:  # noqa: C901, PLR0911, PLR0912 - one line for each kind of rule
    match rule:
        case TrendRule():
            return trend.judgements(rule, case)
        case MilestoneRule():
            return milestone.judgements(rule, case)
        case TearCheckRule():
            return tear_check.judgements(rule, case)
        case ResumingRule():
            return resuming.judgements(rule, case)
        case SignsRule():
            return signs.judgements(rule, case)
        case ReportRule():
            return report.judgements(rule, case)
        case TallyRule():
            return tally.judgements(rule, case)
        case NotReachedRule():
            return not_reached.judgements(rule, case)
        case FlareRule():
            return flare.judgements(rule, case, sessions)
        case PrognosisRule():
            return prognosis.judgements(rule, case)
        case _:
            return ()


def _coming_days(case: Case, findings: Findings) -> Iterator[date]:
    for judgement in findings.judgements:
        for question in judgement.asks:
            asked_on = case.asked_on(judgement.rule, judgement.first, question) or case.on
            yield max(asked_on + SILENCE_DAYS * ONE_DAY, case.on + ONE_DAY)
    if case.plan.is_follow_up:
        yield case.plan.ends_on
        return
    for rule in case.protocol.rules:
        if not case.is_closed(rule):
            yield from _coming_days_of(rule, case, findings)
    yield from session.pending_until(findings.sessions)
    if findings.gate is not None:
        yield from gate.coming_days(case, findings.gate)
    yield from silence.coming_days(case)


def _coming_days_of(rule: Rule, case: Case, findings: Findings) -> Iterable[date]:
    match rule:
        case TrendRule():
            known = [item for item in findings.judgements if item.rule is rule]
            return trend.coming_days(rule, case, known)
        case MilestoneRule():
            return milestone.coming_days(rule, case)
        case TearCheckRule():
            return tear_check.coming_days(rule, case)
        case ResumingRule():
            return resuming.coming_days(rule, case)
        case NotReachedRule():
            return not_reached.coming_days(rule, case)
        case FlareRule():
            return flare.coming_days(rule, case, findings.sessions)
        case PrognosisRule():
            return prognosis.coming_days(rule, case)
        case _:
            return ()
