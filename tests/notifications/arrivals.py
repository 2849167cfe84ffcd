"""Messages that have come: rows of the inbox, as they stand once they were put there."""

from __future__ import annotations

from datetime import datetime

from notifications.domain.kind import MessageKind, To, Via
from notifications.domain.state import State
from notifications.models import Message
from notifications.services.tell import Draft, write_messages
from plans.models import Patient, Plan, User


def arrive(
    reader: User,
    patient: Patient | None,
    *,
    at: datetime,
    kind: MessageKind = MessageKind.QUESTION,
    plan: Plan | None = None,
) -> Message:
    """Let a message come into somebody's inbox; returns its row there."""
    assert reader.clinic_id is not None
    key = f"{kind}:{reader.pk}:{at.isoformat()}"
    draft = Draft(
        kind=kind,
        key=key,
        clinic_id=reader.clinic_id,
        recipient_id=reader.pk,
        to=To(reader.role),
        due_at=at,
        patient_id=patient.pk if patient else None,
        plan_id=plan.pk if plan else None,
    )
    write_messages(drafts=[draft], now=at)
    row = Message.objects.get(dedupe_key=f"{key}:inbox")
    row.state, row.settled_at = State.SENT.value, at
    row.save(update_fields=["state", "settled_at"])
    assert row.channel == Via.INBOX
    return row
