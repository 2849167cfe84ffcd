"""What people were to be told by the rules alone, held against what reached them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.domain.kind import MessageKind, Via
from notifications.domain.reminder import (
    Reminder,
    Standing,
    reminders_between,
    standing,
    suppression,
)
from notifications.models import Message
from notifications.selectors.rhythms import rhythms_of
from notifications.selectors.wishes import wishes_of
from plans.domain.days import local_day
from plans.models import Patient, Referral
from plans.selectors.day import DayLook, PatientClock, days_of, patient_clocks
from plans.selectors.people import clinicians_for
from tests.faults.figures import Figures
from tests.faults.sinks.taken import Arrival

_COUNTED = (
    MessageKind.EXERCISE_REMINDER,
    MessageKind.LOG_REMINDER,
    MessageKind.REFERRAL,
    MessageKind.ALERT,
)
"""Of these the rules here know when they are due; of others only that none may come twice."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that somebody is to be told; ``expires_at`` is ``None`` when it never is too late.

    ``key`` is made here from who, what and when, not taken from the ledger.
    """

    key: tuple[str, ...]
    due_at: datetime
    expires_at: datetime | None = None
    calls_a_human: bool = False


def due_reminders(*, after: datetime, until: datetime) -> list[Due]:
    """Return the reminders of every patient at whose moment something is asked, by the rules."""
    clocks = patient_clocks(set(Patient.objects.values_list("pk", flat=True)))
    rhythms = rhythms_of(clocks.values())
    wishes = wishes_of([clock.user_id for clock in clocks.values()])
    moments = [
        (clock, reminder)
        for clock in clocks.values()
        for reminder in reminders_between(
            clock.patient_id,
            rhythms[clock.patient_id],
            wishes[clock.user_id].quiet,
            after=after,
            until=until,
        )
        if reminder.kind in _COUNTED
    ]
    looks = {(clock.patient_id, reminder.day) for clock, reminder in moments}
    days = days_of({DayLook(patient_id, day, day) for patient_id, day in looks})
    found = []
    for clock, reminder in moments:
        plans = days[DayLook(clock.patient_id, reminder.day, reminder.day)]
        stands = standing(reminder.kind, plans, reminder.wall)
        why_not = suppression(
            stands,
            wishes[clock.user_id],
            day=reminder.day,
            is_holiday=False,
            walls=(reminder.wall,),
        )
        if stands is Standing.OPEN and why_not is None:
            found.append(_due(clock, reminder))
    return found


def _due(clock: PatientClock, reminder: Reminder) -> Due:
    key = (reminder.kind.value, clock.email, f"{reminder.day} {reminder.wall:%H:%M}")
    return Due(key, reminder.due_at, reminder.expires_at)


def due_calls() -> list[Due]:
    """Return what patients and clinicians are to be told of every referral."""
    found = []
    for referral in Referral.objects.select_related("injury__patient__user"):
        patient = referral.injury.patient
        number = str(referral.pk)
        told = [(MessageKind.REFERRAL, patient.user.email)]
        told += [(MessageKind.ALERT, person.email) for person in clinicians_for(patient.pk)]
        found += [
            Due((kind.value, address, number), referral.raised_at, calls_a_human=True)
            for kind, address in told
        ]
    return found


def compare(
    figures: Figures,
    due: Collection[Due],
    came: Collection[Arrival],
    *,
    slack: timedelta,
    via: Via = Via.EMAIL,
) -> None:
    """Fill in the figures: what was due, what came, and what came twice, wrongly or too late.

    ``slack`` is how long after its use is over a mail may arrive that was begun before.
    """
    ledger = _keys_by_mark(via)
    marks: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for arrival in came:
        key = ledger.get(arrival.id, ("nobody knows", arrival.to, arrival.id))
        marks[key][arrival.id] += 1
    known = {item.key: item for item in due}
    figures.due, figures.calls_due = len(known), sum(item.calls_a_human for item in due)
    figures.delivered = sum(key in marks for key in known)
    figures.calls_delivered = sum(item.calls_a_human and item.key in marks for item in due)
    figures.raw = sum(sum(own.values()) - len(own) for own in marks.values())
    figures.visible = sum(len(own) - 1 for own in marks.values())
    figures.visible += sum(key not in known and _should_be_known(key) for key in marks)
    figures.visible += _read_twice(came)
    for arrival in came:
        item = known.get(ledger.get(arrival.id, ()))
        if item and item.expires_at and arrival.at > item.expires_at + slack:
            figures.late += 1


def all_came(due: Collection[Due], came: Collection[Arrival]) -> bool:
    """Say whether everything that was due is among the mails that came, beside whatever else."""
    if len({arrival.id for arrival in came}) < len(due):
        return False
    ledger = _keys_by_mark(Via.EMAIL)
    there = {ledger.get(arrival.id) for arrival in came}
    return all(item.key in there for item in due)


def _should_be_known(key: tuple[str, ...]) -> bool:
    return key[0] in _COUNTED or key[0] == "nobody knows"


def _keys_by_mark(via: Via) -> dict[str, tuple[str, ...]]:
    """Return who, what and when of every message in the ledger, by the mark that it carries."""
    rows = Message.objects.filter(channel=via, attempt__gt=0).values_list(
        *("message_id", "public_id", "kind", "recipient__email", "clinic__email"),
        *("referral_id", "facts", "pk"),
    )
    keys: dict[str, tuple[str, ...]] = {}
    for message_id, public_id, kind, address, clinic, referral, facts, pk in rows.iterator(5000):
        mark = message_id if via is Via.EMAIL else public_id.hex
        if "moment" in facts:
            when = f"{facts['day']} {facts['moment']}"
        else:
            when = str(referral if kind in _COUNTED and referral else f"message {pk}")
        keys[mark] = (kind, address or clinic, when)
    return keys


def _read_twice(came: Collection[Arrival]) -> int:
    """Count mails that a patient would read twice on one day, whatever the ledger says of them."""
    zones = {
        row.user.email: row.zone for row in Patient.objects.select_related("user").iterator(2000)
    }
    read: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for arrival in came:
        if arrival.to in zones:
            day = local_day(arrival.at, zones[arrival.to])
            read[arrival.to, arrival.subject, arrival.digest, day].add(arrival.id)
    return sum(len(marks) - 1 for marks in read.values())
