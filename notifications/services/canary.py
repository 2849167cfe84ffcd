"""Writes down that a worker works."""

from __future__ import annotations

from datetime import datetime

from notifications.models import Canary


def beat(*, now: datetime, name: str = "worker") -> None:
    """Note that the worker called ``name`` was heard at ``now``."""
    Canary.objects.update_or_create(name=name, defaults={"beaten_at": now})
