"""Every write leaves an event: who did what, when, to whose record."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from plans.domain.event import EventKind
from plans.doorbell import ring
from plans.models import Clinic, Event, Injury, Patient, Plan, Role, User

_THE_PROGRAM = "program@localhost"


def the_program() -> User:
    """Return the actor of what nobody did by hand; it cannot sign in."""
    user, _ = User.objects.get_or_create(
        email=_THE_PROGRAM,
        defaults={"name": "Recovery", "role": Role.SYSTEM, "is_active": False, "password": "!"},
    )
    return user


def record_event(
    kind: EventKind,
    *,
    by: User,
    now: datetime,
    clinic: Clinic | None = None,
    patient: Patient | None = None,
    injury: Injury | None = None,
    plan: Plan | None = None,
    facts: dict[str, Any] | None = None,
    reason: str = "",
) -> Event:
    """Add an event to the history, in the transaction of what it tells.

    What the event is about is filled in from the narrowest row that is given. ``facts`` holds
    dates, names and ids, never free text or scores. Once committed, the doorbell is rung so that
    people are told soon; a lost ring is made good by the timetable.
    """
    if plan is not None:
        injury = plan.injury
    if injury is not None:
        patient = injury.patient
    event = Event(
        kind=kind,
        at=now,
        by=by,
        clinic_id=clinic.pk if clinic else (patient.clinic_id if patient else None),
        patient=patient,
        injury=injury,
        plan=plan,
        facts=facts or {},
        reason=reason,
    )
    event.save(force_insert=True)
    _ring_for([event])
    return event


def record_events(events: Collection[Event]) -> None:
    """Add many events to the history at once."""
    if events:
        Event.objects.bulk_create(events)
        _ring_for(events)


def _ring_for(events: Iterable[Event]) -> None:
    if any(event.kind in _TOLD_SOON for event in events):
        transaction.on_commit(lambda: ring("notifications.tasks.tick"))


_TOLD_SOON = frozenset(
    {
        EventKind.PERSON_INVITED,
        EventKind.REFERRAL_RAISED,
        EventKind.QUESTION_ASKED,
        EventKind.GATE_MET,
        EventKind.TASK_RAISED,
    }
)
