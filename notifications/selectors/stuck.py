"""Events that could not be told: which to try again, and whether somebody must look."""

from __future__ import annotations

from datetime import datetime

from notifications.models import StuckEvent

ALARMING = 3
"""Once or twice the database may have been busy; after so many tries it will not pass by itself."""


def stuck_events() -> int:
    """Return how many events could not be told however often it was tried; one query."""
    return StuckEvent.objects.filter(tries__gte=ALARMING).count()


def tried_again_at(now: datetime, clinic_id: int | None = None, *, limit: int) -> list[int]:
    """Return the ids of the events whose next try has come, longest waiting first."""
    due = StuckEvent.objects.filter(next_try_at__lte=now)
    if clinic_id is not None:
        due = due.filter(event__clinic_id=clinic_id)
    return list(due.order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit])
