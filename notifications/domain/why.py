"""Why a patient was not told anything at a moment of a day, and what a message still waits for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from notifications.domain.reminder import Standing
from notifications.domain.state import Reason, State

SOON = timedelta(minutes=2)
"""The program looks every half minute; what it did not see after this long, it does not look at."""


class Silence(StrEnum):
    """Why no message was written down for a moment."""

    NO_RECORD = "no_record"
    NO_PLAN = "no_plan"
    NOT_BEGUN = "not_begun"
    ENDED = "ended"
    STOPPED = "stopped"
    NOTHING_ASKED = "nothing_asked"
    AHEAD = "ahead"
    AHEAD_AFTER_SILENCE = "ahead_after_silence"
    AHEAD_BUT = "ahead_but"
    PAUSED = "paused"
    HEARD = "heard"
    NUDGED_ENOUGH = "nudged_enough"
    NOT_ASKED_LONG_ENOUGH = "not_asked_long_enough"
    PLAN_CAME_LATER = "plan_came_later"
    NOW = "now"
    OVERDUE = "overdue"
    BEFORE_LEDGER = "before_ledger"
    CHANGED_SINCE = "changed_since"
    STOOD_STILL = "stood_still"


@dataclass(frozen=True, slots=True)
class PlanSpan:
    """When a plan was made and on which days it runs; ``ended_on`` is the first day after it."""

    assigned_at: datetime
    starts_on: date
    ended_on: date | None

    def covers(self, day: date) -> bool:
        """Say whether the plan runs on ``day``."""
        return self.starts_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True, slots=True)
class Stillness:
    """What a word after silence hangs on: was there a silence, and was enough said already?"""

    was_heard: bool
    was_asked: bool
    may_be_said: bool


@dataclass(frozen=True, slots=True)
class UntoldMoment:
    """A moment of a patient's day of which the ledger holds nothing, as known at ``now``.

    ``reason`` is why a reminder would not go out as things stand; ``planned_until`` is up to when
    the program wrote down this patient's moments, and ``first_told_at`` the first moment it did so
    for; ``changed_at`` is when the plan or the moments were last changed. ``stillness`` is there
    for a word after silence only.
    """

    day: date
    at: datetime
    now: datetime
    record_began_at: datetime
    plans: Collection[PlanSpan]
    standing: Standing
    is_stopped: bool = False
    reason: Reason | None = None
    planned_until: datetime | None = None
    first_told_at: datetime | None = None
    changed_at: datetime | None = None
    stillness: Stillness | None = None


def why_nothing(moment: UntoldMoment) -> Silence:
    """Say why the ledger holds no message for this moment."""
    if moment.at < moment.record_began_at:
        return Silence.NO_RECORD
    if moment.standing is Standing.NOTHING:
        return _why_nothing_is_asked(moment)
    if moment.at > moment.now:
        return _what_is_ahead(moment)
    if all(plan.assigned_at > moment.at for plan in moment.plans if plan.covers(moment.day)):
        return Silence.PLAN_CAME_LATER
    return _why_no_nudge(moment) or _why_not_planned(moment)


def _why_nothing_is_asked(moment: UntoldMoment) -> Silence:
    if any(plan.covers(moment.day) for plan in moment.plans):
        return Silence.STOPPED if moment.is_stopped else Silence.NOTHING_ASKED
    if any(plan.starts_on <= moment.day for plan in moment.plans):
        return Silence.ENDED
    return Silence.NOT_BEGUN if moment.plans else Silence.NO_PLAN


def _what_is_ahead(moment: UntoldMoment) -> Silence:
    if moment.reason is not None:
        return Silence.AHEAD_BUT
    return Silence.AHEAD_AFTER_SILENCE if moment.stillness else Silence.AHEAD


def _why_no_nudge(moment: UntoldMoment) -> Silence | None:
    if moment.stillness is None:
        return None
    if moment.standing is Standing.PAUSED:
        return Silence.PAUSED
    if moment.standing is Standing.DONE or moment.stillness.was_heard:
        return Silence.HEARD
    if not moment.stillness.was_asked:
        return Silence.NOT_ASKED_LONG_ENOUGH
    return None if moment.stillness.may_be_said else Silence.NUDGED_ENOUGH


def _why_not_planned(moment: UntoldMoment) -> Silence:
    if moment.planned_until is None or moment.planned_until < moment.at:
        return Silence.NOW if moment.now - moment.at <= SOON else Silence.OVERDUE
    if moment.first_told_at is None or moment.first_told_at > moment.at:
        return Silence.BEFORE_LEDGER
    if moment.changed_at is not None and moment.changed_at >= moment.at:
        return Silence.CHANGED_SINCE
    return Silence.STOOD_STILL


class Wait(StrEnum):
    """What a message that is not settled waits for."""

    MOMENT = "moment"
    RETRY = "retry"
    TURN = "turn"
    CHANNEL = "channel"
    ANSWER = "answer"
    RESCUE = "rescue"


def what_it_waits_for(
    state: State,
    *,
    due_at: datetime,
    lease_until: datetime | None,
    now: datetime,
    closed_until: datetime | None = None,
) -> Wait | None:
    """Say what a message waits for; ``None`` when it is settled.

    ``closed_until`` is until when nothing is tried over its channel. ``RESCUE``: the worker that
    was sending it was not heard of again, so another takes it over.
    """
    is_leased = lease_until is not None and lease_until > now
    if state is State.SENDING:
        return Wait.ANSWER if is_leased else Wait.RESCUE
    if state is not State.PENDING:
        return None
    if due_at > now:
        return Wait.MOMENT
    if is_leased:
        return Wait.RETRY
    return Wait.CHANNEL if closed_until is not None and closed_until > now else Wait.TURN
