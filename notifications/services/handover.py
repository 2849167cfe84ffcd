"""Turns what happened in the clinic's work into messages, each event once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from notifications.domain.message import MessageKind, is_for_the_same_day
from notifications.models import HandledEvent, ReminderClock
from notifications.selectors.gates import why_not_to_open
from notifications.selectors.upcoming import waiting
from notifications.services.news import News, to_clinicians, to_patient
from notifications.services.steps import take_every_step
from notifications.services.tell import Draft, write_messages
from plans.domain.event import EventKind
from plans.selectors.events import EventRow, events_by_id, recent_event_ids
from plans.selectors.questions import question_card
from plans.selectors.referrals import referral_card
from plans.selectors.tasks import task_card

_LOG = logging.getLogger(__name__)

OVERLAP = timedelta(days=3)
"""How far back each look goes, so that an event that was committed late is still found."""


def hand_over_events(*, now: datetime, clinic_id: int | None = None) -> int:
    """Write the messages of every event that people must be told of; return how many events.

    An event and its messages are handled in one transaction, so that two workers, or one that is
    interrupted, tell nobody twice and forget nobody.
    """
    ids = recent_event_ids(_HANDLERS.keys(), _look_from(now, clinic_id), clinic_id)
    known = set(HandledEvent.objects.filter(pk__in=ids).values_list("pk", flat=True))
    events = events_by_id([event_id for event_id in ids if event_id not in known])
    return take_every_step(partial(_hand_over, event, now) for event in events)


def _look_from(now: datetime, clinic_id: int | None) -> datetime:
    """Return from when on events may still wait: the last look, and a good while before it."""
    handled = HandledEvent.objects.all()
    if clinic_id is not None:
        handled = handled.filter(event__clinic_id=clinic_id)
    last = handled.order_by("-handled_at").values_list("handled_at", flat=True).first()
    if last is None:
        return datetime.min.replace(tzinfo=UTC)
    return min(now, last) - OVERLAP


def _hand_over(event: EventRow, now: datetime) -> int:
    with transaction.atomic():
        _, is_new = HandledEvent.objects.get_or_create(
            event_id=event.id, defaults={"handled_at": now}
        )
        if is_new:
            _handle(event, now)
    return int(is_new)


def _handle(event: EventRow, now: datetime) -> None:
    try:
        drafts = list(_HANDLERS[event.kind](event, now))
    except ObjectDoesNotExist as error:
        # It will not come back: looking for it every half minute would help nobody.
        _LOG.error("Event %s cannot be told: %s", event.id, type(error).__name__)
        return
    write_messages(drafts=[draft for draft in drafts if not _waits(draft)], now=now)


def _waits(draft: Draft) -> bool:
    """Say whether a message about the same thing still waits for the same person.

    What is raised, withdrawn and raised again is told each time, but not twice in one morning.
    """
    same = draft.key.rpartition(":")[0]
    return waiting().filter(dedupe_key__startswith=f"{same}:").exists()


def _wake_clock(event: EventRow, _now: datetime) -> Iterable[Draft]:
    """Let the patient's moments be looked at anew; those that were before the change are over."""
    if event.patient_id is not None:
        clock = ReminderClock.objects.filter(patient_id=event.patient_id)
        clock.filter(next_due_at__isnull=False).update(
            planned_until=Greatest(F("planned_until"), event.at), next_due_at=event.at
        )
    return ()


def _question(event: EventRow, _now: datetime) -> Iterable[Draft]:
    card = question_card(_named(event, "asked"))
    news = News(
        kind=MessageKind.QUESTION,
        about=str(card.asked_id),
        event_id=event.id,
        at=event.at,
        patient_id=card.patient_id,
        plan_id=card.plan_id,
        same_day=is_for_the_same_day(card.question.name),
        facts={"asked": card.asked_id, "question": card.question.name},
    )
    return [to_patient(news)]


def _referral(event: EventRow, _now: datetime) -> Iterable[Draft]:
    """Tell the patient, and alert each clinician; an alert never waits till morning."""
    card = referral_card(_named(event, "referral"))
    news = News(
        kind=MessageKind.REFERRAL,
        about=str(card.referral_id),
        event_id=event.id,
        at=event.at,
        patient_id=card.patient_id,
        plan_id=card.plan_id,
        referral_id=card.referral_id,
        urgency=card.urgency,
        facts={
            "referral": card.referral_id,
            "to": card.to,
            "urgency": card.urgency,
            "rule": card.rule,
        },
    )
    alert = replace(news, kind=MessageKind.ALERT, urgency="immediate")
    return [to_patient(news), *to_clinicians(alert)]


def _task(event: EventRow, _now: datetime) -> Iterable[Draft]:
    """Tell each clinician; none of it is worth waking anybody."""
    card = task_card(_named(event, "task"))
    return to_clinicians(
        News(
            kind=MessageKind.TASK,
            about=str(card.task_id),
            event_id=event.id,
            at=event.at,
            patient_id=card.patient_id,
            plan_id=card.plan_id,
            facts={"task": card.task_id, "task_kind": card.kind},
        )
    )


def _gate(event: EventRow, now: datetime) -> Iterable[Draft]:
    """Tell a patient in self-care; in treatment the physiotherapist has a task instead."""
    phase = event.facts.get("phase", "")
    if event.plan_id is None or event.patient_id is None:
        raise ObjectDoesNotExist(f"event {event.id} is about no plan")
    if why_not_to_open(event.plan_id, phase, now=now) is not None:
        return []
    news = News(
        kind=MessageKind.GATE_MET,
        about=f"{event.plan_id}.{phase}",
        event_id=event.id,
        at=event.at,
        patient_id=event.patient_id,
        plan_id=event.plan_id,
        facts={"plan": event.plan_id, "phase": phase},
    )
    return [to_patient(news)]


_HANDLERS: Mapping[EventKind, Callable[[EventRow, datetime], Iterable[Draft]]] = {
    EventKind.PATIENT_CHANGED: _wake_clock,
    EventKind.PLAN_TAILORED: _wake_clock,
    EventKind.QUESTION_ASKED: _question,
    EventKind.REFERRAL_RAISED: _referral,
    EventKind.TASK_RAISED: _task,
    EventKind.GATE_MET: _gate,
}


def _named(event: EventRow, name: str) -> int:
    """Return the id of the row that an event is about."""
    row_id = event.facts.get(name)
    if not isinstance(row_id, int):
        raise ObjectDoesNotExist(f"event {event.id} names no {name}")
    return row_id
