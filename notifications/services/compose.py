"""Plans the reminders of every moment that has come, for every patient with a plan under way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from notifications.domain.reminder import Reminder, Rhythm, reminders_between
from notifications.domain.timing import next_moment
from notifications.domain.wishes import Wishes
from notifications.models import ReminderClock
from notifications.selectors.rhythms import clocks_of, rhythms_of, without_running_clock
from notifications.selectors.wishes import wishes_of
from notifications.services.reminding import People, drafts_for
from notifications.services.tell import write_messages
from plans.selectors.day import PatientClock, patient_clocks, with_active_plans

LONGEST_LOOK_BACK = timedelta(days=7)
"""After a longer standstill the moments before this are not even recorded as expired."""

_BATCH = 100


@dataclass(frozen=True, slots=True)
class _Batch:
    patients: int
    messages: int


def plan_reminders(
    *, now: datetime, clinic_id: int | None = None, limit: int = 1000, on_time: bool = False
) -> int:
    """Write a message for every moment up to and including ``now`` that has none yet.

    Returns how many messages there were to write. Looks at ``limit`` patients or a few more, so
    that at a busy moment sending need not wait until all is planned; whose turn did not come is
    due again at once. A moment whose use is over is recorded as expired; one at which nothing is
    asked leaves no message. Calling it twice, or from two workers at once, has the effect of once.
    ``on_time`` treats every moment as if it were planned when it came, with what was reported by
    then: for a clock that jumps over moments between which no plan changed.
    """
    _start_clocks(now=now, clinic_id=clinic_id)
    planned = turns = 0
    # A look before a transaction: on SQLite a transaction keeps every other writer waiting.
    while turns < limit and clocks_of(clinic_id).filter(next_due_at__lte=now).exists():
        batch = _plan_batch(now=now, clinic_id=clinic_id, on_time=on_time)
        turns += batch.patients
        planned += batch.messages
        if batch.patients < _BATCH:
            break
    return planned


def _start_clocks(*, now: datetime, clinic_id: int | None) -> None:
    """Let the clock run of who has a plan under way and none running; it looks forward only."""
    missing = without_running_clock(clinic_id)
    if not missing:
        return
    ReminderClock.objects.bulk_create(
        [
            ReminderClock(
                patient_id=patient_id, planned_until=now, next_due_at=_next_due(rhythm, now)
            )
            for patient_id, rhythm in rhythms_of(patient_clocks(missing).values()).items()
        ],
        update_conflicts=True,
        unique_fields=["patient"],
        update_fields=["planned_until", "next_due_at"],
    )


def _plan_batch(*, now: datetime, clinic_id: int | None, on_time: bool) -> _Batch:
    """Plan for some patients in one transaction; for none when others have them all in hands."""
    with transaction.atomic():
        due = clocks_of(clinic_id).filter(next_due_at__lte=now).order_by("next_due_at")
        # Another worker's patients are left to it.
        rows = list(due.select_for_update(skip_locked=True, of=("self",))[:_BATCH])
        if not rows:
            return _Batch(0, 0)
        clocks = patient_clocks(with_active_plans([row.patient_id for row in rows]))
        rhythms = rhythms_of(clocks.values())
        people = People(clocks, wishes_of([clock.user_id for clock in clocks.values()]))
        reminders = _reminders(rows, clocks, rhythms, people.wishes, now, on_time=on_time)
        drafts = drafts_for(reminders=reminders, people=people, now=now, on_time=on_time)
        write_messages(drafts=drafts, now=now)
        _set_clocks(rows, rhythms, now)
        return _Batch(len(rows), len(drafts))


def _set_clocks(
    rows: Collection[ReminderClock], rhythms: Mapping[int, Rhythm], now: datetime
) -> None:
    """Set each clock to its next moment, or let it stand still; those alike together."""
    alike: dict[datetime | None, list[int]] = {}
    for row in rows:
        rhythm = rhythms.get(row.patient_id)
        next_due_at = _next_due(rhythm, now) if rhythm else None
        alike.setdefault(next_due_at, []).append(row.pk)
    for next_due_at, ids in alike.items():
        clocks = ReminderClock.objects.filter(pk__in=ids)
        clocks.update(planned_until=now, next_due_at=next_due_at)


def _next_due(rhythm: Rhythm, now: datetime) -> datetime | None:
    moment = next_moment(rhythm.walls, rhythm.zone, after=now)
    return moment.at if moment else None


def _reminders(
    rows: Collection[ReminderClock],
    clocks: Mapping[int, PatientClock],
    rhythms: Mapping[int, Rhythm],
    wishes: Mapping[int, Wishes],
    now: datetime,
    *,
    on_time: bool,
) -> dict[int, list[Reminder]]:
    """List, for each patient, the moments that came since the last look."""
    return {
        row.patient_id: reminders_between(
            row.patient_id,
            rhythms[row.patient_id],
            wishes[clocks[row.patient_id].user_id].quiet,
            after=row.planned_until if on_time else max(row.planned_until, now - LONGEST_LOOK_BACK),
            until=now,
        )
        for row in rows
        if row.patient_id in clocks
    }
