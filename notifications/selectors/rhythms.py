"""The moments of many patients at once, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from notifications.domain.reminder import Rhythm
from notifications.models import ReminderClock
from plans.selectors.day import PatientClock, active_plans, own_moments


def clocks_of(clinic_id: int | None) -> QuerySet[ReminderClock]:
    """Return the clocks of the whole system or of one clinic's patients."""
    clocks = ReminderClock.objects.all()
    return clocks if clinic_id is None else clocks.filter(patient__clinic_id=clinic_id)


def without_running_clock(clinic_id: int | None) -> set[int]:
    """Return the patients who have a plan under way and no clock that runs; one query."""
    running = ReminderClock.objects.filter(
        patient_id=OuterRef("injury__patient_id"), next_due_at__isnull=False
    )
    plans = active_plans(clinic_id).filter(~Exists(running))
    return set(plans.values_list("injury__patient_id", flat=True))


def rhythms_of(clocks: Collection[PatientClock]) -> dict[int, Rhythm]:
    """Return each patient's moments, those of single exercises among them; one query."""
    moments = {clock.patient_id: set(clock.moments) for clock in clocks}
    for patient_id, own in own_moments(moments):
        moments[patient_id].update(own)
    return {
        clock.patient_id: Rhythm(tuple(sorted(moments[clock.patient_id])), clock.log_at, clock.zone)
        for clock in clocks
    }
