"""On which days clinics work."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from notifications.domain.office import OfficeDays
from notifications.models import ClosedDay, OfficeHours


def office_of(clinic_ids: Collection[int]) -> dict[int, OfficeDays]:
    """Return the days of each clinic, the defaults for one that never said; two queries."""
    said = {row.clinic_id: row for row in OfficeHours.objects.filter(clinic_id__in=clinic_ids)}
    closed: dict[int, set[date]] = {}
    for clinic_id, closed_on in ClosedDay.objects.filter(clinic_id__in=clinic_ids).values_list(
        "clinic_id", "closed_on"
    ):
        closed.setdefault(clinic_id, set()).add(closed_on)
    return {
        clinic_id: _days(said.get(clinic_id), frozenset(closed.get(clinic_id, ())))
        for clinic_id in clinic_ids
    }


def _days(row: OfficeHours | None, closed: frozenset[date]) -> OfficeDays:
    if row is None:
        return OfficeDays(closed=closed)
    return OfficeDays(
        weekdays=frozenset(row.weekdays),
        country=row.country,
        closed=closed,
        digest_at=row.digest_at,
    )
