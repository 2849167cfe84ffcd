"""When an alert that nobody answers is told again, and to whom it goes further."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from notifications.domain.morning import morning_of
from notifications.domain.office import OfficeDays
from notifications.domain.timing import QuietHours, end_of_quiet
from plans.domain.days import local_day
from plans.domain.rule import Urgency


class Audience(StrEnum):
    """Who is told in a step: who was told first, the colleagues, or the clinic's own address."""

    SAME = "same"
    COLLEAGUES = "colleagues"
    CLINIC = "clinic"


EVERYBODY = frozenset(Audience)
_FIRST_STEPS = (
    frozenset({Audience.SAME}),
    frozenset({Audience.COLLEAGUES}),
    frozenset({Audience.CLINIC}),
)
_LAST_STEP = len(_FIRST_STEPS) + 1
"""From this step on everybody is told, again and again."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long after the alert each next step comes, and how often once all steps were taken.

    Refuses steps that do not follow each other, and a last one that comes at no distance.
    """

    repeat_after: timedelta
    colleague_after: timedelta
    clinic_after: timedelta
    then_every: timedelta

    def __post_init__(self) -> None:
        """Refuse a schedule that does not go further step by step."""
        steps = (timedelta(), self.repeat_after, self.colleague_after, self.clinic_after)
        if list(steps) != sorted(steps) or self.repeat_after <= timedelta():
            raise ValueError("an alert goes further step by step")
        if self.then_every <= timedelta():
            raise ValueError("an alert that is repeated needs time in between")

    def gap_after(self, step: int) -> timedelta:
        """Return the time between a step and the next one; step 0 is the alert itself."""
        ends = (timedelta(), self.repeat_after, self.colleague_after, self.clinic_after)
        return ends[step + 1] - ends[step] if step + 1 < len(ends) else self.then_every


def _minutes(*minutes: int) -> Schedule:
    return Schedule(*(timedelta(minutes=number) for number in minutes))


def _days(*days: int) -> Schedule:
    return Schedule(*(timedelta(days=number) for number in days))


DEFAULTS: Mapping[Urgency, Schedule] = MappingProxyType(
    {
        "immediate": _minutes(10, 20, 30, 60),
        "important": _minutes(60, 120, 240, 240),
        "contact": _days(1, 2, 3, 7),
        "may": _days(7, 14, 21, 14),
    }
)
"""By how soon somebody has to look (DEF-17); the figures are the clinic's choice."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its number (from 1), who is told, and when the next one comes if nobody answers."""

    number: int
    audiences: frozenset[Audience]
    next_at: datetime

    @property
    def only_repeats(self) -> bool:
        """Say whether it goes no further than to those who were told before."""
        return self.audiences == _FIRST_STEPS[0]


def step_to_take(schedule: Schedule, *, taken: int, due_at: datetime, now: datetime) -> Step:
    """Return the step after ``taken`` that was due at ``due_at`` and is taken at ``now``.

    Steps that were missed meanwhile are not made up for one by one: they become one step, which
    reaches everybody whom they would have reached, and the schedule goes on from ``now``.
    """
    number, audiences = taken + 1, _audiences(taken + 1)
    while number < _LAST_STEP and due_at + schedule.gap_after(number) <= now:
        due_at += schedule.gap_after(number)
        number += 1
        audiences |= _audiences(number)
    return Step(number, audiences, now + schedule.gap_after(number))


def _audiences(step: int) -> frozenset[Audience]:
    return _FIRST_STEPS[step - 1] if step < _LAST_STEP else EVERYBODY


def may_go_at(
    urgency: str,
    at: datetime,
    quiet: Collection[QuietHours],
    zone: ZoneInfo,
    office: OfficeDays,
) -> datetime:
    """Return when, from ``at`` on, the first of some readers may be told once more (UTC).

    ``immediate`` never waits. ``important`` waits until it is quiet for one of them no longer; what
    is less urgent also waits for a day on which the clinic works. ``zone`` is the clinic's.
    """
    if urgency == "immediate" or not quiet:
        return at
    awake_at = min(end_of_quiet(at, hours, zone) for hours in quiet)
    day = local_day(awake_at, zone)
    open_day = day if urgency == "important" else office.next_open(day)
    if open_day == day:
        return awake_at
    return min(morning_of(open_day, hours, zone) for hours in quiet)
