"""Plans the reminders of every moment that has come, for every patient with a plan under way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from notifications.domain.message import (
    DayOfPlan,
    Reason,
    Reminder,
    Rhythm,
    Standing,
    State,
    To,
    Wishes,
    reminders_between,
    standing,
    suppression,
)
from notifications.domain.timing import next_moment
from notifications.models import ReminderClock
from notifications.selectors.rhythms import rhythms_of
from notifications.selectors.wishes import wishes_of
from notifications.services.tell import Draft, write_messages
from plans.domain.days import local_day
from plans.selectors.day import (
    DayLook,
    PatientClock,
    PlanDay,
    days_of,
    patient_clocks,
    patients_with_active_plans,
)

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
    active = set(patients_with_active_plans(clinic_id))
    _start_clocks(active, now=now, clinic_id=clinic_id)
    planned = turns = 0
    # A look before a transaction: on SQLite a transaction keeps every other writer waiting.
    while turns < limit and _clocks(clinic_id).filter(next_due_at__lte=now).exists():
        batch = _plan_batch(active, now=now, clinic_id=clinic_id, on_time=on_time)
        turns += batch.patients
        planned += batch.messages
        if batch.patients < _BATCH:
            break
    return planned


def _clocks(clinic_id: int | None) -> QuerySet[ReminderClock]:
    clocks = ReminderClock.objects.all()
    return clocks if clinic_id is None else clocks.filter(patient__clinic_id=clinic_id)


def _start_clocks(active: set[int], *, now: datetime, clinic_id: int | None) -> None:
    """Let the clock run of who has a plan under way and none running; it looks forward only."""
    running = _clocks(clinic_id).filter(next_due_at__isnull=False)
    missing = active - set(running.values_list("patient_id", flat=True))
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


def _plan_batch(active: set[int], *, now: datetime, clinic_id: int | None, on_time: bool) -> _Batch:
    """Plan for some patients in one transaction; for none when others have them all in hands."""
    with transaction.atomic():
        due = _clocks(clinic_id).filter(next_due_at__lte=now).order_by("next_due_at")
        # Another worker's patients are left to it.
        rows = list(due.select_for_update(skip_locked=True, of=("self",))[:_BATCH])
        if not rows:
            return _Batch(0, 0)
        clocks = patient_clocks([row.patient_id for row in rows if row.patient_id in active])
        rhythms = rhythms_of(clocks.values())
        drafts = _drafts(rows, clocks, rhythms, now, on_time=on_time)
        write_messages(drafts=drafts, now=now)
        for row in rows:
            rhythm = rhythms.get(row.patient_id)
            row.planned_until = now
            row.next_due_at = _next_due(rhythm, now) if rhythm else None
        ReminderClock.objects.bulk_update(rows, ["planned_until", "next_due_at"])
        return _Batch(len(rows), len(drafts))


def _next_due(rhythm: Rhythm, now: datetime) -> datetime | None:
    moment = next_moment(rhythm.walls, rhythm.zone, after=now)
    return moment.at if moment else None


def _drafts(
    rows: Collection[ReminderClock],
    clocks: Mapping[int, PatientClock],
    rhythms: Mapping[int, Rhythm],
    now: datetime,
    *,
    on_time: bool,
) -> list[Draft]:
    wishes = wishes_of([clock.user_id for clock in clocks.values()])
    due = {
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
    looks = {
        reminder.dedupe_key: _look(reminder, clocks[patient_id], now, on_time=on_time)
        for patient_id, reminders in due.items()
        for reminder in reminders
    }
    days = days_of(set(looks.values()))
    return [
        draft
        for patient_id, reminders in due.items()
        for reminder in reminders
        for draft in _draft(
            reminder,
            clocks[patient_id],
            wishes[clocks[patient_id].user_id],
            days[looks[reminder.dedupe_key]],
            reminder.due_at if on_time else now,
        )
    ]


def _look(reminder: Reminder, clock: PatientClock, now: datetime, *, on_time: bool) -> DayLook:
    """Look at the day that a reminder is about: at ``now``, or else at the moment itself."""
    if on_time:
        return DayLook(clock.patient_id, reminder.day, reminder.day, by=reminder.due_at)
    return DayLook(clock.patient_id, reminder.day, local_day(now, clock.zone))


def _draft(
    reminder: Reminder,
    clock: PatientClock,
    wishes: Wishes,
    plans: tuple[PlanDay, ...],
    now: datetime,
) -> Iterator[Draft]:
    found = standing(reminder.kind, plans, reminder.wall)
    if found is Standing.NOTHING:
        return
    state, reason = _fate(reminder, found, wishes, now)
    yield Draft(
        kind=reminder.kind,
        key=reminder.dedupe_key,
        recipient_id=clock.user_id,
        to=To.PATIENT,
        due_at=reminder.due_at,
        expires_at=reminder.expires_at,
        patient_id=clock.patient_id,
        plan_id=_only_plan(reminder, plans),
        state=state,
        reason=reason,
        settled_at=None if state is State.PENDING else now,
        facts={"day": reminder.day.isoformat(), "moment": f"{reminder.wall:%H:%M}"},
    )


def _fate(
    reminder: Reminder, found: Standing, wishes: Wishes, now: datetime
) -> tuple[State, Reason | None]:
    reason = suppression(reminder.kind, found, wishes, walls=(reminder.wall,))
    if reason is not None:
        return State.SUPPRESSED, reason
    if reminder.expires_at <= now:
        return State.EXPIRED, Reason.EXPIRED
    return State.PENDING, None


def _only_plan(reminder: Reminder, plans: tuple[PlanDay, ...]) -> int | None:
    """Return the plan that the reminder is about; ``None`` when it speaks for several."""
    about = [
        plan.plan_id
        for plan in plans
        if standing(reminder.kind, _alone(plan), reminder.wall) is not Standing.NOTHING
    ]
    return about[0] if len(about) == 1 else None


def _alone(plan: DayOfPlan) -> tuple[DayOfPlan]:
    return (plan,)
