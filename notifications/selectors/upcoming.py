"""Which messages wait, and when the next of them can be tried."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from notifications.domain.kind import Via
from notifications.models import Message


def next_try_at(clinic_id: int | None = None) -> datetime | None:
    """Return the next instant (UTC) at which a message that waits can be tried; ``None``: never."""
    ready_at = Greatest("due_at", Coalesce("lease_until", "due_at"))
    soonest: datetime | None = waiting(clinic_id).aggregate(soonest=Min(ready_at))["soonest"]
    return soonest


def waiting(clinic_id: int | None = None) -> QuerySet[Message]:
    """Return the messages that are not settled, of the whole system or of one clinic's people."""
    messages = Message.objects.filter(settled_at__isnull=True)
    return messages if clinic_id is None else messages.filter(clinic_id=clinic_id)


def ready(via: Via, *, now: datetime, clinic_id: int | None = None) -> QuerySet[Message]:
    """Return the messages that can be tried over this channel now and that nobody holds."""
    is_free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return waiting(clinic_id).filter(is_free, channel=via, due_at__lte=now)


def count_ready(via: Via, *, now: datetime, most: int = 4000) -> int:
    """Return how many messages can be tried over this channel now; no further than ``most``."""
    return ready(via, now=now)[:most].count()
