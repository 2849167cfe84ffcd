"""What others do with the same rows of the ledger, and the limit; none of them knows any rule.

None chooses words, looks whether the exercises are done already, or asks who declined what.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from celery import Celery
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

QUEUE = "one-each"
TASK = "benchmarks.one_each"
_BATCH = 500
_LEASE = timedelta(seconds=60)

# Celery as it comes, in favour of this peer: it takes tasks ahead and forgets them when it begins.
app = Celery("peer", broker=settings.REDIS_URL)
app.conf.update(
    task_ignore_result=True,
    task_default_queue=QUEUE,
    broker_connection_retry_on_startup=True,
    worker_hijack_root_logger=False,
)


@app.task(name=TASK)
def send_one(message_id: int) -> None:
    """Peer A: claim one message by a conditional update, hand it over, mark it as sent."""
    from notifications.models import Message

    now = timezone.now()
    row = Message.objects.filter(pk=message_id)
    if row.filter(state="pending").update(state="sending", lease_until=now + _LEASE):
        _hand_over(message_id)
        row.filter(state="sending").update(state="sent", lease_until=None, settled_at=now)


def ring_for_each() -> None:
    """Peer A: find what is due and put one task into the queue for each of them."""
    from notifications.models import Message

    due = Message.objects.filter(state="pending", due_at__lte=timezone.now()).order_by("due_at")
    for message_id in due.values_list("pk", flat=True).iterator():
        send_one.delay(message_id)


def one_at_a_time() -> None:
    """Peer B: a loop that takes the first row that waits, notes the attempt and hands it over."""
    from notifications.models import Delivery, Message

    while True:
        now = timezone.now()
        due = Message.objects.filter(settled_at__isnull=True, due_at__lte=now)
        message = due.order_by("due_at").first()
        if message is None:
            return
        claim = Message.objects.filter(pk=message.pk, settled_at__isnull=True)
        if not claim.update(state="sent", settled_at=now):
            continue
        attempt = Delivery.objects.create(message=message, attempt=1, started_at=now)
        _hand_over(message.pk)
        attempt.outcome, attempt.ended_at = "sent", now
        attempt.save(update_fields=["outcome", "ended_at"])


def bare_batches() -> None:
    """Give the limit: two statements for five hundred rows, in a transaction each, and no words."""
    while taken := _claim():
        for message_id in taken:
            _hand_over(message_id)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE notifications_message SET state = 'sent', lease_until = NULL, "
                "settled_at = now() WHERE id = ANY(%s) AND state = 'sending'",
                [taken],
            )


def _claim() -> list[int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_message SET state = 'sending', attempt = attempt + 1, "
            "lease_until = now() + interval '60 seconds' WHERE id IN ("
            "SELECT id FROM notifications_message WHERE settled_at IS NULL AND state = 'pending' "
            "AND due_at <= now() ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING id",
            [_BATCH],
        )
        return [message_id for (message_id,) in cursor.fetchall()]


def _to_nobody(message_id: int) -> None:
    """Take a message and do nothing with it."""


_hand_over: Callable[[int], None] = _to_nobody
