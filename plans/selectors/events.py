"""What happened, for those who have to tell people about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from plans.domain.event import REPORTS, EventKind
from plans.models import Event


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event as a value."""

    id: int
    kind: EventKind
    at: datetime
    by_id: int
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
            by_id=row.by_id,
            clinic_id=row.clinic_id,
            patient_id=row.patient_id,
            injury_id=row.injury_id,
            plan_id=row.plan_id,
            facts=row.facts,
        )
        for row in Event.objects.filter(pk__in=ids).order_by("pk")
    ]


def events_since(
    kinds: Collection[EventKind], since: datetime, clinic_id: int | None = None
) -> QuerySet[Event]:
    """Return the events of these kinds since then, of the whole system or of one clinic."""
    events = Event.objects.filter(kind__in=kinds, at__gte=since)
    return events if clinic_id is None else events.filter(clinic_id=clinic_id)


def kinds_since(plan_id: int, event_id: int) -> set[EventKind]:
    """Return what happened to a plan from this event on; one query."""
    rows = Event.objects.filter(plan_id=plan_id, pk__gte=event_id).values_list("kind", flat=True)
    return {EventKind(kind) for kind in rows.distinct()}


def raising_events(injury_ids: Collection[int]) -> dict[int, int]:
    """Return for each referral of these injuries the event that raised it last; one query."""
    rows = Event.objects.filter(injury_id__in=injury_ids, kind=EventKind.REFERRAL_RAISED)
    return {facts["referral"]: pk for pk, facts in rows.order_by("pk").values_list("pk", "facts")}


def heard_at(patient_ids: Collection[int], since: datetime) -> dict[int, list[datetime]]:
    """Return when each patient reported anything since then, oldest first; one query."""
    heard: dict[int, list[datetime]] = {patient_id: [] for patient_id in patient_ids}
    rows = Event.objects.filter(patient_id__in=patient_ids, kind__in=REPORTS, at__gte=since)
    for patient_id, at in rows.order_by("at").values_list("patient_id", "at"):
        heard[patient_id].append(at)
    return heard


def last_change(patient_id: int, kinds: Collection[EventKind]) -> datetime | None:
    """Return when something of these kinds last happened to a record, to say why something waits.

    For who may see the patient already; it tells when, not what.
    """
    changes = Event.objects.filter(patient_id=patient_id, kind__in=kinds)
    return changes.order_by("-at").values_list("at", flat=True).first()


def touched_since(patient_ids: Collection[int], since: datetime) -> set[int]:
    """Return which of these patients' records anything happened to since then; one query."""
    rows = Event.objects.filter(patient_id__in=patient_ids, at__gte=since)
    return {patient_id for patient_id in rows.values_list("patient_id", flat=True) if patient_id}
