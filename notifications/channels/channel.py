"""What a channel is: it takes one message for one person and says how that ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from notifications.domain.attempt import Outcome


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message ready to go. ``message_id`` stays the same when it is sent once more."""

    message_id: str
    address: str
    subject: str
    body: str
    language: str
    reply_to: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How an attempt ended; ``error`` is a code for engineers and never holds a person's data."""

    outcome: Outcome
    error: str = ""


class Channel(Protocol):
    """One way to reach people."""

    def send(self, envelope: Envelope) -> Answer:
        """Try once to send ``envelope``; a failure is an answer, never an exception."""
