"""Which messages wait, and when the next of them can be tried."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min, QuerySet
from django.db.models.functions import Coalesce, Greatest

from notifications.models import Message


def next_try_at(clinic_id: int | None = None) -> datetime | None:
    """Return the next instant (UTC) at which a message that waits can be tried; ``None``: never."""
    ready = Greatest("due_at", Coalesce("lease_until", "due_at"))
    soonest: datetime | None = waiting(clinic_id).aggregate(soonest=Min(ready))["soonest"]
    return soonest


def waiting(clinic_id: int | None = None) -> QuerySet[Message]:
    """Return the messages that are not settled, of the whole system or of one clinic's people."""
    messages = Message.objects.filter(settled_at__isnull=True)
    return messages if clinic_id is None else messages.filter(recipient__clinic_id=clinic_id)
