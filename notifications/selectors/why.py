"""One day of one patient: every moment, every message, and why there was none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min, Q, QuerySet

from notifications.domain.kind import MessageKind, Via
from notifications.domain.nudge import may_nudge, silent_days
from notifications.domain.reminder import (
    Reminder,
    Rhythm,
    Standing,
    reminders_between,
    standing,
    suppression,
)
from notifications.domain.state import Reason
from notifications.domain.why import PlanSpan, Silence, Stillness, UntoldMoment, why_nothing
from notifications.domain.wishes import Wishes
from notifications.models import ChannelState, Message, ReminderClock
from notifications.selectors.holidays import Holidays
from notifications.selectors.rhythms import rhythms_of
from notifications.selectors.told import Told, told_before
from notifications.selectors.wishes import wishes_of
from plans.domain.days import ONE_DAY, local_day, midnight
from plans.domain.event import EventKind
from plans.selectors.day import (
    DayLook,
    PatientClock,
    PlanDay,
    days_of,
    patient_clocks,
    plans_with_dates,
)
from plans.selectors.events import heard_at, last_change
from plans.selectors.scope import Viewer, visible_patients

_CHANGES = (
    EventKind.PATIENT_CHANGED,
    EventKind.PLAN_STARTED,
    EventKind.PLAN_MOVED,
    EventKind.PHASE_EXTENDED,
    EventKind.PHASE_OPENED,
    EventKind.PLAN_TAILORED,
    EventKind.PLAN_PAUSED,
    EventKind.PLAN_RESUMED,
    EventKind.PLAN_SWITCHED,
    EventKind.PLAN_ENDED,
)
_REMINDERS = [kind.value for kind in MessageKind if kind.is_reminder]
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that was to be told to one person, over each channel, or that was not and why.

    ``due_at`` is when its moment comes; ``reminder`` is there when it belongs to a moment of the
    patient's day. Without messages ``silence`` says why, and ``reason`` what would stop it.
    """

    kind: MessageKind
    due_at: datetime
    messages: tuple[Message, ...] = ()
    reminder: Reminder | None = None
    silence: Silence | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class DayOfMessages:
    """One local day of one patient, as known at ``now``."""

    clock: PatientClock
    day: date
    now: datetime
    wishes: Wishes
    rhythm: Rhythm
    is_holiday: bool
    closed_until: dict[Via, datetime]
    things: tuple[Thing, ...]


def day_of_messages(
    *, patient_id: int, day: date, viewer: Viewer, now: datetime
) -> DayOfMessages | None:
    """Tell everything about one day; ``None`` when ``viewer`` may not see this patient.

    The number of queries does not depend on how much there is to tell.
    """
    record = visible_patients(viewer).filter(pk=patient_id).values_list("added_at").first()
    if record is None:
        return None
    clock = patient_clocks([patient_id])[patient_id]
    wishes = wishes_of([clock.user_id])[clock.user_id]
    rhythm = rhythms_of([clock])[patient_id]
    messages = list(_messages(patient_id, day, clock))
    file = _file_of(clock=clock, record_began_at=record[0], day=day, wishes=wishes, now=now)
    moments = list(_moments(clock, rhythm, wishes, day))
    things = [*_moment_things(moments, messages, file), *_other_things(moments, messages)]
    return DayOfMessages(
        clock=clock,
        day=day,
        now=now,
        wishes=wishes,
        rhythm=rhythm,
        is_holiday=file.is_holiday,
        closed_until=closed_channels(now),
        things=tuple(sorted(things, key=lambda thing: (thing.due_at, thing.kind))),
    )


def closed_channels(now: datetime) -> dict[Via, datetime]:
    """Return until when nothing is tried over the channels that do not answer."""
    rows = ChannelState.objects.filter(closed_until__gt=now)
    found = rows.values_list("channel", "closed_until")
    return {Via(channel): until for channel, until in found if until is not None}


@dataclass(frozen=True, slots=True)
class _File:
    """All that is known of the patient and the day, for moments at which nothing was told."""

    clock: PatientClock
    record_began_at: datetime
    now: datetime
    day: date
    wishes: Wishes
    is_holiday: bool
    spans: tuple[PlanSpan, ...]
    looks: dict[DayLook, tuple[PlanDay, ...]]
    told: Told
    heard: tuple[datetime, ...]
    planned_until: datetime | None
    first_told_at: datetime | None
    changed_at: datetime | None

    def plans_on(self, day: date) -> tuple[PlanDay, ...]:
        """Return what the plans ask on ``day``, as seen today."""
        return self.looks[_look(self.clock, day, self.now)]


