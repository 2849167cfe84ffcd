"""Chooses the words of a message at the moment it goes out, or says why it does not go out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template.loader import render_to_string

from notifications.channels.channel import Envelope
from notifications.domain.message import (
    MessageKind,
    Reason,
    Standing,
    State,
    Wishes,
    is_for_the_same_day,
    open_turns,
    standing,
    suppression,
    telling_at,
)
from notifications.models import Message
from notifications.selectors.gates import why_not_to_open
from notifications.selectors.wishes import wishes_of
from plans.domain.agenda import AgendaItem
from plans.domain.days import local_day
from plans.domain.dose_words import dose_in_words
from plans.selectors.catalogue import exercise_names
from plans.selectors.day import DayLook, PatientClock, PlanDay, days_of, patient_clocks
from plans.selectors.people import ClinicCard, clinic_card
from plans.selectors.questions import question_card
from plans.selectors.referrals import referral_card
from plans.selectors.tasks import task_card


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
    until = now if kind is MessageKind.ALERT else _quiet_until(message, desk, now)
    if until > now:
        return Postponed(until)
    try:
        return _news(message, kind, desk, now)
    except ObjectDoesNotExist:
        # What it is about is gone, so there is nothing left to tell.
        return Dropped(State.CANCELLED, Reason.NOT_DUE)


def _news(message: Message, kind: MessageKind, desk: Desk, now: datetime) -> Envelope | Dropped:
    match kind:
        case MessageKind.QUESTION:
            return _question(message, desk)
        case MessageKind.TASK:
            return _task(message, desk)
        case MessageKind.GATE_MET:
            return _gate(message, desk, now)
        case MessageKind.ALERT:
            return _alert(message, desk)
        case _:
            return _referral(message, desk)


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
    card = question_card(message.facts["asked"])
    if card.closed:
        return Dropped(State.SUPPRESSED, Reason.DONE)
    return _envelope(message, desk, is_for_today=is_for_the_same_day(card.question.name))


def _task(message: Message, desk: Desk) -> Envelope | Dropped:
    card = task_card(message.facts["task"])
    if not card.is_open:
        return Dropped(State.SUPPRESSED, Reason.DONE)
    return _envelope(message, desk, task=card.text.in_language(message.recipient.language))


def _gate(message: Message, desk: Desk, now: datetime) -> Envelope | Dropped:
    reason = why_not_to_open(message.facts["plan"], message.facts["phase"], now=now)
    if reason is not None:
        return Dropped(State.SUPPRESSED, reason)
    return _envelope(message, desk)


def _referral(message: Message, desk: Desk) -> Envelope | Dropped:
    card = referral_card(message.facts["referral"])
    if card.status not in _REFERRAL_WAITS:
        return Dropped(State.CANCELLED, Reason.NOT_DUE)
    call = _clinic(message, desk).number_for(card.to)
    return _envelope(message, desk, to=card.to, urgency=card.urgency, call=call)


_REFERRAL_WAITS = ("open", "acknowledged")


def _alert(message: Message, desk: Desk) -> Envelope | Dropped:
    card = referral_card(message.facts["referral"])
    if card.status != "open":
        return Dropped(State.SUPPRESSED, Reason.DONE)
    return _envelope(message, desk, to=card.to, urgency=card.urgency, rule=card.rule)


def _quiet_until(message: Message, desk: Desk, now: datetime) -> datetime:
    quiet = desk.wishes[message.recipient_id].quiet
    return telling_at(
        now,
        message.facts.get("urgency", ""),
        quiet,
        desk.clocks[message.patient_id].zone,
        same_day=is_for_the_same_day(message.facts.get("question", "")),
    )


def _clinic(message: Message, desk: Desk) -> ClinicCard:
    return desk.clinics[desk.clocks[message.patient_id].clinic_id]


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
    card = _clinic(message, desk)
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
