"""Writes messages into the ledger, one for each channel; what stands there already is left."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings

from notifications.domain.kind import MessageKind, To, Via
from notifications.domain.state import Reason, State
from notifications.models import Message
from notifications.selectors.screens import with_screens

FIRST_RANK, RANK = 0, 1
"""What somebody waits for goes out before everything else."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Something to tell one person; ``key`` makes it the only one of its kind.

    It goes over every channel that the person has. ``recipient_id`` is ``None`` for the clinic's
    own address. ``seen_at`` is from when on it may be read in the inbox, which wakes nobody; else
    that is ``due_at`` too. A draft that is settled already is written once, to tell why. ``secret``
    opens an account; it is sealed, and gone once the message is settled.
    """

    kind: MessageKind
    key: str
    clinic_id: int | None
    recipient_id: int | None
    to: To
    due_at: datetime
    patient_id: int | None = None
    expires_at: datetime | None = None
    seen_at: datetime | None = None
    plan_id: int | None = None
    referral_id: int | None = None
    state: State = State.PENDING
    reason: Reason | None = None
    settled_at: datetime | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    secret: str = field(default="", repr=False)


def write_messages(*, drafts: Collection[Draft], now: datetime) -> int:
    """Write the drafts whose key is new and return how many there were to write.

    Two workers that write the same draft leave one message a channel.
    """
    if not drafts:
        return 0
    people = {draft.recipient_id for draft in drafts if draft.recipient_id is not None}
    screens = with_screens(people)
    # Not this machine's own name: that is nobody's business.
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    rows = [
        _row(draft, via, domain, now)
        for draft in drafts
        for via in _channels(draft, has_screen=draft.recipient_id in screens)
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    return len(drafts)


def key_over(key: str, via: Via) -> str:
    """Return the key of a draft over one channel; over e-mail it is the draft's own."""
    return key if via is Via.EMAIL else f"{key}:{via}"


def _channels(draft: Draft, *, has_screen: bool) -> Iterator[Via]:
    yield Via.EMAIL
    if draft.recipient_id is None or draft.state is not State.PENDING:
        return
    if draft.kind.is_only_mailed:
        return
    yield Via.INBOX
    if has_screen:
        yield Via.PUSH


def _row(draft: Draft, via: Via, domain: str, now: datetime) -> Message:
    public_id = uuid.uuid4()
    return Message(
        public_id=public_id,
        kind=draft.kind.value,
        clinic_id=draft.clinic_id,
        recipient_id=draft.recipient_id,
        to=draft.to.value,
        channel=via.value,
        dedupe_key=key_over(draft.key, via),
        rank=FIRST_RANK if draft.kind.is_waited_for else RANK,
        patient_id=draft.patient_id,
        plan_id=draft.plan_id,
        referral_id=draft.referral_id,
        facts=draft.facts,
        secret=draft.secret,
        due_at=(draft.seen_at or draft.due_at) if via is Via.INBOX else draft.due_at,
        expires_at=draft.expires_at,
        state=draft.state.value,
        reason=draft.reason.value if draft.reason else "",
        message_id=f"<{public_id}@{domain}>",
        created_at=now,
        settled_at=draft.settled_at,
    )
