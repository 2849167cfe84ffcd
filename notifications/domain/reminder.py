"""Reminders of a patient's own moments: which there are, and why one is not sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from notifications.domain.kind import MessageKind
from notifications.domain.nudge import NUDGE_AT
from notifications.domain.state import Reason
from notifications.domain.timing import (
    Moment,
    QuietHours,
    exercise_reminder_ends,
    log_reminder_ends,
    moments_between,
)
from notifications.domain.wishes import Wishes
from plans.domain.agenda import AgendaDay, AgendaItem, at_moment


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A patient's day: the exercise moments, the moment of the score, and the zone they are in."""

    moments: tuple[time, ...]
    log_at: time
    zone: ZoneInfo

    @property
    def walls(self) -> frozenset[time]:
        """Every wall-clock moment at which something may be asked."""
        return frozenset((*self.moments, self.log_at, NUDGE_AT))


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of one moment. The key names patient and day, never a plan's version."""

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
        key = f"{MessageKind.EXERCISE_REMINDER}:{patient_id}:{moment.day}:{moment.wall:%H:%M}"
        yield _reminder(MessageKind.EXERCISE_REMINDER, key, moment, ends_at)
    # Asked once a day, also when the moment is moved after it was asked.
    for kind, wall in ((MessageKind.LOG_REMINDER, rhythm.log_at), (MessageKind.NUDGE, NUDGE_AT)):
        if moment.wall == wall:
            ends_at = log_reminder_ends(moment, quiet, rhythm.zone)
            yield _reminder(kind, f"{kind}:{patient_id}:{moment.day}", moment, ends_at)


def _reminder(kind: MessageKind, key: str, moment: Moment, ends_at: datetime) -> Reminder:
    return Reminder(kind, key, moment.day, moment.wall, moment.at, ends_at)


class DayOfPlan(Protocol):
    """One plan on one day, as messages need to know it."""

    @property
    def plan_id(self) -> int:
        """Which plan."""

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
    TOLD = "told"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class OpenTurn:
    """A turn that nobody ticked off; ``key`` names it among all turns of the patient's day."""

    key: str
    item: AgendaItem


def open_turns(
    plans: Iterable[DayOfPlan], wall: time, told: Collection[str] = ()
) -> tuple[OpenTurn, ...]:
    """Return the turns at ``wall`` that nobody ticked off, over all plans.

    Without those in ``told``: the patient was reminded of them at another moment of the day, before
    the moments were moved.
    """
    turns = (
        OpenTurn(f"{plan.plan_id}:{item.prescription}:{item.turn}", item)
        for plan in plans
        for item in at_moment(plan.agenda, wall)
        if (item.prescription, item.turn) not in plan.ticks
    )
    return tuple(turn for turn in turns if turn.key not in told)


def standing(
    kind: MessageKind, plans: Collection[DayOfPlan], wall: time, told: Collection[str] = ()
) -> Standing:
    """Say how the day stands with the exercises at ``wall`` or with the score.

    A nudge asks for what the score asks for; whether there was silence is judged in ``nudge``.
    """
    if kind is MessageKind.EXERCISE_REMINDER:
        is_asked = any(at_moment(plan.agenda, wall) for plan in plans)
        is_open = bool(open_turns(plans, wall, told))
    else:
        is_asked = any(plan.agenda.asks_score for plan in plans)
        is_open = any(plan.agenda.asks_score and not plan.score_logged for plan in plans)
    if is_open:
        return Standing.OPEN
    if is_asked:
        return Standing.TOLD if told and open_turns(plans, wall) else Standing.DONE
    if any(plan.agenda.paused for plan in plans):
        return Standing.PAUSED
    return Standing.NOTHING


_REASONS = {
    Standing.PAUSED: Reason.PAUSED,
    Standing.DONE: Reason.DONE,
    Standing.TOLD: Reason.ALREADY_TOLD,
}


def suppression(
    found: Standing, wishes: Wishes, *, day: date, is_holiday: bool, walls: Iterable[time]
) -> Reason | None:
    """Say why a reminder of ``day`` is not sent over any channel; ``None`` when it is.

    ``walls`` are the wall-clock times at which it must not be quiet: the reminder's own moment
    and, if it goes out late, the time at which it does.
    """
    if found in _REASONS:
        return _REASONS[found]
    if wishes.is_away(day):
        return Reason.AWAY
    if is_holiday and wishes.rests_on_holidays:
        return Reason.HOLIDAY
    if any(wishes.quiet.covers(wall) for wall in walls):
        return Reason.QUIET_HOURS
    return None
