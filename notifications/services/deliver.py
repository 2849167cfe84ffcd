"""Sends what is due, each message at most by one worker at a time, and writes down how it ended.

A message is leased to a worker before the attempt, and the attempt is written down before it is
made. A worker that is killed leaves a lease that runs out, never a message that is lost.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from notifications.channels import CHANNELS
from notifications.channels.channel import Answer, Channel, Envelope
from notifications.domain.attempt import MOST_INTERRUPTIONS, Outcome, Step, next_step
from notifications.domain.message import MessageKind, Reason, State, To
from notifications.models import Delivery, Message
from notifications.selectors.upcoming import waiting
from notifications.services.content import Desk, Dropped, Postponed, content_of, lay_on_desk
from notifications.services.news import handed_on
from notifications.services.steps import take_every_step
from notifications.services.tell import write_messages

LEASE = timedelta(seconds=60)
"""After this long without a word the worker that took a message is taken to be gone."""

_PATIENCE_SECONDS = 25.0
"""No attempt begins later than this after the lease did, so that none outlives it."""

_BATCH = 20


def deliver_due(
    *,
    now: datetime,
    channels: Mapping[str, Channel] = CHANNELS,
    clinic_id: int | None = None,
    limit: int = 100,
) -> int:
    """Try to send up to ``limit`` messages that are due and return how many had their turn.

    What calls for a human goes before reminders. Two workers never have the same message at the
    same time. Takes half a minute at most, however slow the mail server is.
    """
    if not waiting(clinic_id).filter(due_at__lte=now).exists():
        return 0
    settle_stale(now=now, clinic_id=clinic_id)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    tried = 0
    for expires in (False, True):
        while tried < limit and time.monotonic() < deadline:
            size = min(_BATCH, limit - tried)
            batch = _claim(expires=expires, size=size, now=now, clinic_id=clinic_id)
            if not batch:
                break
            tried += _deliver_batch(batch, channels, deadline, now)
    return tried


def settle_stale(*, now: datetime, clinic_id: int | None = None) -> int:
    """Settle every message whose use is over, however many there are, and return their number.

    One that a worker had in hands when it was cut off may have been sent: its state is unknown.
    """
    stale = waiting(clinic_id).filter(expires_at__lte=now)
    expired = stale.filter(state=State.PENDING).update(
        state=State.EXPIRED, reason=Reason.EXPIRED, settled_at=now
    )
    cut_off = stale.filter(state=State.SENDING, lease_until__lte=now).update(
        state=State.UNKNOWN, reason=Reason.INTERRUPTED, settled_at=now
    )
    return expired + cut_off


def _claim(*, expires: bool, size: int, now: datetime, clinic_id: int | None) -> list[Message]:
    """Lease the messages that have been due longest; those of other workers are passed over."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    due = waiting(clinic_id).filter(free, due_at__lte=now, expires_at__isnull=not expires)
    with transaction.atomic():
        ids = list(
            due.select_for_update(skip_locked=True, of=("self",))
            .order_by("due_at", "pk")
            .values_list("pk", flat=True)[:size]
        )
        Message.objects.filter(pk__in=ids).update(
            state=State.SENDING, lease_until=now + LEASE, attempt=F("attempt") + 1
        )
    rows = Message.objects.filter(pk__in=ids).select_related("recipient")
    return list(rows.order_by("due_at", "pk"))


def _deliver_batch(
    batch: list[Message], channels: Mapping[str, Channel], deadline: float, now: datetime
) -> int:
    desk = lay_on_desk(messages=batch, now=now)
    return take_every_step(
        partial(_deliver, message, desk, channels, deadline, now) for message in batch
    )


def _deliver(
    message: Message,
    desk: Desk,
    channels: Mapping[str, Channel],
    deadline: float,
    now: datetime,
) -> int:
    if time.monotonic() >= deadline:
        # The lease may run out during an attempt that begins now.
        return _mark(message, state=State.PENDING, lease_until=None)
    before = list(message.deliveries.values_list("outcome", flat=True))
    if before.count("") >= MOST_INTERRUPTIONS:
        return _settle(message, Step(State.FAILED, Reason.INTERRUPTED), now)
    content = content_of(message=message, desk=desk, now=now)
    if isinstance(content, Postponed):
        return _mark(message, state=State.PENDING, lease_until=None, due_at=content.until)
    if isinstance(content, Dropped):
        return _drop(message, content, now)
    answer = _attempt(message, content, channels[message.channel], now)
    step = next_step(
        answer.outcome,
        kind=MessageKind(message.kind),
        attempt=message.attempt,
        was_unknown_before=Outcome.UNKNOWN.value in before,
        now=now,
    )
    return _settle(message, step, now, error=answer.error)


def _attempt(message: Message, envelope: Envelope, channel: Channel, now: datetime) -> Answer:
    """Write the attempt down, make it, and write down how it ended."""
    delivery = Delivery.objects.create(message=message, attempt=message.attempt, started_at=now)
    began = time.monotonic()
    answer = channel.send(envelope)
    delivery.ended_at = now + timedelta(seconds=time.monotonic() - began)
    delivery.outcome = answer.outcome.value
    delivery.error = answer.error[:60]
    delivery.save(update_fields=["ended_at", "outcome", "error"])
    return answer


def _drop(message: Message, dropped: Dropped, now: datetime) -> int:
    with transaction.atomic():
        if message.to != To.PATIENT and dropped.reason is Reason.INACTIVE:
            # Whoever looks after the patient now must know what the one who left cannot.
            write_messages(drafts=handed_on(message, now=now), now=now)
        return _settle(message, Step(dropped.state, dropped.reason), now)


def _settle(message: Message, step: Step, now: datetime, *, error: str = "") -> int:
    is_over = step.state is not State.PENDING
    return _mark(
        message,
        state=step.state,
        reason=step.reason or "",
        lease_until=step.not_before,
        last_error=error[:60],
        settled_at=now if is_over else None,
    )


def _mark(message: Message, **fields: Any) -> int:
    """Change the message if it is still ours: whoever leased it since has a higher attempt."""
    ours = Message.objects.filter(pk=message.pk, attempt=message.attempt, state=State.SENDING)
    ours.update(**fields)
    return 1
