"""Lets the post go out, as the worker does every few seconds."""

from __future__ import annotations

from datetime import UTC, datetime

from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events


def send_post(now: datetime | None = None) -> None:
    """Tell what happened and send what is due; without ``now``, by the clock of the test."""
    now = now or datetime.now(UTC)  # noqa: TID251 - as the doors of the program read it
    hand_over_events(now=now)
    deliver_due(now=now)


def code_in(body: str) -> str:
    """Return the code that stands in a mail about an account, on a line of its own."""
    _greeting, _sentence, code, *_rest = body.split("\n\n")
    return code
