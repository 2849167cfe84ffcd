"""Mails about somebody's own account: written into the ledger, and filled in when they go out."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from notifications.domain.account_mail import MAILS, AccountNews
from notifications.domain.kind import MessageKind, To, Via
from notifications.models import Message
from notifications.selectors.parcels import Parcel
from notifications.services.fate import Context
from notifications.services.tell import Draft, write_messages
from plans.doorbell import ring
from plans.selectors.day import patient_clocks
from plans.selectors.events import EventRow
from plans.selectors.invitations import invitation_named, may_be_accepted, token_of
from plans.selectors.people import contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """What only the reader of one address may see; ``address`` is empty for the person's own."""

    address: str = ""
    code: str = field(default="", repr=False)
    link: str = field(default="", repr=False)


def write_account_mail(*, news: AccountNews, user_id: int, secret: Secret, now: datetime) -> None:
    """Write a mail about this person's account, and wake who sends it once that is committed.

    Code and link are sealed, and gone from the ledger as soon as the mail was sent or is too late.
    """
    draft = _draft(news, user_id, str(uuid.uuid4()), at=now, secret=json.dumps(asdict(secret)))
    write_messages(drafts=[draft], now=now)
    transaction.on_commit(lambda: ring("notifications.tasks.deliver", via=Via.EMAIL.value))


def invited(event: EventRow, now: datetime) -> list[Draft]:
    """Give the mail with the link of an invitation; the link is worked out when the mail goes."""
    public_id = event.facts.get("invitation")
    if public_id is None:
        # Written by an earlier release, which sent the mail at once.
        return []
    user_id = invitation_named(public_id).user_id
    facts = {"invitation": public_id}
    return [_draft(AccountNews.INVITATION, user_id, public_id, at=event.at, facts=facts)]


def request_decided(event: EventRow, now: datetime) -> list[Draft]:
    """Give the mail that a request about somebody's own data was answered by the clinic.

    A record that was destroyed has nobody left to write to, and who took back a request knows it.
    """
    what = (event.facts.get("kind"), event.facts.get("status"))
    if event.patient_id is None or what not in _ANSWERED:
        return []
    user_id = patient_clocks([event.patient_id])[event.patient_id].user_id
    return [_draft(AccountNews.REQUEST_DECIDED, user_id, event.facts["request"], at=event.at)]


_ANSWERED = (("correction", "done"), ("correction", "refused"), ("destruction", "refused"))


def account_words(message: Parcel, *, language: str, now: datetime) -> Context | None:
    """Return what the words need to know; ``None`` for an invitation that works no more."""
    news = AccountNews(message.facts["about"])
    mail = MAILS[news]
    secret = _FILLED_IN.get(news, _waiting)(message, now)
    if secret is None:
        return None
    return {
        "subject": mail.subject.in_language(language),
        "body": mail.body.in_language(language).format(code=secret.code, link=secret.link),
        "link": secret.link,
        **({} if mail.names_reader else {"first_name": ""}),
    }


def address_of(message: Parcel) -> str:
    """Return where this mail goes: a code for a new address goes there, not to the old one."""
    person = message.recipient
    own = "" if person is None else person.email
    return _secret(message).address or own


def _draft(
    news: AccountNews,
    user_id: int,
    key: str,
    *,
    at: datetime,
    facts: Mapping[str, Any] = MappingProxyType({}),
    secret: str = "",
) -> Draft:
    person = contact(user_id)
    return Draft(
        kind=MessageKind.ACCOUNT,
        key=f"{MessageKind.ACCOUNT}:{news}:{key}",
        clinic_id=person.clinic_id,
        recipient_id=user_id,
        to=_ROLES.get(person.role, To.STAFF),
        due_at=at,
        expires_at=at + MAILS[news].lasts,
        facts={"about": news.value, **facts},
        secret=secret,
    )


_ROLES: Mapping[str, To] = {"patient": To.PATIENT, "physiotherapist": To.PHYSIOTHERAPIST}


def _waiting(message: Parcel, _now: datetime) -> Secret:
    return _secret(message)


def _secret(message: Parcel) -> Secret:
    written = Message.objects.only("public_id", "secret").get(pk=message.pk).secret
    return Secret(**json.loads(written)) if written else Secret()


def _invitation(message: Parcel, now: datetime) -> Secret | None:
    invitation = invitation_named(message.facts["invitation"])
    if not may_be_accepted(invitation, now=now):
        return None
    path = reverse("join", args=[token_of(invitation.public_id)])
    return Secret(link=f"{settings.SITE_URL}{path}")


def _own_data(_message: Parcel, _now: datetime) -> Secret:
    return Secret(link=f"{settings.SITE_URL}{reverse('my_data')}")


_FILLED_IN: Mapping[AccountNews, Callable[[Parcel, datetime], Secret | None]] = {
    AccountNews.INVITATION: _invitation,
    AccountNews.REQUEST_DECIDED: _own_data,
}
"""What is worked out when the mail goes out; for all others what was sealed when it was written."""
