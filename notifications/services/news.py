"""Addresses a piece of news: to the patient it is about, or to who looks after that patient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from notifications.domain.message import MessageKind, To, telling_at
from notifications.models import Message
from notifications.selectors.wishes import wishes_of
from notifications.services.tell import Draft
from plans.selectors.day import patient_clocks
from plans.selectors.people import clinicians_for


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell, and whom it is about; ``event_id`` tells one raising from the next."""

    kind: MessageKind
    about: str
    event_id: int
    at: datetime
    patient_id: int
    plan_id: int | None = None
    referral_id: int | None = None
    urgency: str = ""
    same_day: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    def draft(self, recipient_id: int, to: To, due_at: datetime) -> Draft:
        """Make the message to one person."""
        return Draft(
            kind=self.kind,
            key=f"{self.kind}:{self.about}:{recipient_id}:{self.event_id}",
            recipient_id=recipient_id,
            to=to,
            due_at=due_at,
            patient_id=self.patient_id,
            plan_id=self.plan_id,
            referral_id=self.referral_id,
            facts={**self.facts, "event": self.event_id},
        )


def to_patient(news: News) -> Draft:
    """Give the message for the patient whom the news is about."""
    clock = patient_clocks([news.patient_id])[news.patient_id]
    return news.draft(clock.user_id, To.PATIENT, _due_at(news, clock.user_id, clock.zone))


def to_clinicians(news: News) -> list[Draft]:
    """Give a message for each clinician who looks after the patient."""
    zone = patient_clocks([news.patient_id])[news.patient_id].zone
    return [
        news.draft(
            person.user_id,
            To.STAFF if person.role == "staff" else To.PHYSIOTHERAPIST,
            _due_at(news, person.user_id, zone),
        )
        for person in clinicians_for(news.patient_id)
    ]


def handed_on(message: Message, *, now: datetime) -> list[Draft]:
    """Give what a clinician who left was to be told to those who look after the patient now.

    Whoever has the message already does not get it once more.
    """
    kind = MessageKind(message.kind)
    return to_clinicians(
        News(
            kind=kind,
            about=str(message.facts["task" if kind is MessageKind.TASK else "referral"]),
            event_id=message.facts.get("event", 0),
            at=now,
            patient_id=message.patient_id,
            plan_id=message.plan_id,
            referral_id=message.referral_id,
            urgency="immediate" if kind is MessageKind.ALERT else "",
            facts=message.facts,
        )
    )


def _due_at(news: News, user_id: int, zone: ZoneInfo) -> datetime:
    quiet = wishes_of([user_id])[user_id].quiet
    return telling_at(news.at, news.urgency, quiet, zone, same_day=news.same_day)
