"""Follows one patient day by day with the very rules that judge real patients."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date

from benchmarks.calibration.patient import Patient, Report
from benchmarks.calibration.truth import FIRST_DAY
from plans.domain.checkpoint import Checkpoint
from plans.domain.days import days_between
from plans.domain.evaluation import Findings, checkpoint_after, evaluate, next_judgement_on
from plans.domain.judgement import Judgement
from plans.domain.log import ActivityReport, AnswerReport, PainReport
from plans.domain.plan import DatedPlan, PhaseStatus, lay_out
from plans.domain.protocol import Protocol
from plans.domain.record import AskedQuestion, Record
from plans.domain.rescheduling import open_next
from plans.domain.rule import TrendRule
from plans.domain.rules.case import Case
from plans.domain.rules.gate import GateOutcome, GateVerdict

RuleName = tuple[str, str]
"""The id of a rule and its kind: one id may be judged in two ways."""


@dataclass(slots=True)
class Journey:
    """What became of one patient; days count from the one from which the protocol counts.

    ``called`` holds the first day of every referral that stands at the end, by rule, ``sent`` every
    rule that called somebody at all. ``asked``, ``silences`` and ``gates`` are the days on which a
    question was put, and a task stood after silence or at a gate. ``closed_windows`` are the
    verdicts of the improvement rules, by the day after the window. ``build_up_from`` is the first
    day of the build-up, if it was opened.
    """

    called: dict[RuleName, int] = field(default_factory=dict)
    sent: set[RuleName] = field(default_factory=set)
    asked: list[int] = field(default_factory=list)
    silences: list[int] = field(default_factory=list)
    gates: list[int] = field(default_factory=list)
    closed_windows: dict[int, str] = field(default_factory=dict)
    build_up_from: int | None = None


def follow(patient: Patient, protocol: Protocol) -> Journey:
    """Follow ``patient`` to the end, judged by ``protocol``.

    A day is judged in its evening, when a judgement is due or anything came in, and once more when
    what was asked is answered at once. A late run gives what a run at midnight gave.
    """
    desk = _Desk(patient, protocol)
    for day in days_between(patient.starts_on, patient.until):
        desk.let_report(day)
        while not desk.is_over and (desk.take_in(day) or desk.is_due(day)):
            desk.judge(day)
    return desk.finish()


class _Desk:
    """The patient's plan and record as the clinic would hold them."""

    def __init__(self, patient: Patient, protocol: Protocol) -> None:
        start = patient.starts_on
        self._patient, self._protocol = patient, protocol
        self._plan = DatedPlan(start, lay_out(protocol.phases, start))
        self._arriving: dict[date, list[Report]] = defaultdict(list)
        self._known: list[Report] = []
        self._asked: list[AskedQuestion] = []
        self._calls: dict[tuple[RuleName, date], int] = {}
        self._checkpoint: Checkpoint | None = None
        self._journey = Journey()
        self._due_on: date | None = start
        self.is_over = False

    def let_report(self, day: date) -> None:
        """Let the patient report about ``day``, now or some days later."""
        phase = self._plan.open_phase() or self._plan.phases[-1]
        for on, report in self._patient.reports_of(day, phase, self._build_up_on()):
            self._arriving[on].append(report)

    def is_due(self, day: date) -> bool:
        """Say whether something can have changed by itself since the plan was judged last."""
        return self._due_on is not None and self._due_on <= day

    def take_in(self, day: date) -> bool:
        """Add what comes in on ``day``; say whether there was anything."""
        came = self._arriving.pop(day, [])
        self._known += came
        return bool(came)

    def judge(self, day: date) -> None:
        """Judge the plan as it stands, and do what the services do with the findings."""
        case = Case(self._plan, self._protocol, self._record(), day, self._checkpoint)
        findings = evaluate(case)
        for judgement in findings.judgements:
            self._note(judgement, day)
        if findings.silent_since is not None:
            self._journey.silences.append(_number(day))
        if _is_task(findings.gate, self._protocol):
            self._journey.gates.append(_number(day))
        self._checkpoint = checkpoint_after(case, findings)
        self._due_on = next_judgement_on(case, findings)
        self.is_over = findings.is_recovered
        self._open_next_phase(findings, day)

    def finish(self) -> Journey:
        """Return what became of the patient."""
        build_up_on = self._build_up_on()
        self._journey.build_up_from = _number(build_up_on) if build_up_on is not None else None
        for (rule, _), day in self._calls.items():
            self._journey.called[rule] = min(day, self._journey.called.get(rule, day))
        return self._journey

    def _note(self, judgement: Judgement, day: date) -> None:
        rule = judgement.rule
        name = (rule.id, rule.kind)
        if judgement.fires:
            self._calls.setdefault((name, judgement.first), _number(day))
            self._journey.sent.add(name)
        else:
            self._calls.pop((name, judgement.first), None)
        if isinstance(rule, TrendRule) and "no_change" in rule.fires_on:
            self._journey.closed_windows[_number(judgement.last) + 1] = judgement.outcome
        for question in judgement.asks:
            self._ask(judgement, question, day)

    def _ask(self, judgement: Judgement, question: str, day: date) -> None:
        rule, first = judgement.rule, judgement.first
        asked = AskedQuestion(rule.id, rule.kind, first, question, day)
        if any(replace(known, asked_on=day) == asked for known in self._asked):
            return
        self._asked.append(asked)
        self._journey.asked.append(_number(day))
        answer = self._patient.answer_to(question, first, day, self._build_up_on())
        if answer is not None:
            self._arriving[answer[0]].append(answer[1])

    def _open_next_phase(self, findings: Findings, day: date) -> None:
        """Open it when the gate is met; on treatment by a physiotherapist, on the planned day."""
        gate, phases = findings.gate, self._plan.phases
        if gate is None or gate.outcome is not GateOutcome.MET or gate.phase == phases[-1]:
            return
        if self._protocol.pathway == "treatment" and day < gate.phase.ends_on:
            return
        following = phases[phases.index(gate.phase) + 1]
        self._plan = open_next(self._plan, following.kind, on=day)
        self._due_on, self._checkpoint = day, None  # a changed plan is looked at as a whole

    def _record(self) -> Record:
        known = self._known
        return Record(
            injured_on=FIRST_DAY,
            pain=[item for item in known if isinstance(item, PainReport)],
            activities=[item for item in known if isinstance(item, ActivityReport)],
            answers=[item for item in known if isinstance(item, AnswerReport)],
            asked=tuple(self._asked),
        )

    def _build_up_on(self) -> date | None:
        for phase in self._plan.phases:
            if phase.kind == "build_up" and phase.status is not PhaseStatus.PLANNED:
                return phase.starts_on
        return None


def _is_task(gate: GateVerdict | None, protocol: Protocol) -> bool:
    """Say whether a person is asked to look at the gate."""
    outcome = gate.outcome if gate is not None else None
    is_met = outcome is GateOutcome.MET and protocol.pathway == "treatment"
    return is_met or outcome is GateOutcome.OVERDUE


def _number(day: date) -> int:
    return (day - FIRST_DAY).days
