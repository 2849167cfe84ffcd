"""What somebody looked at of messages and wishes, noted for the access log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from notifications.domain.person import Person
from notifications.models import Message
from plans.domain.sight import sight_of
from plans.selectors.people import record_of


def note_wishes(request: Any, person: Person) -> None:
    """Note that what this person wants to be told was looked up; only a patient's is a record."""
    if person.role != "patient":
        return
    patient = record_of(person.pk)
    if patient is not None:
        sight_of(request).saw("preferences", person.public_id, patient)


def note_messages(request: Any, rows: Iterable[Message]) -> None:
    """Note about which patients the messages on a page are."""
    patients = [row.patient_id for row in rows if row.patient_id is not None]
    sight_of(request).listed("message", patients)


def note_message(request: Any, row: Message) -> None:
    """Note that one message was opened or marked as read."""
    if row.patient_id is not None:
        sight_of(request).saw("message", row.public_id, row.patient_id)


def note_no_message(request: Any, public_id: UUID) -> None:
    """Note that a message was asked for that does not exist, or is somebody else's."""
    about = Message.objects.filter(public_id=public_id).values_list("patient_id", flat=True)
    sight_of(request).refused("message", public_id, about.first())
