"""When the letters come that come back: the weekly summary and the daily overview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.domain.office import LONGEST_CLOSED, OfficeDays
from notifications.domain.timing import Moment
from plans.domain.days import ONE_DAY, instant, local_day

SUMMARY_AT = time(18)
"""Sunday, wall-clock where the patient lives: the week is nearly over, the evening still free."""

SUMMARY_USE = timedelta(hours=48)
"""A week that ended longer ago than this is not summed up any more (clinic's choice)."""

_SUNDAY = 7
_ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """A calendar week where somebody lives, Monday to Sunday (ISO 8601)."""

    first_on: date
    last_on: date


def week_of(day: date) -> Week:
    """Return the week in which ``day`` falls."""
    first_on = day - ONE_DAY * (day.isoweekday() - 1)
    return Week(first_on, first_on + _ONE_WEEK - ONE_DAY)


def next_summary(zone: ZoneInfo, *, after: datetime) -> Moment:
    """Return the first moment of a weekly summary later than ``after``."""
    day = week_of(local_day(after, zone)).last_on
    this_week = _moment(day, SUMMARY_AT, zone)
    return this_week if this_week.at > after else _moment(day + _ONE_WEEK, SUMMARY_AT, zone)


def newest_summary(zone: ZoneInfo, *, until: datetime) -> Moment:
    """Return the last moment of a weekly summary not later than ``until``."""
    day = week_of(local_day(until, zone)).last_on
    this_week = _moment(day, SUMMARY_AT, zone)
    return this_week if this_week.at <= until else _moment(day - _ONE_WEEK, SUMMARY_AT, zone)


def next_digest(office: OfficeDays, zone: ZoneInfo, *, after: datetime) -> Moment:
    """Return the first moment later than ``after`` at which the clinic gets its overview."""
    today = local_day(after, zone)
    soon = _moment(office.next_open(today), office.digest_at, zone)
    if soon.at > after:
        return soon
    return _moment(office.next_open(today + ONE_DAY), office.digest_at, zone)


def newest_digest(office: OfficeDays, zone: ZoneInfo, *, until: datetime) -> Moment | None:
    """Return the moment of today's overview if it has come; one of an earlier day helps nobody."""
    today = local_day(until, zone)
    moment = _moment(today, office.digest_at, zone)
    is_due = office.next_open(today) == today and moment.at <= until
    return moment if is_due else None


def digest_before(office: OfficeDays, zone: ZoneInfo, day: date) -> datetime:
    """Return when the overview before that of ``day`` came (UTC): since then there is news.

    Where the clinic was closed for longer than ``LONGEST_CLOSED``, that of the day before.
    """
    earlier = (day - ONE_DAY * count for count in range(1, LONGEST_CLOSED.days))
    before = next((found for found in earlier if office.is_open(found)), day - ONE_DAY)
    return instant(before, office.digest_at, zone)


def _moment(day: date, wall: time, zone: ZoneInfo) -> Moment:
    return Moment(day, wall, instant(day, wall, zone))
