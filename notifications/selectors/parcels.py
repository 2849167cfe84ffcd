"""Messages with their people, read as plain values: at a busy moment there are many thousands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from notifications.models import Absence, Decline, Message, Preference


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is for."""

    pk: int
    public_id: UUID
    is_active: bool
    language: str
    email: str
    name: str
    clinic_id: int | None

    @property
    def first_name(self) -> str:
        """The first name, for a greeting."""
        return self.name.split(" ")[0]


@dataclass(slots=True)
class Parcel:
    """One message in a worker's hands. ``zone`` is where its patient lives.

    ``has_wishes`` says whether the recipient has any that are not the defaults.
    """

    pk: int
    public_id: UUID
    kind: str
    to: str
    channel: str
    state: str
    attempt: int
    interruptions: int
    facts: dict[str, Any]
    created_at: datetime
    expires_at: datetime | None
    message_id: str
    clinic_id: int | None
    patient_id: int | None
    plan_id: int | None
    referral_id: int | None
    recipient_id: int | None
    recipient: Recipient | None
    zone: ZoneInfo | None
    has_wishes: bool


_OF_THE_MESSAGE = (
    *("pk", "public_id", "kind", "to", "channel", "state", "attempt", "interruptions", "facts"),
    *("created_at", "expires_at", "message_id", "clinic_id", "patient_id", "plan_id"),
    *("referral_id", "recipient_id"),
)
_OF_THE_RECIPIENT = tuple(
    f"recipient__{name}"
    for name in ("public_id", "is_active", "language", "email", "name", "clinic_id")
)
_COUNT = len(_OF_THE_MESSAGE)


def parcels(messages: QuerySet[Message]) -> list[Parcel]:
    """Read these messages with their people, in the order that was asked for; one query."""
    own = OuterRef("recipient_id")
    rows = messages.select_related("recipient", "patient").annotate(
        has_wishes=Exists(Preference.objects.filter(user_id=own))
        | Exists(Decline.objects.filter(user_id=own))
        | Exists(Absence.objects.filter(user_id=own))
    )
    columns = (*_OF_THE_MESSAGE, "has_wishes", "patient__timezone", *_OF_THE_RECIPIENT)
    return [_parcel(row) for row in rows.values_list(*columns)]


def _parcel(row: tuple[Any, ...]) -> Parcel:
    has_wishes, zone, *person = row[_COUNT:]
    recipient_id = row[_COUNT - 1]
    recipient = None if recipient_id is None else Recipient(recipient_id, *person)
    lives_in = None if zone is None else ZoneInfo(zone)
    values: tuple[Any, ...] = (*row[:_COUNT], recipient, lives_in, bool(has_wishes))
    return Parcel(*values)
