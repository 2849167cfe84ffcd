"""Decides at the moment a message goes out whether it still does, and what it must say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist

from notifications.channels.channel import Envelope, Words
from notifications.domain.kind import MessageKind, To, Via
from notifications.domain.state import Reason, State
from notifications.domain.telling import is_for_the_same_day, telling_at
from notifications.selectors.parcels import Parcel
from notifications.selectors.readers import team_of
from notifications.services.account import address_of
from notifications.services.desk import Desk
from notifications.services.fate import Context, Dropped, Postponed
from notifications.services.news_content import news_content
from notifications.services.reminder_content import reminder_content
from notifications.services.unsubscribing import unsubscribe_link
from notifications.services.writing import write_words
from plans.selectors.people import ClinicCard


def content_of(*, message: Parcel, desk: Desk, now: datetime) -> Envelope | Dropped | Postponed:
    """Return the message as it must go out now, or why it does not (now)."""
    kind, via = MessageKind(message.kind), Via(message.channel)
    person = message.recipient
    if person is not None and not (person.is_active and person.clinic_id == message.clinic_id):
        return Dropped(State.CANCELLED, Reason.INACTIVE)
    if person is not None and not desk.wishes[person.pk].want(kind, via):
        return Dropped(State.SUPPRESSED, Reason.OPTED_OUT)
    if kind.is_reminder:
        context = reminder_content(message, kind, desk, now)
        return context if isinstance(context, Dropped) else _envelope(message, desk, context)
    until = _quiet_until(message, desk, now)
    if until > now:
        return _later(message, until)
    if not _still_concerns(message, kind, now):
        return Dropped(State.CANCELLED, Reason.NOT_DUE)
    try:
        found = news_content(message, kind, desk, now)
    except ObjectDoesNotExist:
        # What it is about is gone, so there is nothing left to tell.
        return Dropped(State.CANCELLED, Reason.NOT_DUE)
    return found if isinstance(found, Dropped) else _envelope(message, desk, lambda: found)


def _quiet_until(message: Parcel, desk: Desk, now: datetime) -> datetime:
    """Return when the reader may be disturbed; the inbox disturbs nobody, nor does the clinic."""
    silent = message.channel == Via.INBOX or MessageKind(message.kind).never_waits
    if silent or message.recipient_id is None or message.patient_id is None:
        return now
    return telling_at(
        now,
        message.facts.get("urgency", ""),
        desk.wishes[message.recipient_id].quiet,
        _zone(message, desk),
        same_day=is_for_the_same_day(message.facts.get("question", "")),
    )


def _later(message: Parcel, until: datetime) -> Dropped | Postponed:
    """Put a message off to the morning; what is over by then is not told any more."""
    if message.expires_at is None or until < message.expires_at:
        return Postponed(until)
    return Dropped(State.EXPIRED, Reason.EXPIRED)


def _still_concerns(message: Parcel, kind: MessageKind, now: datetime) -> bool:
    """Say whether who looked after the patient when this was written still does.

    An escalation goes to whoever is at the clinic; an alert that is not told to somebody any more
    is watched on, and told to who looks after the patient now.
    """
    if kind not in (MessageKind.ALERT, MessageKind.TASK) or message.recipient_id is None:
        return True
    if message.patient_id is None:
        return True
    told = team_of(message.patient_id, now=now).first
    return message.recipient_id in {reader.user_id for reader in told}


def _zone(message: Parcel, desk: Desk) -> ZoneInfo:
    """Return the zone of the reader: the patient's own, or else where the clinic is."""
    if message.to == To.PATIENT and message.patient_id is not None:
        return desk.zones[message.patient_id]
    clinic = desk.clinic_of(message)
    return clinic.zone if clinic else ZoneInfo(settings.TIME_ZONE)


def _envelope(message: Parcel, desk: Desk, context: Callable[[], Context]) -> Envelope:
    person, kind, via = message.recipient, MessageKind(message.kind), Via(message.channel)
    is_mail = via is Via.EMAIL
    clinic = desk.clinic_of(message)
    language = "en" if person is not None and person.language == "en" else "nl"
    unsubscribe = unsubscribe_link(person, kind, via) if is_mail else ""
    return Envelope(
        message_id=message.message_id,
        key=message.public_id.hex,
        kind=kind,
        recipient_id=message.recipient_id,
        address=_address(message, clinic),
        reply_to=clinic.email if clinic else "",
        language=language,
        expires_at=message.expires_at,
        unsubscribe=unsubscribe,
        write=partial(_write, message, desk, language, unsubscribe, context),
    )


def _address(message: Parcel, clinic: ClinicCard | None) -> str:
    if message.kind == MessageKind.ACCOUNT:
        return address_of(message)
    if message.recipient is not None:
        return message.recipient.email
    return clinic.email if clinic else ""


def _write(
    message: Parcel,
    desk: Desk,
    language: str,
    unsubscribe: str,
    context: Callable[[], Context],
) -> Words:
    person = message.recipient
    clinic = desk.clinic_of(message)
    words: dict[str, Any] = {
        # The first line of a text is its subject, so a name must not bring lines of its own.
        "first_name": "" if person is None else _one_line(person.first_name),
        "clinic": replace(clinic, name=_one_line(clinic.name)) if clinic else None,
        "link": f"{settings.SITE_URL}{_leads_to(MessageKind(message.kind))}",
        "wishes_link": f"{settings.SITE_URL}/preferences/",
        "unsubscribe": unsubscribe,
        **context(),
    }
    return write_words(MessageKind(message.kind), language, words)


def _leads_to(kind: MessageKind) -> str:
    """Return where to read on; a colleague's patient is on nobody else's worklist."""
    return "/inbox/" if kind is MessageKind.ESCALATION else "/"


def _one_line(words: str) -> str:
    return " ".join(words.split())
