"""Writes the letters that come back: a patient's weekly summary, a clinician's daily overview."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.db import transaction

from notifications.domain.kind import MessageKind
from notifications.domain.letters import next_digest, next_summary
from notifications.domain.office import OfficeDays
from notifications.domain.wishes import Wishes
from notifications.models import LetterClock
from notifications.selectors.letter_clocks import (
    gets_digest,
    letter_clocks,
    without_letter_clock,
)
from notifications.selectors.office import office_of
from notifications.selectors.wishes import wishes_of
from notifications.services.letter_drafts import digest_drafts, summary_drafts
from notifications.services.tell import write_messages


def write_letters(*, now: datetime, clinic_id: int | None = None, limit: int = 200) -> int:
    """Write the letters whose moment has come and return how many clocks were looked at.

    At most ``limit`` of them, in a number of queries that does not grow with it; the others follow
    in the next round. Calling it twice, or from two workers at once, has the effect of once. After
    a standstill only the newest letter is written; the older ones helped nobody any more.
    """
    _start_clocks(now=now, clinic_id=clinic_id, limit=limit)
    # A look before a transaction: on SQLite a transaction keeps every other writer waiting.
    if not letter_clocks(clinic_id).filter(next_due_at__lte=now).exists():
        return 0
    return _write_batch(now=now, clinic_id=clinic_id, limit=limit)


def _start_clocks(*, now: datetime, clinic_id: int | None, limit: int) -> None:
    """Let the clock run of who gets a letter and has none running; it looks forward only."""
    missing = without_letter_clock(clinic_id, limit)
    if not missing:
        return
    people = get_user_model().objects.select_related("clinic", "patient")
    known = people.in_bulk({user_id for user_id, _ in missing})
    clocks = [
        LetterClock(user=known[user_id], kind=kind.value)
        for user_id, kind in missing
        if user_id in known
    ]
    _set_going(clocks, _offices(clocks), now)
    LetterClock.objects.bulk_create(
        clocks,
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["next_due_at"],
    )


def _write_batch(*, now: datetime, clinic_id: int | None, limit: int) -> int:
    """Write for some people in one transaction; for none when others have them all in hands."""
    with transaction.atomic():
        due = letter_clocks(clinic_id).filter(next_due_at__lte=now).order_by("next_due_at")
        # Another worker's people are left to it.
        locked = due.select_for_update(skip_locked=True, of=("self",))
        rows = list(locked.select_related("user__clinic", "user__patient")[:limit])
        if not rows:
            return 0
        wishes = wishes_of({row.user_id for row in rows})
        offices = _offices(rows)
        wanted = [row for row in rows if _is_wanted(row, wishes)]
        drafts = [
            *summary_drafts(clocks=_of(MessageKind.WEEKLY_SUMMARY, wanted), wishes=wishes, now=now),
            *digest_drafts(
                clocks=_of(MessageKind.DIGEST, wanted), wishes=wishes, offices=offices, now=now
            ),
        ]
        write_messages(drafts=drafts, now=now)
        for row in rows:
            row.next_due_at = None
        _set_going(wanted, offices, now)
        LetterClock.objects.bulk_update(rows, ["next_due_at"])
        return len(rows)


def _set_going(
    clocks: Collection[LetterClock], offices: Mapping[int, OfficeDays], now: datetime
) -> None:
    for clock in clocks:
        person = clock.user
        if clock.kind == MessageKind.WEEKLY_SUMMARY:
            clock.next_due_at = next_summary(person.patient.zone, after=now).at
        elif person.clinic is not None:
            office, zone = offices[person.clinic.pk], ZoneInfo(person.clinic.timezone)
            clock.next_due_at = next_digest(office, zone, after=now).at


def _offices(clocks: Collection[LetterClock]) -> dict[int, OfficeDays]:
    """Return when the clinics of those work who get an overview; nothing for patients only."""
    digests = _of(MessageKind.DIGEST, clocks)
    clinics = {clock.user.clinic_id for clock in digests if clock.user.clinic_id is not None}
    return office_of(clinics) if clinics else {}


def _of(kind: MessageKind, clocks: Collection[LetterClock]) -> list[LetterClock]:
    return [clock for clock in clocks if clock.kind == kind]


def _is_wanted(clock: LetterClock, wishes: Mapping[int, Wishes]) -> bool:
    """Say whether the person still gets this letter; otherwise the clock stands still."""
    person = clock.user
    if clock.kind == MessageKind.DIGEST:
        return gets_digest(person)
    return person.is_active and wishes[person.pk].weekly_summary
