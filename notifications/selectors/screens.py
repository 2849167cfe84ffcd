"""Who lets the program show messages on a screen, and on which."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from notifications.models import PushSubscription


def with_screens(user_ids: Collection[int]) -> set[int]:
    """Return which of these people have a browser that shows messages; one query."""
    found = PushSubscription.objects.filter(user_id__in=user_ids).values_list("user_id", flat=True)
    return set(found.distinct())


def screens_of(user_id: int) -> QuerySet[PushSubscription]:
    """Return this person's screens, the newest first."""
    return PushSubscription.objects.filter(user_id=user_id).order_by("-added_at", "-pk")
