"""Turns moments that have come into drafts: to be sent, or not and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.domain.kind import MessageKind, To
from notifications.domain.nudge import SILENT_DAYS, may_nudge, silent_days
from notifications.domain.reminder import (
    Reminder,
    Standing,
    open_turns,
    standing,
    suppression,
)
from notifications.domain.state import Reason, State
from notifications.domain.wishes import Wishes
from notifications.selectors.holidays import Holidays
from notifications.selectors.told import Told, told_before
from notifications.services.tell import Draft
from plans.domain.days import local_day
from plans.selectors.day import DayLook, PatientClock, PlanDay, days_of
from plans.selectors.events import heard_at

# With a day to spare, because a local day begins before it does in UTC.
_LONGEST_SILENCE = timedelta(days=SILENT_DAYS + 1)


@dataclass(frozen=True, slots=True)
class People:
    """The patients of one batch: their clocks by patient, their wishes by user."""

    clocks: Mapping[int, PatientClock]
    wishes: Mapping[int, Wishes]

    def wishes_of(self, patient_id: int) -> Wishes:
        """Return what this patient wants."""
        return self.wishes[self.clocks[patient_id].user_id]


@dataclass(frozen=True, slots=True)
class _Due:
    """One reminder of one patient, the instant as of which it is judged, and the look it takes."""

    patient_id: int
    reminder: Reminder
    judged_at: datetime
    look: DayLook


def drafts_for(
    *,
    reminders: Mapping[int, Collection[Reminder]],
    people: People,
    now: datetime,
    on_time: bool,
) -> list[Draft]:
    """Return a draft for each reminder at whose moment something is asked, by patient.

    The number of queries does not grow with the number of patients.
    """
    due = [
        _due(patient_id, reminder, people.clocks[patient_id], now, on_time=on_time)
        for patient_id, own in reminders.items()
        for reminder in own
    ]
    if not due:
        return []
    told = told_before(
        patients={item.patient_id for item in due},
        first_on=min(item.reminder.day for item in due),
    )
    due = _without_needless_nudges(due, told, people)
    days = days_of({item.look for item in due})
    holidays = Holidays(people.clocks.values(), people.wishes)
    return [
        draft for item in due for draft in _draft(item, people, days[item.look], told, holidays)
    ]


def _due(
    patient_id: int, reminder: Reminder, clock: PatientClock, now: datetime, *, on_time: bool
) -> _Due:
    """Look at the day that a reminder is about: at ``now``, or else at the moment itself."""
    if on_time:
        look = DayLook(patient_id, reminder.day, reminder.day, by=reminder.due_at)
        return _Due(patient_id, reminder, reminder.due_at, look)
    look = DayLook(patient_id, reminder.day, local_day(now, clock.zone))
    return _Due(patient_id, reminder, now, look)


def _without_needless_nudges(due: list[_Due], told: Told, people: People) -> list[_Due]:
    """Leave out the nudges to who was heard of lately, or was nudged often enough."""
    nudges = [item for item in due if item.reminder.kind is MessageKind.NUDGE]
    if not nudges:
        return due
    silent = _silent(nudges, people)
    kept: set[_Due] = set()
    for item in sorted(silent, key=lambda item: item.reminder.due_at):
        nudged_on = told.nudged_on(item.patient_id)
        if item.reminder.expires_at > item.judged_at and may_nudge(item.reminder.day, nudged_on):
            nudged_on.append(item.reminder.day)
            kept.add(item)
    return [item for item in due if item.reminder.kind is not MessageKind.NUDGE or item in kept]


def _silent(nudges: Collection[_Due], people: People) -> list[_Due]:
    """Return the nudges before which a patient was asked for some days and reported nothing."""
    since = min(item.reminder.due_at for item in nudges) - _LONGEST_SILENCE
    heard = heard_at({item.patient_id for item in nudges}, since)
    quiet = [item for item in nudges if not _was_heard(item, heard[item.patient_id], people)]
    looks = {item: _silent_looks(item) for item in quiet}
    days = days_of({look for own in looks.values() for look in own})
    return [
        item
        for item in quiet
        if all(
            standing(MessageKind.NUDGE, days[look], item.reminder.wall) is Standing.OPEN
            for look in looks[item]
        )
    ]


def _was_heard(item: _Due, heard: Collection[datetime], people: People) -> bool:
    zone = people.clocks[item.patient_id].zone
    first_on = silent_days(item.reminder.day)[0]
    return any(at <= item.judged_at and local_day(at, zone) >= first_on for at in heard)


def _silent_looks(item: _Due) -> list[DayLook]:
    return [
        DayLook(item.patient_id, day, item.reminder.day) for day in silent_days(item.reminder.day)
    ]


def _draft(
    item: _Due, people: People, plans: tuple[PlanDay, ...], told: Told, holidays: Holidays
) -> Iterator[Draft]:
    reminder, clock = item.reminder, people.clocks[item.patient_id]
    turns = told.turns_on(item.patient_id, reminder.day)
    found = standing(reminder.kind, plans, reminder.wall, turns)
    if found is Standing.NOTHING or (reminder.kind is MessageKind.NUDGE and found in _NO_NUDGE):
        return
    wishes = people.wishes_of(item.patient_id)
    is_holiday = holidays.is_on(clock.clinic_id, reminder.day)
    state, reason = _fate(item, found, wishes, is_holiday=is_holiday)
    yield Draft(
        kind=reminder.kind,
        key=reminder.dedupe_key,
        clinic_id=clock.clinic_id,
        recipient_id=clock.user_id,
        to=To.PATIENT,
        due_at=reminder.due_at,
        expires_at=reminder.expires_at,
        patient_id=item.patient_id,
        plan_id=_only_plan(reminder, plans),
        state=state,
        reason=reason,
        settled_at=None if state is State.PENDING else item.judged_at,
        facts=_facts(reminder, plans, turns),
    )


_NO_NUDGE = (Standing.DONE, Standing.PAUSED)


def _facts(
    reminder: Reminder, plans: tuple[PlanDay, ...], told: Collection[str]
) -> dict[str, object]:
    facts: dict[str, object] = {
        "day": reminder.day.isoformat(),
        "moment": f"{reminder.wall:%H:%M}",
    }
    if reminder.kind is MessageKind.EXERCISE_REMINDER:
        facts["turns"] = [turn.key for turn in open_turns(plans, reminder.wall, told)]
    return facts


def _fate(
    item: _Due, found: Standing, wishes: Wishes, *, is_holiday: bool
) -> tuple[State, Reason | None]:
    reminder = item.reminder
    reason = suppression(
        found, wishes, day=reminder.day, is_holiday=is_holiday, walls=(reminder.wall,)
    )
    if reason is not None:
        return State.SUPPRESSED, reason
    if reminder.expires_at <= item.judged_at:
        return State.EXPIRED, Reason.EXPIRED
    return State.PENDING, None


def _only_plan(reminder: Reminder, plans: tuple[PlanDay, ...]) -> int | None:
    """Return the plan that the reminder is about; ``None`` when it speaks for several."""
    about = [
        plan.plan_id
        for plan in plans
        if standing(reminder.kind, (plan,), reminder.wall) is not Standing.NOTHING
    ]
    return about[0] if len(about) == 1 else None
