"""A mail that is ready to go, for tests of what a channel makes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from notifications.channels.channel import Envelope, Words
from notifications.domain.kind import MessageKind

TEXT = "Dag Sanne,\n\nHet is tijd voor je oefeningen: één keer.\n"
HTML = "<!doctype html>\n<html><body><p>Dag Sanne,</p></body></html>\n"


def envelope(words: Words | None = None, **changes: Any) -> Envelope:
    """A reminder for Sanne, but for what a test changes."""
    words = words or Words(subject="Je oefenmoment van 07:30", text=TEXT, html=HTML)
    whole = Envelope(
        message_id="<een-vast-kenmerk@clinic.example>",
        key="0123456789abcdef0123456789abcdef",
        kind=MessageKind.EXERCISE_REMINDER,
        recipient_id=1,
        address="sanne@example.org",
        reply_to="praktijk@example.org",
        language="nl",
        expires_at=None,
        unsubscribe="",
        write=lambda: words,
    )
    return replace(whole, **changes)
