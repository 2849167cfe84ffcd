"""Looks once more at the day before a reminder goes out: what was done meanwhile is not asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from functools import partial

from notifications.domain.kind import MessageKind
from notifications.domain.reminder import OpenTurn, Standing, open_turns, standing, suppression
from notifications.domain.state import State
from notifications.selectors.parcels import Parcel
from notifications.services.desk import Desk
from notifications.services.fate import DONE, NOT_DUE, Context, Dropped
from plans.domain.dose_words import dose_in_words
from plans.selectors.catalogue import exercise_names


def reminder_content(
    message: Parcel, kind: MessageKind, desk: Desk, now: datetime
) -> Callable[[], Context] | Dropped:
    """Return what writes the reminder's words, or why it is not sent."""
    patient_id = message.patient_id
    assert patient_id is not None  # noqa: S101 - every reminder is about a patient
    wall = time.fromisoformat(message.facts["moment"])
    if patient_id in desk.touched:
        found = standing(kind, desk.plans_of(message), wall, message.facts.get("told", ()))
    else:
        found = Standing.OPEN
    if found is Standing.NOTHING:
        return NOT_DUE
    if kind is MessageKind.NUDGE and patient_id in desk.touched and desk.heard[patient_id]:
        return DONE
    assert message.recipient_id is not None  # noqa: S101 - it is the patient
    reason = suppression(
        found,
        desk.wishes[message.recipient_id],
        day=date.fromisoformat(message.facts["day"]),
        # A holiday does not begin between planning and sending.
        is_holiday=False,
        walls=(wall, now.astimezone(desk.zones[patient_id]).time()),
    )
    if reason is not None:
        return Dropped(State.SUPPRESSED, reason)
    return partial(_words, message, kind, wall, desk)


def _words(message: Parcel, kind: MessageKind, wall: time, desk: Desk) -> Context:
    if kind is not MessageKind.EXERCISE_REMINDER:
        return {}
    turns = open_turns(desk.plans_of(message), wall, message.facts.get("told", ()))
    language = message.recipient.language if message.recipient else "nl"
    return {"exercises": _lines(turns, language), "moment": f"{wall:%H:%M}"}


def _lines(turns: Iterable[OpenTurn], language: str) -> list[dict[str, str]]:
    """Name each exercise with its dose in words, once, however many plans ask for it."""
    items = [turn.item for turn in turns]
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
