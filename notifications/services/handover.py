"""Turns what happened in the clinic's work into messages, each event once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from notifications.domain.message import MessageKind, To, telling_at
from notifications.models import HandledEvent, ReminderClock
from notifications.selectors.wishes import wishes_of
from notifications.services.steps import take_every_step
from notifications.services.tell import Draft, write_messages
from plans.domain.event import EventKind
from plans.selectors.day import patient_clocks
from plans.selectors.events import EventRow, events_by_id, recent_event_ids
from plans.selectors.people import clinicians_for
from plans.selectors.questions import question_card
from plans.selectors.referrals import ReferralCard, referral_card

_MOVES_MOMENTS = (EventKind.PATIENT_CHANGED, EventKind.PLAN_TAILORED)
_TOLD = (EventKind.REFERRAL_RAISED, EventKind.QUESTION_ASKED, *_MOVES_MOMENTS)

OVERLAP = timedelta(days=3)
"""How far back each look goes, so that an event that was committed late is still found."""


def hand_over_events(*, now: datetime, clinic_id: int | None = None) -> int:
    """Write the messages of every event that people must be told of; return how many events.

    An event and its messages are handled in one transaction, so that two workers, or one that is
    interrupted, tell nobody twice and forget nobody.
    """
    ids = recent_event_ids(_TOLD, _look_from(now, clinic_id), clinic_id)
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
    if event.kind in _MOVES_MOMENTS:
        if event.patient_id is not None:
            _wake_clock(event.patient_id, event.at)
    elif event.kind is EventKind.QUESTION_ASKED:
        write_messages(drafts=[_question(event)], now=now)
    else:
        card = referral_card(event.facts["referral"])
        drafts = [_referral(card, event.at), *alert_drafts(card, due_at=event.at)]
        write_messages(drafts=drafts, now=now)


def _wake_clock(patient_id: int, changed_at: datetime) -> None:
    """Let the patient's moments be looked at anew; those that were before the change are over."""
    ReminderClock.objects.filter(patient_id=patient_id, next_due_at__isnull=False).update(
        planned_until=Greatest(F("planned_until"), changed_at), next_due_at=changed_at
    )


def _question(event: EventRow) -> Draft:
    card = question_card(event.facts["asked"])
    clock = patient_clocks([card.patient_id])[card.patient_id]
    quiet = wishes_of([clock.user_id])[clock.user_id].quiet
    return Draft(
        kind=MessageKind.QUESTION,
        key=f"{MessageKind.QUESTION}:{card.asked_id}",
        recipient_id=clock.user_id,
        to=To.PATIENT,
        due_at=telling_at(event.at, "", quiet, clock.zone),
        patient_id=card.patient_id,
        plan_id=card.plan_id,
        facts={"asked": card.asked_id, "question": card.question.name},
    )


def _referral(card: ReferralCard, at: datetime) -> Draft:
    clock = patient_clocks([card.patient_id])[card.patient_id]
    quiet = wishes_of([clock.user_id])[clock.user_id].quiet
    return Draft(
        kind=MessageKind.REFERRAL,
        key=f"{MessageKind.REFERRAL}:{card.referral_id}",
        recipient_id=clock.user_id,
        to=To.PATIENT,
        due_at=telling_at(at, card.urgency, quiet, clock.zone),
        patient_id=card.patient_id,
        plan_id=card.plan_id,
        referral_id=card.referral_id,
        facts=_facts(card),
    )


def alert_drafts(card: ReferralCard, *, due_at: datetime) -> Iterable[Draft]:
    """Give an alert for each clinician who looks after the patient; it never waits till morning."""
    return (
        Draft(
            kind=MessageKind.ALERT,
            key=f"{MessageKind.ALERT}:{card.referral_id}:{person.user_id}",
            recipient_id=person.user_id,
            to=To.STAFF if person.role == "staff" else To.PHYSIOTHERAPIST,
            due_at=due_at,
            patient_id=card.patient_id,
            plan_id=card.plan_id,
            referral_id=card.referral_id,
            facts=_facts(card),
        )
        for person in clinicians_for(card.patient_id)
    )


def _facts(card: ReferralCard) -> dict[str, str | int]:
    return {
        "referral": card.referral_id,
        "to": card.to,
        "urgency": card.urgency,
        "rule": card.rule,
    }
