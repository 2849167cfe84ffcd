"""Notes that somebody has read a message of the inbox."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from notifications.domain.person import Person
from notifications.models import Message
from notifications.selectors.inbox import inbox_of
from plans.selectors.scope import not_found


def mark_read(*, public_id: UUID, by: Person, now: datetime) -> Message:
    """Note that ``by`` has read this message; the first time counts. Refuses: not found."""
    own = inbox_of(by).filter(public_id=public_id)
    own.filter(read_at__isnull=True).update(read_at=now)
    message = own.first()
    if message is None:
        raise not_found()
    return message


def mark_all_read(*, until: datetime, by: Person, now: datetime) -> int:
    """Note that ``by`` has read all that had come by ``until`` (UTC); returns how many were new.

    What came after the reader opened the inbox has not been seen and stays unread.
    """
    return inbox_of(by).filter(read_at__isnull=True, settled_at__lte=until).update(read_at=now)
