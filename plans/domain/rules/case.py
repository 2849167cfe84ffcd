"""One plan looked at on one day: what every kind of rule is given to judge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from plans.domain.judgement import Basis
from plans.domain.plan import DatedPlan
from plans.domain.protocol import Protocol
from plans.domain.record import Record
from plans.domain.rule import Anchor, AnswerIs, Rule

SILENCE_DAYS = 3
"""So many days without an answer, and a person takes over (DEF-3)."""


@dataclass(frozen=True, slots=True)
class Case:
    """A plan, its protocol and the reports, seen at the beginning of the day ``on`` or during it.

    Days before ``since`` have been judged and can no longer change, so rules that look at every
    day begin there; ``None`` looks at all of them.
    """

    plan: DatedPlan
    protocol: Protocol
    record: Record
    on: date
    since: date | None = None

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

    def asked_on(self, rule: Rule, first: date, question: str) -> date | None:
        """Return when the patient was asked this about the window that began on ``first``."""
        wanted = (rule.id, rule.kind, first, question)
        for asked in self.record.asked:
            if (asked.rule, asked.kind, asked.window_first, asked.question) == wanted:
                return asked.asked_on
        return None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a case comes to: somebody is called, a question is asked, or neither."""

    fires: bool
    basis: Basis
    asks: tuple[str, ...] = ()


def decide_by_answer(case: Case, rule: Rule, first: date, firing: AnswerIs) -> Decision:
    """Let the answer decide; ask for it while it is missing, call a person after silence (DEF-3).

    Only an answer since the question was put counts: an older one says nothing of this window.
    """
    asked_on = case.asked_on(rule, first, firing.question) or case.on
    for report in case.record.answers:
        if report.question == firing.question and report.for_on >= asked_on:
            return Decision(report.answer == firing.answer, Basis.ANSWER)
    if case.on >= asked_on + timedelta(days=SILENCE_DAYS):
        return Decision(True, Basis.SILENCE)
    return Decision(False, Basis.UNDECIDED, (firing.question,))
