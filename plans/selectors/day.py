"""What one patient's day looks like: the agenda of every plan, and what was ticked off."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from plans.domain.agenda import Agenda, AgendaDay, Ticked, match_ticks
from plans.domain.protocol import Names
from plans.models import ExerciseReport, PainReport, Patient, Plan, PlanStatus
from plans.selectors.catalogue import protocol_of
from plans.selectors.plan_values import dated_plan


@dataclass(frozen=True, slots=True)
class PatientClock:
    """When a patient's day begins and at which wall-clock moments something is asked."""

    patient_id: int
    user_id: int
    clinic_id: int
    name: str
    email: str
    language: str
    zone: ZoneInfo
    moments: tuple[time, ...]
    log_at: time


@dataclass(frozen=True, slots=True)
class PlanDay:
    """One plan's agenda on one day; ``ticks`` says of each turn whether it was done."""

    plan_id: int
    plan_public_id: UUID
    injury_id: int
    protocol: str
    names: Names
    agenda: AgendaDay
    ticks: dict[tuple[str, int], str]
    score_logged: bool


@dataclass(frozen=True, slots=True)
class PatientDay:
    """Everything that is asked of one patient on one day, over all plans under way."""

    patient_id: int
    day: date
    plans: tuple[PlanDay, ...]


def patient_clocks(patient_ids: Collection[int]) -> dict[int, PatientClock]:
    """Return the clock of each patient; one query."""
    rows = Patient.objects.filter(pk__in=patient_ids).select_related("user")
    return {
        row.pk: PatientClock(
            patient_id=row.pk,
            user_id=row.user_id,
            clinic_id=row.clinic_id,
            name=row.user.name,
            email=row.user.email,
            language=row.user.language,
            zone=row.zone,
            moments=row.exercise_moments,
            log_at=row.log_at,
        )
        for row in rows
    }


def patients_with_active_plans(clinic_id: int | None = None) -> list[int]:
    """Return the ids of patients with a plan under way, in the whole system or in one clinic."""
    plans = Plan.objects.filter(status=PlanStatus.ACTIVE)
    if clinic_id is not None:
        plans = plans.filter(injury__patient__clinic_id=clinic_id)
    return sorted(set(plans.values_list("injury__patient_id", flat=True)))


def plans_with_dates() -> QuerySet[Plan]:
    """Return plans with all that their agenda needs, fetched together."""
    return Plan.objects.select_related("injury__patient").prefetch_related(
        "phases", "prescriptions", "pauses"
    )


def patient_day(*, patient_id: int, day: date, as_of: date) -> PatientDay:
    """Return what is asked of a patient on ``day``, seen on the patient's day ``as_of``.

    Plans that are under way, or that ended after ``day``.
    """
    days = days_of({(day, as_of): [patient_id]})
    return PatientDay(patient_id, day, days[patient_id, day])


def days_of(
    wanted: Mapping[tuple[date, date], Collection[int]],
) -> dict[tuple[int, date], tuple[PlanDay, ...]]:
    """Return patients' plans by (patient, day); six queries, however many are wanted.

    ``wanted`` names the patients by the day that is asked for and the day from which it is seen.
    """
    patient_ids = {patient_id for ids in wanted.values() for patient_id in ids}
    plans: dict[int, list[Plan]] = {patient_id: [] for patient_id in patient_ids}
    for plan in plans_with_dates().filter(injury__patient_id__in=patient_ids).order_by("pk"):
        plans[plan.injury.patient_id].append(plan)
    book = DayBook([plan for own in plans.values() for plan in own], {day for day, _ in wanted})
    return {
        (patient_id, day): tuple(
            book.on(plan, day, as_of=as_of)
            for plan in plans[patient_id]
            if plan.ended_on is None or day < plan.ended_on
        )
        for (day, as_of), ids in wanted.items()
        for patient_id in ids
    }


def plan_days(plans: Collection[Plan], days: Collection[date], *, as_of: date) -> Iterator[PlanDay]:
    """Give the agenda of each plan on each day, with what was ticked off; two queries."""
    book = DayBook(plans, days)
    return (book.on(plan, day, as_of=as_of) for plan in plans for day in days)


class DayBook:
    """Plans, with what was reported on some days; reading it in takes two queries."""

    def __init__(self, plans: Collection[Plan], days: Collection[date]) -> None:
        injuries = {plan.injury_id for plan in plans}
        self._dated = {plan.pk: dated_plan(plan) for plan in plans}
        self._agendas: dict[tuple[int, date], Agenda] = {}
        self._ticks = _ticks(injuries, days)
        self._scored = set(
            PainReport.objects.current()
            .filter(injury_id__in=injuries, for_on__in=days, pain__isnull=False)
            .values_list("injury_id", "for_on")
        )

    def on(self, plan: Plan, day: date, *, as_of: date) -> PlanDay:
        """Return one of the plans on one of the days, seen on the day ``as_of``."""
        protocol = protocol_of(plan.protocol_version_id)
        agenda = self._agenda(plan, as_of).on(day)
        return PlanDay(
            plan_id=plan.pk,
            plan_public_id=plan.public_id,
            injury_id=plan.injury_id,
            protocol=protocol.slug,
            names=protocol.names,
            agenda=agenda,
            ticks=match_ticks(agenda.items, self._ticks.get((plan.injury_id, day), [])),
            score_logged=(plan.injury_id, day) in self._scored,
        )

    def _agenda(self, plan: Plan, as_of: date) -> Agenda:
        """Return the plan's agenda, worked out once for all its days that are seen on one day."""
        if (plan.pk, as_of) not in self._agendas:
            self._agendas[plan.pk, as_of] = Agenda(
                self._dated[plan.pk],
                protocol_of(plan.protocol_version_id),
                as_of=as_of,
                moments=plan.injury.patient.exercise_moments,
            )
        return self._agendas[plan.pk, as_of]


def _ticks(
    injuries: Collection[int], days: Collection[date]
) -> dict[tuple[int, date], list[Ticked]]:
    ticks: dict[tuple[int, date], list[Ticked]] = {}
    rows = (
        ExerciseReport.objects.current()
        .filter(injury_id__in=injuries, for_on__in=days)
        .exclude(done="none")
        .values_list("injury_id", "for_on", "exercise", "turn", "done")
    )
    for injury_id, for_on, exercise, turn, done in rows:
        ticks.setdefault((injury_id, for_on), []).append(Ticked(exercise, turn, done))
    return ticks