def _file_of(
    *,
    clock: PatientClock,
    record_began_at: datetime,
    day: date,
    wishes: Wishes,
    now: datetime,
) -> _File:
    patient_id, silent = clock.patient_id, silent_days(day)
    spans = (
        plans_with_dates()
        .prefetch_related(None)
        .filter(injury__patient_id=patient_id)
        .order_by("pk")
        .values_list("assigned_at", "starts_on", "ended_on")
    )
    running = ReminderClock.objects.filter(patient_id=patient_id, next_due_at__isnull=False)
    reminders = Message.objects.filter(patient_id=patient_id, kind__in=_REMINDERS)
    return _File(
        clock=clock,
        record_began_at=record_began_at,
        now=now,
        day=day,
        wishes=wishes,
        is_holiday=Holidays([clock], {clock.user_id: wishes}).is_on(clock.clinic_id, day),
        spans=tuple(PlanSpan(*span) for span in spans),
        looks=days_of({_look(clock, each, now) for each in (day, *silent)}),
        told=told_before(patients=[patient_id], first_on=day),
        heard=tuple(heard_at([patient_id], midnight(silent[0], clock.zone))[patient_id]),
        planned_until=running.values_list("planned_until", flat=True).first(),
        first_told_at=reminders.aggregate(first=Min("due_at"))["first"],
        changed_at=last_change(patient_id, _CHANGES),
    )


def _look(clock: PatientClock, day: date, now: datetime) -> DayLook:
    return DayLook(clock.patient_id, day, local_day(now, clock.zone))


def _messages(patient_id: int, day: date, clock: PatientClock) -> QuerySet[Message]:
    """Return what was due on this day, and what came up then and is told later."""
    first, end = midnight(day, clock.zone), midnight(day + ONE_DAY, clock.zone)
    came_up = Q(created_at__gte=first, created_at__lt=end) & ~Q(kind__in=_REMINDERS)
    return (
        Message.objects.filter(
            came_up | Q(due_at__gte=first, due_at__lt=end), patient_id=patient_id
        )
        .select_related("recipient", "clinic")
        .prefetch_related("deliveries")
        .order_by("due_at", "pk")
    )


def _moments(clock: PatientClock, rhythm: Rhythm, wishes: Wishes, day: date) -> Iterator[Reminder]:
    first, end = midnight(day, clock.zone), midnight(day + ONE_DAY, clock.zone)
    found = reminders_between(
        clock.patient_id, rhythm, wishes.quiet, after=first - _TICK, until=end - _TICK
    )
    return (reminder for reminder in found if reminder.day == day)


def _moment_things(
    moments: Iterable[Reminder], messages: Iterable[Message], file: _File
) -> Iterator[Thing]:
    told = _by_key(messages)
    for reminder in moments:
        own = told.get(reminder.dedupe_key)
        if own:
            yield Thing(reminder.kind, own[0].due_at, own, reminder)
        else:
            yield _untold(reminder, file)


def _other_things(moments: Iterable[Reminder], messages: Iterable[Message]) -> Iterator[Thing]:
    known = {reminder.dedupe_key for reminder in moments}
    for key, own in _by_key(messages).items():
        if key not in known:
            yield Thing(MessageKind(own[0].kind), own[0].due_at, own)


def _by_key(messages: Iterable[Message]) -> dict[str, tuple[Message, ...]]:
    """Put together what is the same but for its channel, e-mail first."""
    found: dict[str, tuple[Message, ...]] = {}
    for message in sorted(messages, key=lambda row: list(Via).index(Via(row.channel))):
        key = message.dedupe_key.removesuffix(f":{message.channel}")
        found[key] = (*found.get(key, ()), message)
    return found


def _untold(reminder: Reminder, file: _File) -> Thing:
    plans = file.plans_on(reminder.day)
    turns = file.told.turns_on(file.clock.patient_id, reminder.day)
    found = standing(reminder.kind, plans, reminder.wall, turns)
    reason = suppression(
        found,
        file.wishes,
        day=reminder.day,
        is_holiday=file.is_holiday,
        walls=(reminder.wall,),
    )
    is_exercise = reminder.kind is MessageKind.EXERCISE_REMINDER
    moment = UntoldMoment(
        day=reminder.day,
        at=reminder.due_at,
        now=file.now,
        record_began_at=file.record_began_at,
        plans=file.spans,
        standing=found,
        is_stopped=is_exercise and any(plan.agenda.stopped for plan in plans),
        reason=reason,
        planned_until=file.planned_until,
        first_told_at=file.first_told_at,
        changed_at=file.changed_at,
        stillness=_stillness(reminder, file),
    )
    silence = why_nothing(moment)
    return Thing(reminder.kind, reminder.due_at, (), reminder, silence, reason)


def _stillness(reminder: Reminder, file: _File) -> Stillness | None:
    if reminder.kind is not MessageKind.NUDGE:
        return None
    silent = silent_days(reminder.day)
    began_at = midnight(silent[0], file.clock.zone)
    nudged_on = [day for day in file.told.nudged_on(file.clock.patient_id) if day < reminder.day]
    return Stillness(
        was_heard=any(began_at <= at <= reminder.due_at for at in file.heard),
        was_asked=all(
            standing(MessageKind.NUDGE, file.plans_on(day), reminder.wall)
            in (Standing.OPEN, Standing.DONE)
            for day in silent
        ),
        may_be_said=may_nudge(reminder.day, nudged_on),
    )
