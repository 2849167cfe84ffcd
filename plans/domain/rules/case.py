"""One plan looked at on one day: what every kind of rule is given to judge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from plans.domain.checkpoint import Checkpoint
from plans.domain.judgement import Basis
from plans.domain.log import AnswerReport
from plans.domain.plan import DatedPlan
from plans.domain.protocol import Protocol
from plans.domain.record import Record
from plans.domain.rule import Anchor, AnswerIs, Rule

SILENCE_DAYS = 3
"""So many days without an answer, and a person takes over (DEF-3)."""


@dataclass(frozen=True, slots=True)
class Case:
    """A plan, its protocol and the reports, seen at the beginning of the day ``on`` or during it.

    With a ``checkpoint`` the days before it have been judged and can no longer change, and the
    record need not go back much further; without one everything is looked at.
    """

    plan: DatedPlan
    protocol: Protocol
    record: Record
    on: date
    checkpoint: Checkpoint | None = None

    @property
    def since(self) -> date:
        """The first day that can still change."""
        return self.checkpoint.since if self.checkpoint is not None else date.min

    def is_closed(self, rule: Rule) -> bool:
        """Say whether a rule has nothing more to judge."""
        return self.checkpoint is not None and (rule.kind, rule.id) in self.checkpoint.closed

    def anchor(self, anchor: Anchor) -> date:
        """Return the day from which a rule counts."""
        if anchor == "injury":
            return self.record.injured_on
        if anchor == "plan_start":
            return self.plan.starts_on
        current = self.plan.open_phase() or self.plan.phases[-1]
        return current.starts_on

    @property
    def last_judged_on(self) -> date:
        """The latest day on which this plan is judged: today, or the day it ended."""
        ended_on = self.plan.ended_on
        return self.on if ended_on is None else min(self.on, ended_on)

    def asked_on(self, rule: Rule, first: date, question: str | None = None) -> date | None:
        """Return when the patient was last asked this, or anything, about a window of ``rule``.

        ``first`` is the first day of the window.
        """
        days = [
            asked.asked_on
            for asked in self.record.asked
            if (asked.rule, asked.kind, asked.window_first) == (rule.id, rule.kind, first)
            and question in (None, asked.question)
        ]
        return max(days, default=None)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a case comes to: somebody is called, a question is asked, or neither."""

    fires: bool
    basis: Basis
    asks: tuple[str, ...] = ()


def decide_by_answer(
    case: Case, rule: Rule, firing: AnswerIs, *, first: date, since: date
) -> Decision:
    """Let the answer decide; ask for it while it is missing, call a person after silence (DEF-3).

    ``first`` is the first day of the window. Only an answer for a day from ``since`` on counts, the
    first day on which it could be asked: an older one says nothing of this window, and one after
    the silence finds a person already called.
    """
    asked_on = case.asked_on(rule, first, firing.question)
    until = (asked_on or case.on) + timedelta(days=SILENCE_DAYS)
    report = first_answer(case.record, firing.question, since=since, until=until)
    if report is not None:
        return Decision(report.answer == firing.answer, Basis.ANSWER)
    if case.on >= until:
        return Decision(True, Basis.SILENCE)
    return Decision(False, Basis.UNDECIDED, (firing.question,))


def first_answer(record: Record, question: str, *, since: date, until: date) -> AnswerReport | None:
    """Return the answer for the first day from ``since`` on and before ``until``.

    Of several answers for that day the last one counts.
    """
    known = [
        report
        for report in record.answers
        if report.question == question and since <= report.for_on < until
    ]
    if not known:
        return None
    first_on = min(report.for_on for report in known)
    return [report for report in known if report.for_on == first_on][-1]
