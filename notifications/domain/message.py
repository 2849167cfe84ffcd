"""What people are told: the kinds of message, when one is planned, and why one is not sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from notifications.domain.timing import (
    Moment,
    QuietHours,
    end_of_quiet,
    exercise_reminder_ends,
    log_reminder_ends,
    moments_between,
)
from plans.domain.agenda import AgendaDay, AgendaItem, at_moment
from plans.domain.days import local_day
from plans.domain.rule import MORE_SIGNS


class MessageKind(StrEnum):
    """What a message is about."""

    EXERCISE_REMINDER = "exercise_reminder"
    LOG_REMINDER = "log_reminder"
    QUESTION = "question"
    REFERRAL = "referral"
    ALERT = "alert"
    TASK = "task"
    GATE_MET = "gate_met"

    @property
    def is_reminder(self) -> bool:
        """Say whether it belongs to a moment: a reminder passes, every other message stays due."""
        return self in (MessageKind.EXERCISE_REMINDER, MessageKind.LOG_REMINDER)

    @property
    def calls_a_human(self) -> bool:
        """Say whether somebody is to do something about a patient, so that it must not get lost."""
        return self in (MessageKind.REFERRAL, MessageKind.ALERT, MessageKind.TASK)


class To(StrEnum):
    """In which role somebody is told."""

    PATIENT = "patient"
    PHYSIOTHERAPIST = "physiotherapist"
    STAFF = "staff"


class State(StrEnum):
    """Where a message stands; every state but the first two is final."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPPRESSED = "suppressed"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a message did not go out, or why nobody knows whether it did."""

    DONE = "done"
    PAUSED = "paused"
    QUIET_HOURS = "quiet_hours"
    OPTED_OUT = "opted_out"
    EXPIRED = "expired"
    NOT_DUE = "not_due"
    INACTIVE = "inactive"
    REFUSED = "refused"
    INTERRUPTED = "interrupted"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants to be told, and when to be left alone."""

    quiet: QuietHours = field(default_factory=QuietHours)
    exercise_reminders: bool = True
    log_reminders: bool = True

    def want(self, kind: MessageKind) -> bool:
        """Say whether the person wants messages of this kind; only reminders can be declined."""
        if kind is MessageKind.EXERCISE_REMINDER:
            return self.exercise_reminders
        if kind is MessageKind.LOG_REMINDER:
            return self.log_reminders
        return True


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A patient's day: the exercise moments, the moment of the score, and the zone they are in."""

    moments: tuple[time, ...]
    log_at: time
    zone: ZoneInfo

    @property
    def walls(self) -> frozenset[time]:
        """Every wall-clock moment at which something may be asked."""
        return frozenset((*self.moments, self.log_at))


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of one moment. The key names patient, day and moment, never a plan's version."""

    kind: MessageKind
    dedupe_key: str
    day: date
    wall: time
    due_at: datetime
    expires_at: datetime


def reminders_between(
    patient_id: int, rhythm: Rhythm, quiet: QuietHours, *, after: datetime, until: datetime
) -> list[Reminder]:
    """List the reminders of every moment later than ``after`` and not later than ``until``."""
    found = moments_between(rhythm.walls, rhythm.zone, after=after, until=until)
    return [
        reminder
        for moment in found
        for reminder in _reminders_of(patient_id, rhythm, quiet, moment)
    ]


def _reminders_of(
    patient_id: int, rhythm: Rhythm, quiet: QuietHours, moment: Moment
) -> Iterator[Reminder]:
    if moment.wall in rhythm.moments:
        ends_at = exercise_reminder_ends(moment, rhythm.moments, rhythm.zone)
        yield _reminder(MessageKind.EXERCISE_REMINDER, patient_id, moment, ends_at)
    if moment.wall == rhythm.log_at:
        ends_at = log_reminder_ends(moment, quiet, rhythm.zone)
        yield _reminder(MessageKind.LOG_REMINDER, patient_id, moment, ends_at)


def _reminder(kind: MessageKind, patient_id: int, moment: Moment, ends_at: datetime) -> Reminder:
    key = f"{kind}:{patient_id}:{moment.day}:{moment.wall:%H:%M}"
    return Reminder(kind, key, moment.day, moment.wall, moment.at, ends_at)


def telling_at(
    at: datetime, urgency: str, quiet: QuietHours, zone: ZoneInfo, *, same_day: bool = False
) -> datetime:
    """Return when a person is told of something that came up at ``at`` (UTC).

    After the quiet hours, unless it is ``immediate``: that never waits. What belongs to the
    ``same_day`` waits no longer than that day lasts: if it stays quiet until midnight, it is told
    at once.
    """
    if urgency == "immediate":
        return at
    later = end_of_quiet(at, quiet, zone)
    if same_day and local_day(later, zone) != local_day(at, zone):
        return at
    return later


def is_for_the_same_day(question: str) -> bool:
    """Say whether a question has to reach the patient on the day it is asked (DEF-15)."""
    return question == MORE_SIGNS


class DayOfPlan(Protocol):
    """One plan on one day, as messages need to know it."""

    @property
    def agenda(self) -> AgendaDay:
        """What the plan asks."""

    @property
    def ticks(self) -> Mapping[tuple[str, int], str]:
        """Which turns were ticked off, by prescription and turn."""

    @property
    def score_logged(self) -> bool:
        """Whether the day's score is in."""


class Standing(StrEnum):
    """How a day stands with what a reminder would ask."""

    NOTHING = "nothing"
    PAUSED = "paused"
    DONE = "done"
    OPEN = "open"


def open_turns(plans: Iterable[DayOfPlan], wall: time) -> tuple[AgendaItem, ...]:
    """Return the turns at ``wall`` that nobody ticked off, over all plans."""
    return tuple(
        item
        for plan in plans
        for item in at_moment(plan.agenda, wall)
        if (item.prescription, item.turn) not in plan.ticks
    )


def standing(kind: MessageKind, plans: Collection[DayOfPlan], wall: time) -> Standing:
    """Say how the day stands with the exercises at ``wall`` or with the score."""
    if kind is MessageKind.LOG_REMINDER:
        is_asked = any(plan.agenda.asks_score for plan in plans)
        is_open = any(plan.agenda.asks_score and not plan.score_logged for plan in plans)
    else:
        is_asked = any(at_moment(plan.agenda, wall) for plan in plans)
        is_open = bool(open_turns(plans, wall))
    if is_open:
        return Standing.OPEN
    if is_asked:
        return Standing.DONE
    if any(plan.agenda.paused for plan in plans):
        return Standing.PAUSED
    return Standing.NOTHING


def suppression(
    kind: MessageKind, found: Standing, wishes: Wishes, *, walls: Iterable[time]
) -> Reason | None:
    """Say why a reminder is not sent; ``None`` when it is.

    ``walls`` are the wall-clock times at which it must not be quiet: the reminder's own moment
    and, if it goes out late, the time at which it does.
    """
    if not wishes.want(kind):
        return Reason.OPTED_OUT
    if found is Standing.PAUSED:
        return Reason.PAUSED
    if found is Standing.DONE:
        return Reason.DONE
    if any(wishes.quiet.covers(wall) for wall in walls):
        return Reason.QUIET_HOURS
    return None
