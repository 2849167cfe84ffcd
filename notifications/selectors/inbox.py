"""A person's inbox: every message that came, also when it went out by mail or to a screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from notifications.domain.headline import HEADLINES
from notifications.domain.inbox_words import OPENED, Place
from notifications.domain.kind import MessageKind, To, Via
from notifications.domain.person import Person
from notifications.domain.state import State
from notifications.models import Message
from plans.domain.text import Text


@dataclass(frozen=True, slots=True)
class About:
    """The patient whom a message to somebody else is about."""

    public_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One message of an inbox. ``about`` is ``None`` in the patient's own."""

    public_id: UUID
    kind: MessageKind
    headline: Text
    sentence: Text
    place: Place
    at: datetime
    read_at: datetime | None
    plan: UUID | None
    about: About | None


@dataclass(frozen=True, slots=True)
class Unread:
    """How many messages were not read yet, and when (UTC) the last of them came."""

    count: int
    last_at: datetime | None


def inbox_of(person: Person) -> QuerySet[Message]:
    """Return the messages of a person's inbox, the newest first.

    Only those of the clinic that the person belongs to now.
    """
    return (
        _inbox(person)
        .select_related("patient__user", "plan")
        .only(
            "public_id",
            "kind",
            "to",
            "clinic_id",
            "due_at",
            "settled_at",
            "read_at",
            "plan__public_id",
            "patient__public_id",
            "patient__clinic_id",
            "patient__user__name",
        )
        .order_by("-due_at", "-pk")
    )


def unread_of(person: Person) -> Unread:
    """Return how much of a person's inbox was not read yet; one query."""
    found = _inbox(person).filter(read_at__isnull=True)
    counted = found.aggregate(count=Count("pk"), last_at=Max("settled_at"))
    return Unread(counted["count"], counted["last_at"])


def inbox_item(row: Message) -> InboxItem:
    """Put a message of ``inbox_of`` in words."""
    kind = MessageKind(row.kind)
    opened = OPENED[kind]
    return InboxItem(
        public_id=row.public_id,
        kind=kind,
        headline=HEADLINES[kind],
        sentence=opened.sentence,
        place=opened.place,
        at=row.due_at,
        read_at=row.read_at,
        plan=row.plan.public_id if row.plan else None,
        about=_about(row),
    )


def _inbox(person: Person) -> QuerySet[Message]:
    is_here = Q(channel=Via.INBOX.value, state=State.SENT.value)
    return Message.objects.filter(is_here, recipient=person.pk, clinic=person.clinic_id)


def _about(row: Message) -> About | None:
    patient = row.patient
    # A patient who has left for another clinic is no longer anybody's business here.
    if patient is None or row.to == To.PATIENT or patient.clinic_id != row.clinic_id:
        return None
    return About(patient.public_id, patient.user.name)
