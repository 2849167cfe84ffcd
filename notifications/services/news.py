"""Addresses a piece of news: to the patient it is about, or to who looks after that patient."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from notifications.domain.kind import MessageKind, To
from notifications.domain.lasting import worthless_at
from notifications.domain.state import Reason, State
from notifications.domain.telling import telling_at
from notifications.domain.timing import QuietHours
from notifications.selectors.parcels import Parcel
from notifications.selectors.readers import Reader, Team, team_of
from notifications.selectors.wishes import wishes_of
from notifications.services.tell import Draft
from plans.selectors.day import patient_clocks


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell, and whom it is about.

    ``event_id`` tells one raising from the next, and ``step`` one repetition of it from the next.
    ``at`` is from when on it is told, ``seen_at`` from when on it stands in the inbox if that is
    earlier.
    """

    kind: MessageKind
    about: str
    event_id: int
    at: datetime
    patient_id: int
    seen_at: datetime | None = None
    plan_id: int | None = None
    referral_id: int | None = None
    urgency: str = ""
    same_day: bool = False
    step: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Addressee:
    """Who gets the news, and when that person may be told of it."""

    user_id: int | None
    to: To
    clinic_id: int
    quiet: QuietHours
    zone: ZoneInfo


def to_patient(news: News, *, now: datetime) -> Draft:
    """Give the message for the patient whom the news is about."""
    clock = patient_clocks([news.patient_id])[news.patient_id]
    quiet = wishes_of([clock.user_id])[clock.user_id].quiet
    whom = _Addressee(clock.user_id, To.PATIENT, clock.clinic_id, quiet, clock.zone)
    return _draft(news, whom, now)


def to_clinicians(news: News, *, now: datetime) -> list[Draft]:
    """Give a message for everybody who is told first about the patient."""
    team = team_of(news.patient_id, now=now)
    return to_readers(news, team, team.first, now=now)


def to_readers(
    news: News, team: Team, readers: Collection[Reader], *, now: datetime
) -> list[Draft]:
    """Give a message for each of these readers at the patient's clinic."""
    return [
        _draft(
            news,
            _Addressee(reader.user_id, reader.to, team.clinic_id, reader.quiet, team.zone),
            now,
        )
        for reader in readers
    ]


def handed_on(message: Parcel, *, now: datetime) -> list[Draft]:
    """Give what a clinician who left was to be told to those who look after the patient now.

    Whoever has the message already does not get it once more. An overview is nobody else's.
    """
    kind = MessageKind(message.kind)
    names = _ABOUT.get(kind)
    if names is None or message.patient_id is None:
        return []
    return to_clinicians(
        News(
            kind=kind,
            about=str(message.facts[names]),
            event_id=message.facts.get("event", 0),
            at=now,
            patient_id=message.patient_id,
            plan_id=message.plan_id,
            referral_id=message.referral_id,
            urgency="immediate" if kind.never_waits else message.facts.get("urgency", ""),
            step=message.facts.get("step", 0),
            facts=message.facts,
        ),
        now=now,
    )


def unreached(message: Parcel, *, now: datetime) -> list[Draft]:
    """Tell who looks after a patient that this message, which asks something, never got there."""
    if message.patient_id is None:
        return []
    news = News(
        kind=MessageKind.UNREACHED,
        about=str(message.public_id),
        event_id=0,
        at=now,
        patient_id=message.patient_id,
        plan_id=message.plan_id,
        referral_id=message.referral_id,
        urgency=message.facts.get("urgency", ""),
        facts={
            "message": str(message.public_id),
            "kind": message.kind,
            "urgency": message.facts.get("urgency", ""),
        },
    )
    return to_clinicians(news, now=now)


_ABOUT: Mapping[MessageKind, str] = {
    MessageKind.ALERT: "referral",
    MessageKind.ESCALATION: "referral",
    MessageKind.TASK: "task",
    MessageKind.UNREACHED: "message",
}
"""Which of a message's facts names what it is about, for what a clinician must not miss."""


def _draft(news: News, whom: _Addressee, now: datetime) -> Draft:
    due_at = telling_at(news.at, news.urgency, whom.quiet, whom.zone, same_day=news.same_day)
    expires_at = worthless_at(news.kind, due_at, whom.zone, same_day=news.same_day)
    is_over = expires_at is not None and expires_at <= now
    step = {"step": news.step} if news.step else {}
    return Draft(
        kind=news.kind,
        key=_key(news, whom.user_id),
        clinic_id=whom.clinic_id,
        recipient_id=whom.user_id,
        to=whom.to,
        due_at=due_at,
        seen_at=news.seen_at or min(news.at, due_at),
        expires_at=expires_at,
        patient_id=news.patient_id,
        plan_id=news.plan_id,
        referral_id=news.referral_id,
        state=State.EXPIRED if is_over else State.PENDING,
        reason=Reason.EXPIRED if is_over else None,
        settled_at=now if is_over else None,
        facts={**news.facts, **({"event": news.event_id} if news.event_id else {}), **step},
    )


def _key(news: News, user_id: int | None) -> str:
    """Name what is told to whom, so that it is told once; the address of a clinic has no number."""
    parts = [news.kind, news.about, "clinic" if user_id is None else str(user_id)]
    if news.event_id:
        parts.append(f"{news.event_id}.{news.step}" if news.step else str(news.event_id))
    return ":".join(parts)
