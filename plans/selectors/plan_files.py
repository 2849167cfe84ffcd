"""The file of a plan: all that judging it needs, opened for many plans at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from plans.domain.checkpoint import Checkpoint
from plans.domain.days import local_day
from plans.domain.duration import Duration
from plans.domain.plan import DatedPhase, DatedPlan, Pause, PhaseStatus
from plans.domain.protocol import PhaseKind, Protocol
from plans.domain.record import Record
from plans.domain.rules.case import Case
from plans.selectors.catalogue import durations_of, protocol_of
from plans.selectors.facts import Fact, Facts, Fields, read_facts
from plans.selectors.records import record_from

CHECKPOINT = TypeAdapter(Checkpoint)

VerdictKey = tuple[str, str, date]
"""The kind of a verdict, what was judged, and the first day of its window."""


@dataclass(frozen=True, slots=True)
class KnownVerdict:
    """The newest revision of a verdict that is stored; its evidence as JSON."""

    id: int
    verdict: str
    evidence: str
    revision: int
    last: date


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question that was put, and whether it needs no answer any more."""

    id: int
    rule: str
    kind: str
    window_first: date
    question: str
    is_closed: bool

    @property
    def place(self) -> tuple[str, str, date, str]:
        """What it was asked for: the rule's id and kind, the window's first day, the question."""
        return self.rule, self.kind, self.window_first, self.question


@dataclass(frozen=True, slots=True)
class KnownReferral:
    """A referral that is stored, and where it stands."""

    id: int
    status: str
    plan_id: int | None


@dataclass(frozen=True, slots=True)
class KnownTask:
    """A task that is stored: whether it is closed, and whether the program itself closed it."""

    id: int
    is_closed: bool
    by_program: bool


@dataclass(frozen=True, slots=True)
class PlanFile:
    """One plan with what was reported and what was found before."""

    plan_id: int
    injury_id: int
    patient_id: int
    clinic_id: int
    version_id: int
    zone: ZoneInfo
    dated: DatedPlan
    protocol: Protocol
    record: Record
    checkpoint: Checkpoint | None
    verdicts: Mapping[VerdictKey, KnownVerdict]
    questions: tuple[KnownQuestion, ...]
    referrals: Mapping[tuple[str, str, str], KnownReferral]
    tasks: Mapping[tuple[str, str], KnownTask]

    def case(self, now: datetime) -> Case:
        """Return the plan as the rules look at it on the patient's today."""
        today = local_day(now, self.zone)
        return Case(self.dated, self.protocol, self.record, today, self.checkpoint)


def plan_files(plan_ids: Collection[int]) -> list[PlanFile]:
    """Open the files of these plans; one query, however many there are.

    Of what was reported and judged only what can still matter is read.
    """
    facts = read_facts(plan_ids)
    plans = facts.rows[Fact.PLAN]
    return [_file(plan_id, rows[0], facts) for plan_id, rows in plans.items()]


def _file(plan_id: int, fields: Fields, facts: Facts) -> PlanFile:
    injury, version, starts_on, ended_on, checkpoint, injured_on, patient, clinic, zone = fields
    injury_id, version_id, where = int(injury), int(version), ZoneInfo(zone)
    protocol = protocol_of(version_id)
    return PlanFile(
        plan_id=plan_id,
        injury_id=injury_id,
        patient_id=int(patient),
        clinic_id=int(clinic),
        version_id=version_id,
        zone=where,
        dated=DatedPlan(
            starts_on=date.fromisoformat(starts_on),
            phases=_phases(facts.of(Fact.PHASE, plan_id), durations_of(version_id)),
            pauses=tuple(_pauses(facts.of(Fact.PAUSE, plan_id))),
            ended_on=date.fromisoformat(ended_on) if ended_on is not None else None,
        ),
        protocol=protocol,
        record=record_from(facts, plan_id, injury_id, date.fromisoformat(injured_on), where),
        checkpoint=CHECKPOINT.validate_json(checkpoint) if checkpoint is not None else None,
        verdicts=_verdicts(facts.of(Fact.VERDICT, plan_id)),
        questions=tuple(_question(row) for row in facts.of(Fact.ASKED, plan_id)),
        referrals=_referrals(facts.of(Fact.REFERRAL, injury_id)),
        tasks=_tasks(facts.of(Fact.TASK, plan_id)),
    )


def _phases(
    rows: Iterable[Fields], durations: Mapping[PhaseKind, Duration]
) -> tuple[DatedPhase, ...]:
    ordered = sorted(rows, key=lambda row: int(row[7]))
    day = date.fromisoformat
    return tuple(
        DatedPhase(
            kind,
            durations[kind],
            day(starts_on),
            day(earliest),
            day(ends_on),
            day(latest),
            PhaseStatus(status),
            int(extended),
        )
        for kind, starts_on, earliest, ends_on, latest, status, extended, *_ in ordered
    )


def _pauses(rows: Iterable[Fields]) -> Iterable[Pause]:
    spans = [row[:2] for row in rows]
    return (Pause(date.fromisoformat(a), date.fromisoformat(b)) for a, b in sorted(spans))


def _verdicts(rows: Iterable[Fields]) -> dict[VerdictKey, KnownVerdict]:
    """Keep the newest revision of each; they come in the order in which they were made."""
    found: dict[VerdictKey, KnownVerdict] = {}
    for row in rows:
        pk, kind, rule, first, last, verdict, evidence, revision, *_ = row
        place = (kind, rule, date.fromisoformat(first))
        found[place] = KnownVerdict(
            int(pk), verdict, evidence, int(revision), date.fromisoformat(last)
        )
    return found


def _question(fields: Fields) -> KnownQuestion:
    pk, rule, kind, first, question, _, closed_at, *_ = fields
    is_closed = closed_at is not None
    return KnownQuestion(int(pk), rule, kind, date.fromisoformat(first), question, is_closed)


def _referrals(rows: Iterable[Fields]) -> dict[tuple[str, str, str], KnownReferral]:
    return {
        (rule, kind, occasion): KnownReferral(
            int(pk), status, int(plan_id) if plan_id is not None else None
        )
        for pk, rule, kind, occasion, status, plan_id, *_ in rows
    }


def _tasks(rows: Iterable[Fields]) -> dict[tuple[str, str], KnownTask]:
    return {
        (kind, occasion): KnownTask(int(pk), closed_at is not None, closed_by is None)
        for pk, kind, occasion, closed_at, closed_by, *_ in rows
    }
