"""The link at the foot of a mail with which its reader ends mails of that sort, not signed in.

Made for the one click of a mail program (RFC 8058): whoever has the link can end one topic on one
channel for one person, and nothing else. It never expires, because mails are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer

from notifications.domain.choosing import switches_of
from notifications.domain.kind import MessageKind, Topic, Via
from notifications.domain.person import Person
from notifications.domain.wishes import Wishes
from notifications.services.wishes import change_wishes

_SALT = "notifications.unsubscribe"


class Named(Protocol):
    """Somebody with a name for outside."""

    @property
    def public_id(self) -> UUID:
        """The name for outside."""


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """Who does not want what any more over which channel, and the language of who reads it."""

    person: Person
    language: str
    topic: Topic
    via: Via


def unsubscribe_link(recipient: Named | None, kind: MessageKind, via: Via) -> str:
    """Return the address that ends messages like this one; empty where nothing can be declined.

    That is so for a message that cannot be declined, for the clinic's own address, and where the
    program does not know its own address.
    """
    if recipient is None or kind.topic is None or not settings.SITE_URL:
        return ""
    return f"{settings.SITE_URL}/unsubscribe/{unsubscribe_token(recipient, kind.topic, via)}/"


def unsubscribe_token(recipient: Named, topic: Topic, via: Via) -> str:
    """Return words that only this program can write: who, what, and over which channel."""
    return Signer(salt=_SALT).sign_object([recipient.public_id.hex, topic.value, via.value])


def read_token(token: str) -> Unsubscription | None:
    """Return what a token says.

    ``None`` when this program did not write it, or when it is about something that its person does
    not get any more: the account is closed, or has another role.
    """
    try:
        public_id, topic, via = Signer(salt=_SALT).unsign_object(token)
        switch = Topic(topic), Via(via)
    except (BadSignature, ValueError):
        return None
    person = get_user_model().objects.filter(public_id=public_id, is_active=True).first()
    if person is None or switch not in switches_of(Wishes(), person.role):
        return None
    return Unsubscription(person, person.language, *switch)


def unsubscribe(*, what: Unsubscription, now: datetime) -> None:
    """Turn this topic off over this channel, as the person would; twice is the same as once."""
    switches = {(what.topic, what.via): False}
    change_wishes(user=what.person, by=what.person, now=now, switches=switches)
