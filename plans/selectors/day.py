"""What one patient's day looks like: the agenda of every plan, and what was ticked off."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet

from plans.domain.agenda import Agenda, AgendaDay, Ticked, match_ticks
from plans.domain.protocol import Names
from plans.models import (
    ExerciseReport,
    PainReport,
    Patient,
    Plan,
    PlanStatus,
    Prescription,
    Referral,
)
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


def active_plans(clinic_id: int | None = None) -> QuerySet[Plan]:
    """Return the plans under way, of the whole system or of one clinic."""
    plans = Plan.objects.filter(status=PlanStatus.ACTIVE)
    return plans if clinic_id is None else plans.filter(injury__patient__clinic_id=clinic_id)


def with_active_plans(patient_ids: Collection[int]) -> set[int]:
    """Return which of these patients have a plan under way; one query."""
    plans = active_plans().filter(injury__patient_id__in=patient_ids)
    return set(plans.values_list("injury__patient_id", flat=True))


def own_moments(patient_ids: Collection[int]) -> Iterator[tuple[int, tuple[time, ...]]]:
    """Give the moments that single exercises of a patient have for themselves; one query."""
    rows = Prescription.objects.filter(
        plan__in=active_plans().filter(injury__patient_id__in=patient_ids), moments__isnull=False
    )
    for patient_id, moments in rows.values_list("plan__injury__patient_id", "moments"):
        yield patient_id, tuple(time.fromisoformat(moment) for moment in moments or ())


def plans_with_dates() -> QuerySet[Plan]:
    """Return plans with all that their agenda needs, fetched together."""
    return Plan.objects.select_related("injury__patient").prefetch_related(
        "phases",
        "prescriptions",
        "pauses",
        # Only a red flag says anything about the days: it stops the load.
        Prefetch("injury__referrals", Referral.objects.filter(RED_FLAG)),
    )


RED_FLAG = ~Q(to="physiotherapist") | Q(urgency="immediate")


@dataclass(frozen=True, slots=True)
class DayLook:
    """A question: what did this patient's ``day`` look like, seen on the day ``as_of``?

    With ``by`` only what had been reported by that instant is known; without it all that is known.
    """

    patient_id: int
    day: date
    as_of: date
    by: datetime | None = None


def patient_day(*, patient_id: int, day: date, as_of: date) -> PatientDay:
    """Return what is asked of a patient on ``day``, seen on the patient's day ``as_of``.

    Plans that are under way, or that ended after ``day``.
    """
    look = DayLook(patient_id, day, as_of)
    return PatientDay(patient_id, day, days_of([look])[look])


def days_of(looks: Collection[DayLook]) -> dict[DayLook, tuple[PlanDay, ...]]:
    """Answer every look; seven queries, however many there are."""
    patient_ids = {look.patient_id for look in looks}
    plans: dict[int, list[Plan]] = {patient_id: [] for patient_id in patient_ids}
    for plan in plans_with_dates().filter(injury__patient_id__in=patient_ids).order_by("pk"):
        plans[plan.injury.patient_id].append(plan)
    book = DayBook([plan for own in plans.values() for plan in own], {look.day for look in looks})
    return {
        look: tuple(
            book.on(plan, look.day, as_of=look.as_of, by=look.by)
            for plan in plans[look.patient_id]
            if plan.ended_on is None or look.day < plan.ended_on
        )
        for look in looks
    }


def plan_days(plans: Collection[Plan], days: Collection[date], *, as_of: date) -> Iterator[PlanDay]:
    """Give the agenda of each plan on each day, with what was ticked off; two queries."""
    book = DayBook(plans, days)
    return (book.on(plan, day, as_of=as_of) for plan in plans for day in days)


@dataclass(frozen=True, slots=True)
class _Reported:
    """One report: when it was made, when it was corrected, and the turn it ticks off, if any."""

    at: datetime
    corrected_at: datetime | None
    tick: Ticked | None = None

    def stood(self, by: datetime | None) -> bool:
        """Say whether the report was known, and not yet corrected, by that instant."""
        if by is None:
            return self.corrected_at is None
        return self.at <= by and (self.corrected_at is None or self.corrected_at > by)


class DayBook:
    """Plans, with what was reported on some days; reading it in takes two queries."""

    def __init__(self, plans: Collection[Plan], days: Collection[date]) -> None:
        injuries = {plan.injury_id for plan in plans}
        self._dated = {plan.pk: dated_plan(plan) for plan in plans}
        self._agendas: dict[tuple[int, date], Agenda] = {}
        self._ticks = _read_ticks(injuries, days)
        self._scores = _read_scores(injuries, days)

    def on(self, plan: Plan, day: date, *, as_of: date, by: datetime | None = None) -> PlanDay:
        """Return one of the plans on one of the days, as ``DayLook`` says."""
        protocol = protocol_of(plan.protocol_version_id)
        agenda = self._agenda(plan, as_of).on(day)
        place = (plan.injury_id, day)
        ticks = [row.tick for row in self._ticks.get(place, ()) if row.tick and row.stood(by)]
        return PlanDay(
            plan_id=plan.pk,
            plan_public_id=plan.public_id,
            injury_id=plan.injury_id,
            protocol=protocol.slug,
            names=protocol.names,
            agenda=agenda,
            ticks=match_ticks(agenda.items, ticks),
            score_logged=any(row.stood(by) for row in self._scores.get(place, ())),
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


_Pages = dict[tuple[int, date], list[_Reported]]


def _read_ticks(injuries: Collection[int], days: Collection[date]) -> _Pages:
    pages: _Pages = {}
    rows = (
        ExerciseReport.objects.filter(injury_id__in=injuries, for_on__in=days)
        .exclude(done="none")
        .values_list("injury_id", "for_on", *_WHEN, "exercise", "turn", "done")
    )
    for injury_id, for_on, at, corrected_at, *tick in rows:
        reported = _Reported(at, corrected_at, Ticked(*tick))
        pages.setdefault((injury_id, for_on), []).append(reported)
    return pages


def _read_scores(injuries: Collection[int], days: Collection[date]) -> _Pages:
    pages: _Pages = {}
    rows = PainReport.objects.filter(
        injury_id__in=injuries, for_on__in=days, pain__isnull=False
    ).values_list("injury_id", "for_on", *_WHEN)
    for injury_id, for_on, at, corrected_at in rows:
        pages.setdefault((injury_id, for_on), []).append(_Reported(at, corrected_at))
    return pages


_WHEN = ("recorded_at", "corrected_by__recorded_at")
