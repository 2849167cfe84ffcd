"""The days of many patients at once, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, time

from notifications.domain.message import Rhythm
from plans.selectors.day import PatientClock, PlanDay, plan_days, plans_with_dates


def rhythms_of(clocks: Collection[PatientClock]) -> dict[int, Rhythm]:
    """Return each patient's moments, those of single exercises among them; two queries."""
    moments = {clock.patient_id: set(clock.moments) for clock in clocks}
    plans = (
        plans_with_dates()
        .filter(injury__patient_id__in=moments, status="active")
        .prefetch_related(None)
        .prefetch_related("prescriptions")
    )
    for plan in plans:
        for prescription in plan.prescriptions.all():
            own = (time.fromisoformat(moment) for moment in prescription.moments or ())
            moments[plan.injury.patient_id].update(own)
    return {
        clock.patient_id: Rhythm(tuple(sorted(moments[clock.patient_id])), clock.log_at, clock.zone)
        for clock in clocks
    }


def days_of(
    wanted: Mapping[tuple[date, date], Collection[int]],
) -> dict[tuple[int, date], tuple[PlanDay, ...]]:
    """Return patients' plans by (patient, day); six queries for each key of ``wanted``.

    ``wanted`` names the patients by the day that is asked for and the day from which it is seen.
    """
    return {
        (patient_id, day): plans
        for (day, as_of), patient_ids in wanted.items()
        for patient_id, plans in _one_day(patient_ids, day=day, as_of=as_of).items()
    }


def _one_day(
    patient_ids: Collection[int], *, day: date, as_of: date
) -> dict[int, tuple[PlanDay, ...]]:
    plans = [
        plan
        for plan in plans_with_dates().filter(injury__patient_id__in=patient_ids).order_by("pk")
        if plan.ended_on is None or day < plan.ended_on
    ]
    whose = {plan.pk: plan.injury.patient_id for plan in plans}
    days: dict[int, list[PlanDay]] = {patient_id: [] for patient_id in patient_ids}
    for plan_day in plan_days(plans, [day], as_of=as_of):
        days[whose[plan_day.plan_id]].append(plan_day)
    return {patient_id: tuple(found) for patient_id, found in days.items()}
