"""What happened, for those who have to tell people about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plans.domain.event import EventKind
from plans.models import Event


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event as a value."""

    id: int
    kind: EventKind
    at: datetime
    clinic_id: int | None
    patient_id: int | None
    injury_id: int | None
    plan_id: int | None
    facts: dict[str, Any]


def events_by_id(ids: Collection[int]) -> list[EventRow]:
    """Return these events in the order in which they happened."""
    return [
        EventRow(
            id=row.pk,
            kind=EventKind(row.kind),
            at=row.at,
            clinic_id=row.clinic_id,
            patient_id=row.patient_id,
            injury_id=row.injury_id,
            plan_id=row.plan_id,
            facts=row.facts,
        )
        for row in Event.objects.filter(pk__in=ids).order_by("pk")
    ]


def recent_event_ids(
    kinds: Collection[EventKind], since: datetime, clinic_id: int | None = None
) -> list[int]:
    """Return the ids of the events of these kinds since then, oldest first."""
    events = Event.objects.filter(kind__in=kinds, at__gte=since)
    if clinic_id is not None:
        events = events.filter(clinic_id=clinic_id)
    return list(events.order_by("pk").values_list("pk", flat=True))
