"""What stands in the letters that come back, as it is at the moment they go out.

The weekly summary holds pain scores: the patient asked for exactly that, and it can be ended with
one click. They stand in the body only, never in the subject or on a screen. The daily overview
holds numbers of patients and no names.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from notifications.channels.channel import Picture
from notifications.domain.kind import To, Via
from notifications.domain.letters import Week
from notifications.domain.pain_curve import PainCurve, curve_words
from notifications.selectors.digest import DigestReader, digests_of
from notifications.selectors.parcels import Parcel
from notifications.selectors.week import PlanWeek, WeekLook, weeks_of
from notifications.services.curve_picture import curve_picture
from plans.domain.day_words import with_days
from plans.selectors.people import clinic_cards

CURVE = "pain-curve"
"""By this name the words of a mail call for the picture."""


def weekly_summary_words(message: Parcel, *, language: str, now: datetime) -> dict[str, Any] | None:
    """Return what the weekly summary needs to know; ``None`` when there is nothing to tell.

    ``curve_alt`` says in words what the picture shows; both are empty without a single score.
    """
    patient_id, zone = message.patient_id, message.zone
    if patient_id is None or zone is None:
        return None
    week = Week(*(date.fromisoformat(message.facts[end]) for end in ("first_on", "last_on")))
    local = now.astimezone(zone)
    weeks = weeks_of([WeekLook(patient_id, week, local.date(), local.time())])[patient_id]
    if not weeks:
        return None
    curves = _curves(weeks, week, language)
    # A screen and the inbox show one line only; drawing for them would be for nothing.
    is_drawn = message.channel == Via.EMAIL and curves
    return {
        "span": with_days(
            nl="{first} tot en met {last}",
            en="{first} to {last}",
            first=week.first_on,
            last=week.last_on,
        ).in_language(language),
        "weeks": [_counted(item, _name(item, weeks, language)) for item in weeks],
        "curve_alt": " ".join(curve_words(curve).in_language(language) for curve in curves),
        "pictures": (Picture(CURVE, curve_picture(curves, language)),) if is_drawn else (),
    }


def _counted(item: PlanWeek, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "asked": item.asked,
        "scored": item.scored,
        "due": item.due,
        "done": item.done + item.partial,
        "partial": item.partial,
    }


def _name(item: PlanWeek, weeks: tuple[PlanWeek, ...], language: str) -> str:
    """Name the injury only to tell one plan from another."""
    return item.names.in_language(language) if len(weeks) > 1 else ""


def _curves(weeks: tuple[PlanWeek, ...], week: Week, language: str) -> list[PainCurve]:
    return [
        PainCurve(_name(item, weeks, language), item.starts_on, week, item.scores)
        for item in weeks
        if item.scores
    ]


def digest_words(message: Parcel, *, language: str, now: datetime) -> dict[str, Any] | None:
    """Return the numbers of the daily overview; ``None`` when there is nothing to tell."""
    if message.recipient_id is None or message.clinic_id is None:
        return None
    reader = DigestReader(
        user_id=message.recipient_id,
        to=To(message.to),
        clinic_id=message.clinic_id,
        zone=clinic_cards([message.clinic_id])[message.clinic_id].zone,
        day=date.fromisoformat(message.facts["day"]),
    )
    digest = digests_of([reader], now=now)[reader.user_id]
    if digest.is_empty:
        return None
    return {
        "referrals": digest.referrals,
        "tasks": digest.tasks,
        "unanswered": digest.unanswered,
        "events": digest.events,
        "waits": bool(digest.referrals or digest.tasks or digest.unanswered),
        "whole_clinic": reader.to is To.STAFF,
    }
