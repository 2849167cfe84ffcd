"""The moments of many patients at once, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time

from notifications.domain.message import Rhythm
from plans.selectors.day import PatientClock, plans_with_dates


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
