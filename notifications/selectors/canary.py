"""When a worker was last heard."""

from __future__ import annotations

from datetime import datetime

from notifications.models import Canary


def canary_seen_at() -> datetime | None:
    """Return when a worker last proved that it works (UTC); ``None`` when none ever did."""
    return Canary.objects.filter(name="worker").values_list("beaten_at", flat=True).first()
