"""What a channel is: it takes one message for one person and says how that ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from notifications.domain.attempt import Outcome
from notifications.domain.kind import MessageKind
from notifications.domain.pace import Pace


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that belongs to a mail; the words name it by ``content_id``."""

    content_id: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Words:
    """What a person reads: the subject says nothing about anybody's health."""

    subject: str
    text: str
    html: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message ready to go.

    ``message_id`` stays the same when it is sent once more; ``key`` is the same in 32 signs, for
    channels that merge what they get twice. Words are chosen by ``write`` and only for a channel
    that needs them. ``recipient_id`` is ``None`` for the clinic's own address. ``unsubscribe`` is
    the address of the one-click page, empty for what cannot be declined.
    """

    message_id: str
    key: str
    kind: MessageKind
    recipient_id: int | None
    address: str
    reply_to: str
    language: str
    expires_at: datetime | None
    unsubscribe: str
    write: Callable[[], Words]


@dataclass(frozen=True, slots=True)
class Answer:
    """How an attempt ended; ``error`` is a code for engineers and never holds a person's data.

    ``wait`` is how long the server asked to be left alone, if it did.
    """

    outcome: Outcome
    error: str = ""
    wait: timedelta | None = None


class Channel(Protocol):
    """One way to reach people.

    ``at_once`` is how many messages may be between two commits: as many are sent once more when a
    worker is cut off in the middle, so it is 1 for what a person would notice. ``pace`` is how fast
    the server behind it may be used, over all workers; ``None``: there is none to spare.
    """

    @property
    def at_once(self) -> int:
        """How many messages may be between two commits."""

    @property
    def pace(self) -> Pace | None:
        """How fast the channel may be used."""

    def send(self, envelope: Envelope, *, now: datetime) -> Answer:
        """Try once to send ``envelope``; a failure is an answer, never an exception."""
