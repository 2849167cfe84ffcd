"""Writes messages into the ledger; whatever stands there already is left as it is."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings

from notifications.domain.message import MessageKind, Reason, State, To
from notifications.models import Message


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is to stand in the ledger; ``key`` makes it the only one of its kind."""

    kind: MessageKind
    key: str
    recipient_id: int
    to: To
    patient_id: int
    due_at: datetime
    expires_at: datetime | None = None
    plan_id: int | None = None
    referral_id: int | None = None
    state: State = State.PENDING
    reason: Reason | None = None
    settled_at: datetime | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def write_messages(*, drafts: Collection[Draft], now: datetime) -> int:
    """Write the drafts whose key is new and return how many there were to write.

    Two workers that write the same draft leave one message.
    """
    Message.objects.bulk_create(_rows(drafts, now), ignore_conflicts=True)
    return len(drafts)


def _rows(drafts: Iterable[Draft], now: datetime) -> list[Message]:
    # Not this machine's own name: that is nobody's business.
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return [_row(draft, domain, now) for draft in drafts]


def _row(draft: Draft, domain: str, now: datetime) -> Message:
    public_id = uuid.uuid4()
    return Message(
        public_id=public_id,
        kind=draft.kind.value,
        recipient_id=draft.recipient_id,
        to=draft.to.value,
        dedupe_key=draft.key,
        patient_id=draft.patient_id,
        plan_id=draft.plan_id,
        referral_id=draft.referral_id,
        facts=draft.facts,
        due_at=draft.due_at,
        expires_at=draft.expires_at,
        state=draft.state.value,
        reason=draft.reason.value if draft.reason else "",
        message_id=f"<{public_id}@{domain}>",
        created_at=now,
        settled_at=draft.settled_at,
    )
