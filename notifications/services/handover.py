"""Turns what happened in the clinic's work into messages, each event once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Greatest

from notifications.domain.kind import MessageKind
from notifications.domain.stuck import next_try
from notifications.domain.telling import is_for_the_same_day
from notifications.models import HandledEvent, ReminderClock, StuckEvent
from notifications.selectors.gates import why_not_to_open
from notifications.selectors.stuck import tried_again_at
from notifications.selectors.upcoming import waiting
from notifications.services.account import invited, request_decided
from notifications.services.escalating import watch
from notifications.services.news import News, to_clinicians, to_patient
from notifications.services.plan_news import (
    phase_opened,
    plan_changed,
    plan_ended,
    plan_paused,
    plan_resumed,
)
from notifications.services.tell import Draft, write_messages
from plans.domain.event import EventKind
from plans.selectors.events import EventRow, events_by_id, events_since
from plans.selectors.questions import question_card
from plans.selectors.referrals import referral_card
from plans.selectors.tasks import task_card

_LOG = logging.getLogger(__name__)

OVERLAP = timedelta(days=3)
"""How far back each look goes, so that an event that was committed late is still found."""

_STUCK_AT_ONCE = 50

_COMMITTED_AT_ONCE = 20
"""Few enough that nobody waits for their commit, enough to work off a backlog quickly."""


def hand_over_events(*, now: datetime, clinic_id: int | None = None, limit: int = 500) -> int:
    """Write the messages of events that people must be told of; return how many events.

    An event and its messages are written together or not at all, so that two workers, or one that
    is interrupted, tell nobody twice and forget nobody. One that fails stops no other: it is noted
    and tried again, for ever. Takes the ``limit`` oldest; the rest is for the next round.
    """
    fresh = _fresh_ids(now, clinic_id, limit)
    stuck = set(tried_again_at(now, clinic_id, limit=_STUCK_AT_ONCE))
    events = events_by_id([*fresh, *stuck])
    return sum(
        _hand_over_some(events[first : first + _COMMITTED_AT_ONCE], stuck, now)
        for first in range(0, len(events), _COMMITTED_AT_ONCE)
    )


@transaction.atomic
def _hand_over_some(events: Collection[EventRow], stuck: Collection[int], now: datetime) -> int:
    return sum(_hand_over(event, now, was_stuck=event.id in stuck) for event in events)


def _fresh_ids(now: datetime, clinic_id: int | None, limit: int) -> list[int]:
    events = events_since(_HANDLERS.keys(), _look_from(now, clinic_id), clinic_id)
    new = events.filter(
        ~Exists(HandledEvent.objects.filter(pk=OuterRef("pk"))),
        ~Exists(StuckEvent.objects.filter(pk=OuterRef("pk"))),
    )
    # In the order of the index on "at", so that the look never walks through all of history.
    return list(new.order_by("at", "pk").values_list("pk", flat=True)[:limit])


def _look_from(now: datetime, clinic_id: int | None) -> datetime:
    """Return from when on events may still wait: the last one handled, and a good while before.

    The oldest are handled first, so that none before it is left over.
    """
    handled = HandledEvent.objects.all()
    if clinic_id is not None:
        handled = handled.filter(event__clinic_id=clinic_id)
    last = handled.order_by("-pk").values_list("event__at", flat=True).first()
    if last is None:
        return datetime.min.replace(tzinfo=UTC)
    return min(now, last) - OVERLAP


def _hand_over(event: EventRow, now: datetime, *, was_stuck: bool) -> int:
    try:
        with transaction.atomic():
            _, is_new = HandledEvent.objects.get_or_create(
                event_id=event.id, defaults={"handled_at": now}
            )
            if is_new:
                _handle(event, now)
            if was_stuck:
                StuckEvent.objects.filter(pk=event.id).delete()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one, all others must be told
        _note_stuck(event, error, now)
        return 0
    return int(is_new)


def _note_stuck(event: EventRow, error: Exception, now: datetime) -> None:
    """Note that an event could not be told; if not even that can be written, nothing can."""
    _LOG.error("Event %s could not be told: %s", event.id, type(error).__name__)
    with transaction.atomic():
        row, is_new = StuckEvent.objects.select_for_update().get_or_create(
            event_id=event.id,
            defaults={"tries": 1, "error": _name(error), "next_try_at": next_try(1, now)},
        )
        if is_new or row.next_try_at > now:
            # Another worker tried it at the same time: that was one try.
            return
        row.tries += 1
        row.error, row.next_try_at = _name(error), next_try(row.tries, now)
        row.save(update_fields=["tries", "error", "next_try_at"])


def _name(error: Exception) -> str:
    return type(error).__name__[:60]


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
    alike = waiting().filter(patient_id__in=[draft.patient_id], kind=draft.kind)
    return alike.filter(dedupe_key__startswith=f"{same}:").exists()


def _wake_clock(event: EventRow, _now: datetime) -> Iterable[Draft]:
    """Let the patient's moments be looked at anew; those that were before the change are over."""
    if event.patient_id is not None:
        clock = ReminderClock.objects.filter(patient_id=event.patient_id)
        clock.filter(next_due_at__isnull=False).update(
            planned_until=Greatest(F("planned_until"), event.at), next_due_at=event.at
        )
    return ()


def _tailored(event: EventRow, now: datetime) -> Iterable[Draft]:
    """An exercise can have moments of its own, so the clock is looked at too."""
    _wake_clock(event, now)
    return plan_changed(event, now)


def _question(event: EventRow, now: datetime) -> Iterable[Draft]:
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
    return [to_patient(news, now=now)]


def _referral(event: EventRow, now: datetime) -> Iterable[Draft]:
    """Tell the patient, and alert who looks after that patient; an alert never waits till morning.

    From now on the referral is watched until somebody has seen it.
    """
    card = referral_card(_named(event, "referral"))
    watch(referral=card, event_id=event.id, began_at=event.at, now=now)
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
    return [to_patient(news, now=now), *to_clinicians(alert, now=now)]


def _task(event: EventRow, now: datetime) -> Iterable[Draft]:
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
        ),
        now=now,
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
    return [to_patient(news, now=now)]


_HANDLERS: Mapping[EventKind, Callable[[EventRow, datetime], Iterable[Draft]]] = {
    EventKind.PATIENT_CHANGED: _wake_clock,
    EventKind.PLAN_STARTED: plan_changed,
    EventKind.PLAN_SWITCHED: plan_changed,
    EventKind.PLAN_MOVED: plan_changed,
    EventKind.PHASE_EXTENDED: plan_changed,
    EventKind.PLAN_TAILORED: _tailored,
    EventKind.PLAN_ENDED: plan_ended,
    EventKind.PHASE_OPENED: phase_opened,
    EventKind.PLAN_PAUSED: plan_paused,
    EventKind.PLAN_RESUMED: plan_resumed,
    EventKind.QUESTION_ASKED: _question,
    EventKind.REFERRAL_RAISED: _referral,
    EventKind.TASK_RAISED: _task,
    EventKind.GATE_MET: _gate,
    EventKind.PERSON_INVITED: invited,
    EventKind.RIGHT_DECIDED: request_decided,
}


def _named(event: EventRow, name: str) -> int:
    """Return the id of the row that an event is about."""
    row_id = event.facts.get(name)
    if not isinstance(row_id, int):
        raise ObjectDoesNotExist(f"event {event.id} names no {name}")
    return row_id
