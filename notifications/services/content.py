"""Chooses the words of a message at the moment it goes out, or says why it does not go out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from notifications.channels.channel import Envelope
from notifications.domain.message import (
    MessageKind,
    Reason,
    Standing,
    State,
    Wishes,
    open_turns,
    standing,
    suppression,
    telling_at,
)
from notifications.models import Message
from notifications.selectors.wishes import wishes_of
from plans.domain.agenda import AgendaItem
from plans.domain.days import local_day
from plans.domain.dose_words import dose_in_words
from plans.selectors.catalogue import exercise_names
from plans.selectors.day import DayLook, PatientClock, PlanDay, days_of, patient_clocks
from plans.selectors.people import ClinicCard, clinic_card
from plans.selectors.questions import question_card
from plans.selectors.referrals import referral_card


@dataclass(frozen=True, slots=True)
class Dropped:
    """The message does not go out any more, and why."""

    state: State
    reason: Reason


@dataclass(frozen=True, slots=True)
class Postponed:
    """The message goes out, but not before ``until``: it is quiet where the patient lives."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """All that is known of the people of some messages, read together."""

    clocks: dict[int, PatientClock]
    clinics: dict[int, ClinicCard]
    wishes: dict[int, Wishes]
    days: dict[int, tuple[PlanDay, ...]]


def lay_on_desk(*, messages: Collection[Message], now: datetime) -> Desk:
    """Read what these messages need; the number of queries does not grow with their number."""
    clocks = patient_clocks({row.patient_id for row in messages})
    looks = {
        row.pk: DayLook(row.patient_id, _day(row), local_day(now, clocks[row.patient_id].zone))
        for row in messages
        if MessageKind(row.kind).is_reminder
    }
    days = days_of(set(looks.values()))
    return Desk(
        clocks=clocks,
        clinics={card: clinic_card(card) for card in {row.clinic_id for row in clocks.values()}},
        wishes=wishes_of({row.recipient_id for row in messages}),
        days={message: days[look] for message, look in looks.items()},
    )


def content_of(*, message: Message, desk: Desk, now: datetime) -> Envelope | Dropped | Postponed:
    """Return the mail as it must read now, or why it is not sent (now)."""
    if not message.recipient.is_active:
        return Dropped(State.CANCELLED, Reason.INACTIVE)
    kind = MessageKind(message.kind)
    if kind.is_reminder:
        return _reminder(message, kind, desk, now)
    if kind is MessageKind.ALERT:
        return _alert(message, desk)
    until = _quiet_until(message, desk, now)
    if until > now:
        return Postponed(until)
    return _question(message, desk) if kind is MessageKind.QUESTION else _referral(message, desk)


def _reminder(message: Message, kind: MessageKind, desk: Desk, now: datetime) -> Envelope | Dropped:
    clock, plans = desk.clocks[message.patient_id], desk.days[message.pk]
    wall = time.fromisoformat(message.facts["moment"])
    found = standing(kind, plans, wall)
    if found is Standing.NOTHING:
        return Dropped(State.CANCELLED, Reason.NOT_DUE)
    walls = (wall, now.astimezone(clock.zone).time())
    reason = suppression(kind, found, desk.wishes[message.recipient_id], walls=walls)
    if reason is not None:
        return Dropped(State.SUPPRESSED, reason)
    if kind is MessageKind.LOG_REMINDER:
        return _envelope(message, desk)
    lines = _lines(open_turns(plans, wall), message.recipient.language)
    return _envelope(message, desk, exercises=lines, moment=f"{wall:%H:%M}")


def _question(message: Message, desk: Desk) -> Envelope | Dropped:
    if question_card(message.facts["asked"]).closed:
        return Dropped(State.SUPPRESSED, Reason.DONE)
    return _envelope(message, desk)


def _referral(message: Message, desk: Desk) -> Envelope | Dropped:
    card = referral_card(message.facts["referral"])
    if card.status in ("resolved", "superseded"):
        return Dropped(State.CANCELLED, Reason.NOT_DUE)
    return _envelope(message, desk, to=card.to, urgency=card.urgency)


def _alert(message: Message, desk: Desk) -> Envelope | Dropped:
    card = referral_card(message.facts["referral"])
    if card.status != "open":
        return Dropped(State.SUPPRESSED, Reason.DONE)
    return _envelope(message, desk, to=card.to, urgency=card.urgency, rule=card.rule)


def _quiet_until(message: Message, desk: Desk, now: datetime) -> datetime:
    quiet = desk.wishes[message.recipient_id].quiet
    return telling_at(
        now, message.facts.get("urgency", ""), quiet, desk.clocks[message.patient_id].zone
    )


def _day(message: Message) -> date:
    return date.fromisoformat(message.facts["day"])


def _lines(items: Iterable[AgendaItem], language: str) -> list[dict[str, str]]:
    """Name each exercise with its dose in words, once, however many plans ask for it."""
    items = tuple(items)
    names = exercise_names({item.exercise for item in items}, language)
    lines = [
        # A retired exercise has no published name any more, but is still in this plan.
        {
            "name": names.get(item.exercise, item.exercise),
            "dose": dose_in_words(item.dose, language),
        }
        for item in items
    ]
    return [line for index, line in enumerate(lines) if line not in lines[:index]]


def _envelope(message: Message, desk: Desk, **words: Any) -> Envelope:
    person = message.recipient
    language = "en" if person.language == "en" else "nl"
    card = desk.clinics[desk.clocks[message.patient_id].clinic_id]
    text = render_to_string(
        f"notifications/email/{message.kind}.{language}.txt",
        {
            # The first line is the subject, so a name must not bring lines of its own.
            "first_name": _one_line(person.get_short_name()),
            "clinic": replace(card, name=_one_line(card.name)),
            "link": f"{settings.SITE_URL}/",
            **words,
        },
    )
    subject, _, body = text.partition("\n")
    return Envelope(
        message_id=message.message_id,
        address=person.email,
        subject=_one_line(subject),
        body=body.strip() + "\n",
        language=language,
        reply_to=card.email,
    )


def _one_line(words: str) -> str:
    return " ".join(words.split())
