"""Keeps what was found about plans: verdicts, questions, referrals and tasks, each once."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from plans.domain.days import local_day
from plans.domain.evaluation import Findings
from plans.domain.event import EventKind
from plans.domain.judgement import Judgement
from plans.domain.rule import Rule
from plans.domain.rules.gate import GateOutcome, GateVerdict
from plans.domain.rules.session import Session, SessionOutcome
from plans.models import (
    WAITING,
    AskedQuestion,
    Event,
    Referral,
    ReferralStatus,
    Task,
    TaskKind,
    User,
    Verdict,
)
from plans.selectors.plan_files import KnownVerdict, PlanFile
from plans.services.history import record_events, the_program


@dataclass(slots=True)
class FindingsBook:
    """Collects what is new about any number of plans and writes it all at once.

    The number of queries does not grow with the number of plans; what nobody has to be told of
    costs a single one. ``by`` is the actor, the program unless said.
    """

    now: datetime
    by: User | None = None
    _verdicts: list[Verdict] = field(default_factory=list)
    _questions: list[AskedQuestion] = field(default_factory=list)
    _answered: list[int] = field(default_factory=list)
    _referrals: list[Referral] = field(default_factory=list)
    _reopened: list[int] = field(default_factory=list)
    _withdrawn: list[int] = field(default_factory=list)
    _tasks: list[Task] = field(default_factory=list)
    _tasks_again: list[int] = field(default_factory=list)
    _tasks_done: list[int] = field(default_factory=list)
    _events: list[tuple[EventKind, PlanFile, _About, dict[str, Any]]] = field(default_factory=list)

    def keep(self, file: PlanFile, findings: Findings) -> None:
        """Note everything that was found about one plan."""
        self.keep_judgements(file, findings.judgements)
        self.close_questions(file, findings.judgements)
        for session in findings.sessions:
            self._keep_session(file, session)
        if findings.gate is not None:
            self._keep_gate(file, findings.gate)
        self._keep_tasks(file, _tasks_of(file, findings))

    def keep_judgements(self, file: PlanFile, judgements: Iterable[Judgement]) -> None:
        """Note what rules found: a verdict that is new, whom it calls and what it asks."""
        outcomes: dict[str, str | None] = {}
        for judgement in judgements:
            verdict = self._keep_verdict(file, judgement, outcomes)
            if judgement.fires:
                self._call(file, judgement, verdict)
            else:
                self._withdraw(file, judgement)
            for question in judgement.asks:
                self._ask(file, judgement, question)

    def close_questions(self, file: PlanFile, judgements: Iterable[Judgement] = ()) -> None:
        """Close the open questions of a plan that no judgement waits for any more."""
        waiting = {
            (item.rule.id, item.rule.kind, item.first, question)
            for item in judgements
            for question in item.asks
        }
        for asked in file.questions:
            if not asked.is_closed and asked.place not in waiting:
                self._answered.append(asked.id)

    def add_verdict(
        self, file: PlanFile, place: tuple[str, str, date], last: date, outcome: str, evidence: Any
    ) -> Verdict:
        """Note the next revision of a verdict; ``place`` is its kind, its rule and first day."""
        kind, rule, first = place
        known = file.verdicts.get(place)
        verdict = Verdict(
            plan_id=file.plan_id,
            protocol_version_id=file.version_id,
            kind=kind,
            rule=rule,
            window_first=first,
            window_last=last,
            revision=known.revision + 1 if known else 1,
            verdict=outcome,
            evidence=dict(evidence),
            given_at=self.now,
        )
        self._verdicts.append(verdict)
        return verdict

    def write(self) -> None:
        """Write what was noted."""
        _create(Verdict, self._verdicts)
        _create(AskedQuestion, self._questions)
        _create(Referral, self._referrals)
        _create(Task, self._tasks)
        _update(AskedQuestion, self._answered, closed_at=self.now)
        _update(Referral, self._reopened, status=ReferralStatus.OPEN, closed_at=None)
        _update(Referral, self._withdrawn, status=ReferralStatus.SUPERSEDED, closed_at=self.now)
        _update(Task, self._tasks_again, raised_at=self.now, closed_at=None)
        _update(Task, self._tasks_done, closed_at=self.now)
        if self._events:
            record_events(self._made_events(self.by or the_program()))

    def _keep_verdict(
        self, file: PlanFile, judgement: Judgement, outcomes: dict[str, str | None]
    ) -> Verdict | None:
        """Note a verdict that says something new; ``None`` when it stands there already.

        Of a row of days only the changes are kept: ``outcomes`` holds what was said last.
        """
        rule, evidence = judgement.rule, dict(judgement.evidence)
        place = (rule.kind, rule.id, judgement.first)
        known = file.verdicts.get(place)
        if judgement.is_daily:
            before = outcomes.get(rule.kind, _last_before(file, judgement))
            outcomes[rule.kind] = judgement.outcome
            if judgement.outcome == (known.verdict if known else before):
                return None
        elif known is not None and _is_same(known, judgement.outcome, evidence):
            return None
        return self.add_verdict(file, place, judgement.last, judgement.outcome, evidence)

    def _keep_session(self, file: PlanFile, session: Session) -> None:
        if session.outcome is SessionOutcome.PENDING:
            return
        place = ("session", session.exercise, session.day)
        known = file.verdicts.get(place)
        if known is not None and known.verdict == session.outcome:
            return
        evidence = {
            "ceiling": session.ceiling,
            "during": session.during,
            "before": session.before,
            "after": session.after,
        }
        self.add_verdict(file, place, session.day, session.outcome, evidence)

    def _keep_gate(self, file: PlanFile, gate: GateVerdict) -> None:
        place = ("gate", gate.phase.kind, gate.phase.starts_on)
        evidence = {"missing": list(gate.missing), "to_examine": list(gate.to_examine)}
        known = file.verdicts.get(place)
        if known is not None and _is_same(known, gate.outcome, evidence):
            return
        today = local_day(self.now, file.zone)
        self.add_verdict(file, place, today, gate.outcome, evidence)
        if gate.outcome is GateOutcome.MET and not (known and known.verdict == GateOutcome.MET):
            self._tell(EventKind.GATE_MET, file, None, {"phase": gate.phase.kind})

    def _call(self, file: PlanFile, judgement: Judgement, verdict: Verdict | None) -> None:
        rule = judgement.rule
        place = (rule.id, rule.kind, judgement.first.isoformat())
        known = file.referrals.get(place)
        if known is not None and known.status == ReferralStatus.SUPERSEDED:
            self._reopened.append(known.id)
            self._tell_raised(file, rule, known.id)
        if known is not None or file.record.is_being_looked_at(rule, judgement.first):
            return
        referral = Referral(
            injury_id=file.injury_id,
            plan_id=file.plan_id,
            verdict=verdict,
            verdict_id=None if verdict else _verdict_id(file, judgement),
            rule=rule.id,
            kind=rule.kind,
            occasion=place[2],
            to=rule.to,
            urgency=rule.urgency,
            basis=judgement.basis,
            raised_at=self.now,
        )
        self._referrals.append(referral)
        self._tell_raised(file, rule, referral)

    def _withdraw(self, file: PlanFile, judgement: Judgement) -> None:
        """Mark a referral whose verdict a late report has turned; it is kept (DEF-12)."""
        rule = judgement.rule
        known = file.referrals.get((rule.id, rule.kind, judgement.first.isoformat()))
        if known is None or known.status not in WAITING or known.plan_id != file.plan_id:
            return
        self._withdrawn.append(known.id)
        facts = {"referral": known.id, "rule": rule.id}
        self._tell(EventKind.REFERRAL_SUPERSEDED, file, None, facts)

    def _ask(self, file: PlanFile, judgement: Judgement, question: str) -> None:
        rule = judgement.rule
        place = (rule.id, rule.kind, judgement.first, question)
        if any(asked.place == place for asked in file.questions):
            return
        asked = AskedQuestion(
            plan_id=file.plan_id,
            rule=rule.id,
            kind=rule.kind,
            window_first=judgement.first,
            question=question,
            asked_at=self.now,
            asked_on=local_day(self.now, file.zone),
        )
        self._questions.append(asked)
        facts = {"question": question, "rule": rule.id}
        self._tell(EventKind.QUESTION_ASKED, file, asked, facts)

    def _keep_tasks(self, file: PlanFile, wanted: Collection[tuple[TaskKind, str]]) -> None:
        """Raise what has to be done, and close what needs no doing any more."""
        for kind, occasion in wanted:
            known = file.tasks.get((kind, occasion))
            if known is None:
                task = Task(plan_id=file.plan_id, kind=kind, occasion=occasion, raised_at=self.now)
                self._tasks.append(task)
                self._tell(EventKind.TASK_RAISED, file, task, {"kind": kind})
            elif known.is_closed and known.by_program:
                self._tasks_again.append(known.id)
                self._tell(EventKind.TASK_RAISED, file, None, {"task": known.id, "kind": kind})
        for place, known in file.tasks.items():
            if not known.is_closed and place not in wanted:
                self._tasks_done.append(known.id)

    def _tell_raised(self, file: PlanFile, rule: Rule, referral: Referral | int) -> None:
        facts: dict[str, Any] = {"rule": rule.id, "to": rule.to, "urgency": rule.urgency}
        if isinstance(referral, int):
            self._tell(EventKind.REFERRAL_RAISED, file, None, facts | {"referral": referral})
        else:
            self._tell(EventKind.REFERRAL_RAISED, file, referral, facts)

    def _tell(self, kind: EventKind, file: PlanFile, about: _About, facts: dict[str, Any]) -> None:
        self._events.append((kind, file, about, facts))

    def _made_events(self, by: User) -> list[Event]:
        """Make the events; what they are about has an id by now."""
        return [
            Event(
                kind=kind,
                at=self.now,
                by=by,
                clinic_id=file.clinic_id,
                patient_id=file.patient_id,
                injury_id=file.injury_id,
                plan_id=file.plan_id,
                facts=_named(about) | facts,
            )
            for kind, file, about, facts in self._events
        ]


_About = Referral | AskedQuestion | Task | None
"""The new row that an event is about, where its id is not known before it is written."""

_ROWS_AT_ONCE = 1000
_NAMES = {Referral: "referral", AskedQuestion: "asked", Task: "task"}


def _named(about: _About) -> dict[str, Any]:
    return {_NAMES[type(about)]: about.pk} if about is not None else {}


def _update(model: Any, ids: list[int], **values: Any) -> None:
    if ids:
        model.objects.filter(pk__in=ids).update(**values)


def _is_same(known: KnownVerdict, outcome: str, evidence: dict[str, Any]) -> bool:
    """Say whether a stored verdict says the same, and rests on the same."""
    return known.verdict == outcome and json.loads(known.evidence) == evidence


def _create(model: Any, rows: list[Any]) -> None:
    if rows:
        model.objects.bulk_create(rows, batch_size=_ROWS_AT_ONCE)


def _last_before(file: PlanFile, judgement: Judgement) -> str | None:
    """Return what a row of daily verdicts said last before this one."""
    rule = judgement.rule
    before = [
        known
        for (kind, name, first), known in file.verdicts.items()
        if (kind, name) == (rule.kind, rule.id) and first < judgement.first
    ]
    return max(before, key=_by_last).verdict if before else None


def _by_last(known: KnownVerdict) -> date:
    return known.last


def _verdict_id(file: PlanFile, judgement: Judgement) -> int | None:
    known = file.verdicts.get((judgement.rule.kind, judgement.rule.id, judgement.first))
    return known.id if known else None


def _tasks_of(file: PlanFile, findings: Findings) -> list[tuple[TaskKind, str]]:
    """List what a person has to do: ask after silence, look at a gate."""
    wanted: list[tuple[TaskKind, str]] = []
    if findings.silent_since is not None:
        wanted.append((TaskKind.SILENCE, findings.silent_since.isoformat()))
    gate = findings.gate
    if gate is not None and gate.outcome is GateOutcome.OVERDUE:
        wanted.append((TaskKind.GATE_OVERDUE, gate.phase.kind))
    is_treated = file.protocol.pathway == "treatment"
    if gate is not None and gate.outcome is GateOutcome.MET and is_treated:
        wanted.append((TaskKind.GATE_MET, gate.phase.kind))
    return wanted
