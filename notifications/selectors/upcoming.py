"""When there is something to do again, for a clock that jumps from moment to moment."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min, QuerySet
from django.db.models.functions import Coalesce, Greatest

from notifications.models import Message, ReminderClock


def next_due_at(clinic_id: int | None = None) -> datetime | None:
    """Return the next instant (UTC) at which a moment comes or a message waits; ``None``: never."""
    clocks = ReminderClock.objects.all()
    if clinic_id is not None:
        clocks = clocks.filter(patient__clinic_id=clinic_id)
    moment = clocks.aggregate(soonest=Min("next_due_at"))["soonest"]
    return min((at for at in (moment, next_try_at(clinic_id)) if at is not None), default=None)


def next_try_at(clinic_id: int | None = None) -> datetime | None:
    """Return the next instant (UTC) at which a message that waits can be tried; ``None``: never."""
    ready = Greatest("due_at", Coalesce("lease_until", "due_at"))
    soonest: datetime | None = waiting(clinic_id).aggregate(soonest=Min(ready))["soonest"]
    return soonest


def waiting(clinic_id: int | None = None) -> QuerySet[Message]:
    """Return the messages that are not settled, of the whole system or of one clinic's people."""
    messages = Message.objects.filter(settled_at__isnull=True)
    return messages if clinic_id is None else messages.filter(recipient__clinic_id=clinic_id)
