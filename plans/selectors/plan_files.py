"""The file of a plan: all that judging it needs, read for many plans at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from pydantic import TypeAdapter

from plans.domain.checkpoint import Checkpoint
from plans.domain.days import local_day
from plans.domain.duration import Duration
from plans.domain.plan import DatedPhase, DatedPlan, Pause, PhaseStatus
from plans.domain.protocol import PhaseKind, Protocol
from plans.domain.record import Record, Referred
from plans.domain.rules.case import Case
from plans.models import AskedQuestion, Plan, PlanPhase, PlanStatus, Referral, Task, Verdict
from plans.models import Pause as PauseRow
from plans.selectors.catalogue import protocol_of
from plans.selectors.id_sets import id_set
from plans.selectors.plan_values import durations_of
from plans.selectors.records import Reported, asked_value, referred_value

CHECKPOINT = TypeAdapter(Checkpoint)

VerdictKey = tuple[str, str, date]
"""The kind of a verdict, what was judged, and the first day of its window."""


@dataclass(frozen=True, slots=True)
class KnownVerdict:
    """The newest revision of a verdict that is stored."""

    id: int
    verdict: str
    evidence: dict[str, Any]
    revision: int
    last: date


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
    questions: tuple[AskedQuestion, ...]
    referrals: Mapping[tuple[str, str, str], Referral]
    tasks: Mapping[tuple[str, str], Task]

    def case(self, now: datetime) -> Case:
        """Return the plan as the rules look at it on the patient's today."""
        today = local_day(now, self.zone)
        return Case(self.dated, self.protocol, self.record, today, self.checkpoint)


def plan_files(plan_ids: Collection[int], *, only_active: bool = False) -> list[PlanFile]:
    """Open the files of these plans; twelve queries, however many plans there are.

    Of what was reported and judged only what can still matter is read.
    """
    rows = _plan_rows(plan_ids, only_active=only_active)
    ids = [row["pk"] for row in rows]
    zones = {row["injury_id"]: ZoneInfo(row["zone"]) for row in rows}
    shelf = _Shelf(ids, zones)
    return [_file(row, zones[row["injury_id"]], shelf) for row in rows]


class _Shelf:
    """Everything that belongs to some plans, sorted by plan or injury."""

    def __init__(self, ids: Collection[int], zones: Mapping[int, ZoneInfo]) -> None:
        plans = id_set(ids)
        self.phases = _by_first(
            PlanPhase.objects.filter(plan__in=plans)
            .order_by("position")
            .values_list(
                "plan_id",
                "kind",
                "starts_on",
                "earliest_end_on",
                "ends_on",
                "latest_end_on",
                "status",
                "extended_days",
            )
        )
        self.pauses = _by_first(
            PauseRow.objects.filter(plan__in=plans, until_on__gt=F("from_on"))
            .order_by("from_on")
            .values_list("plan_id", "from_on", "until_on")
        )
        self.reported = Reported(zones, ids)
        self.questions: dict[int, list[AskedQuestion]] = defaultdict(list)
        for asked in AskedQuestion.objects.filter(plan__in=plans).order_by("pk"):
            self.questions[asked.plan_id].append(asked)
        self.referrals: dict[int, dict[tuple[str, str, str], Referral]] = defaultdict(dict)
        self.referred: dict[int, list[Referred]] = defaultdict(list)
        for referral in Referral.objects.filter(injury__in=id_set(zones)).order_by("pk"):
            place = (referral.rule, referral.kind, referral.occasion)
            self.referrals[referral.injury_id][place] = referral
            value = referred_value(referral, zones[referral.injury_id])
            if value is not None:
                self.referred[referral.injury_id].append(value)
        self.tasks: dict[int, dict[tuple[str, str], Task]] = defaultdict(dict)
        for task in Task.objects.filter(plan__in=plans):
            self.tasks[task.plan_id][task.kind, task.occasion] = task
        self.verdicts = _verdicts(plans)


def _plan_rows(plan_ids: Collection[int], *, only_active: bool) -> list[dict[str, Any]]:
    plans = Plan.objects.filter(pk__in=id_set(plan_ids))
    if only_active:
        plans = plans.filter(status=PlanStatus.ACTIVE)
    rows: Iterable[Any] = plans.values(
        "pk",
        "injury_id",
        "protocol_version_id",
        "starts_on",
        "ended_on",
        "checkpoint",
        injured_on=F("injury__injured_on"),
        patient_id=F("injury__patient_id"),
        clinic_id=F("injury__patient__clinic_id"),
        zone=F("injury__patient__timezone"),
    )
    return list(rows)


def _file(row: dict[str, Any], zone: ZoneInfo, shelf: _Shelf) -> PlanFile:
    plan_id, injury_id = row["pk"], row["injury_id"]
    protocol = protocol_of(row["protocol_version_id"])
    questions = shelf.questions.get(plan_id, ())
    return PlanFile(
        plan_id=plan_id,
        injury_id=injury_id,
        patient_id=row["patient_id"],
        clinic_id=row["clinic_id"],
        version_id=row["protocol_version_id"],
        zone=zone,
        dated=DatedPlan(
            starts_on=row["starts_on"],
            phases=_phases(shelf.phases.get(plan_id, ()), durations_of(protocol)),
            pauses=tuple(Pause(*fields) for fields in shelf.pauses.get(plan_id, ())),
            ended_on=row["ended_on"],
        ),
        protocol=protocol,
        record=shelf.reported.record(
            injury_id,
            row["injured_on"],
            [asked_value(asked) for asked in questions],
            shelf.referred.get(injury_id, []),
        ),
        checkpoint=_checkpoint(row["checkpoint"]),
        verdicts=shelf.verdicts.get(plan_id, {}),
        questions=tuple(questions),
        referrals=shelf.referrals.get(injury_id, {}),
        tasks=shelf.tasks.get(plan_id, {}),
    )


def _checkpoint(stored: Any) -> Checkpoint | None:
    return CHECKPOINT.validate_python(stored) if stored is not None else None


def _phases(
    rows: Iterable[tuple[Any, ...]], durations: Mapping[PhaseKind, Duration]
) -> tuple[DatedPhase, ...]:
    return tuple(
        DatedPhase(
            cast("PhaseKind", kind),
            durations[kind],
            starts_on,
            earliest_end_on,
            ends_on,
            latest_end_on,
            PhaseStatus(status),
            extended_days,
        )
        for (
            kind,
            starts_on,
            earliest_end_on,
            ends_on,
            latest_end_on,
            status,
            extended_days,
        ) in rows
    )


def _by_first(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for first, *rest in rows:
        found[first].append(tuple(rest))
    return found


def _verdicts(plans: RawSQL) -> dict[int, dict[VerdictKey, KnownVerdict]]:
    """Read the newest revision of each verdict that can still change.

    Gates and daily verdicts are few, and the last of them is needed whenever it was given.
    """
    can_change = (
        Q(kind__in=("gate", "flare"))
        | Q(plan__read_from__isnull=True)
        | Q(window_last__gte=F("plan__read_from"))
    )
    rows = Verdict.objects.filter(can_change, plan__in=plans).order_by("revision")
    found: dict[int, dict[VerdictKey, KnownVerdict]] = defaultdict(dict)
    for plan_id, kind, rule, first, *newest in rows.values_list(
        "plan_id",
        "kind",
        "rule",
        "window_first",
        "pk",
        "verdict",
        "evidence",
        "revision",
        "window_last",
    ):
        found[plan_id][kind, rule, first] = KnownVerdict(*newest)
    return found
