"""Takes messages for the worker that is going to send them; no two ever hold the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from notifications.domain.kind import Via
from notifications.domain.state import State
from notifications.models import Delivery, Message
from notifications.selectors.parcels import Parcel, parcels
from notifications.selectors.upcoming import ready

LEASE = timedelta(seconds=60)
"""After this long without a word the worker that took a message is taken to be gone."""

_MAY_BE_TROUBLE = Q(state=State.SENDING) | Q(interruptions__gt=0)

_CLAIM = """
    UPDATE notifications_message
    SET state = 'sending', lease_until = %s, attempt = attempt + 1
    WHERE id {among}(
        SELECT id FROM notifications_message
        WHERE settled_at IS NULL AND channel = %s AND due_at <= %s
            AND state = 'pending' AND interruptions = 0
            AND (lease_until IS NULL OR lease_until <= %s)
            {of_one_clinic}
        ORDER BY rank, due_at, id
        LIMIT %s
        {without_waiting}
    ){closed}
    RETURNING id
"""


def take(*, via: Via, size: int, now: datetime, clinic_id: int | None = None) -> list[Parcel]:
    """Lock up to ``size`` messages for the transaction that settles them, in ``claim``'s order.

    For a channel behind which there is nobody: if the worker is cut off, nothing has happened.
    """
    waits = ready(via, now=now, clinic_id=clinic_id).filter(~_MAY_BE_TROUBLE)
    free = waits.select_for_update(skip_locked=True, of=("self",))
    return parcels(free.order_by("rank", "due_at", "pk")[:size])


def claim(*, via: Via, size: int, now: datetime, clinic_id: int | None = None) -> list[Parcel]:
    """Lease up to ``size`` messages: what calls for a human first, then what is due longest.

    One statement, so that it is all or nothing and takes one trip to the database. Messages that
    another worker is taking right now are passed over, and so are those that a worker was cut off
    with: ``claim_interrupted`` takes these one by one.
    """
    is_postgresql = connection.vendor == "postgresql"
    sql = _CLAIM.format(
        of_one_clinic="" if clinic_id is None else "AND clinic_id = %s",
        # PostgreSQL may ask a list behind IN more than once, and lock more rows than were asked
        # for; an array is made once. SQLite knows no lock on a row: its writers take turns.
        among="= ANY (ARRAY" if is_postgresql else "IN ",
        without_waiting="FOR UPDATE SKIP LOCKED" if is_postgresql else "",
        closed=")" if is_postgresql else "",
    )
    clinic = () if clinic_id is None else (clinic_id,)
    found = Message.objects.raw(sql, [now + LEASE, via.value, now, now, *clinic, size])
    ours = Message.objects.filter(pk__in=[message.pk for message in found])
    return parcels(ours.order_by("rank", "due_at", "pk"))


def claim_interrupted(*, via: Via, now: datetime, clinic_id: int | None = None) -> Parcel | None:
    """Lease one message that a worker took and was not heard of again; ``None``: there is none.

    Alone, because it may be what ended that worker: those beside it must not suffer for it.
    """
    with transaction.atomic():
        waits = ready(via, now=now, clinic_id=clinic_id).filter(_MAY_BE_TROUBLE)
        free = waits.select_for_update(skip_locked=True, of=("self",))
        message = free.order_by("rank", "due_at", "pk").first()
        if message is None:
            return None
        if message.state == State.SENDING:
            _note_interruption(message)
        message.state = State.SENDING
        message.attempt += 1
        message.lease_until = now + LEASE
        message.save(update_fields=["state", "attempt", "lease_until", "interruptions"])
        return parcels(Message.objects.filter(pk=message.pk))[0]


def _note_interruption(message: Message) -> None:
    """Write down the attempt that nobody came back from."""
    message.interruptions += 1
    assert message.lease_until is not None  # noqa: S101 - the database sees to that
    Delivery.objects.get_or_create(
        message=message,
        attempt=message.attempt,
        defaults={"started_at": message.lease_until - LEASE},
    )
