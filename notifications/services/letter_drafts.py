"""Addresses the letters that come back, to who has something to read in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from notifications.domain.kind import MessageKind, To
from notifications.domain.letters import SUMMARY_USE, newest_digest, newest_summary, week_of
from notifications.domain.office import OfficeDays
from notifications.domain.state import Reason, State
from notifications.domain.timing import Moment, QuietHours, end_of_quiet
from notifications.domain.wishes import Wishes
from notifications.models import LetterClock
from notifications.selectors.digest import DigestReader, digests_of
from notifications.selectors.week import PlanWeek, WeekLook, weeks_of
from notifications.services.tell import Draft
from plans.domain.days import ONE_DAY, instant, midnight


def summary_drafts(
    *, clocks: Collection[LetterClock], wishes: Mapping[int, Wishes], now: datetime
) -> list[Draft]:
    """Return the summary of the newest week that is over, for who was asked anything in it.

    One that comes too late to be of use is recorded as expired. Eight queries, none for nobody.
    """
    newest = {clock: newest_summary(clock.user.patient.zone, until=now) for clock in clocks}
    due = {clock: moment for clock, moment in newest.items() if _was_awaited(clock, moment, now)}
    if not due:
        return []
    weeks = weeks_of([_look(clock, moment, now) for clock, moment in due.items()])
    return [
        _summary(clock, moment, weeks[clock.user.patient.pk], wishes[clock.user_id].quiet, now)
        for clock, moment in due.items()
        if weeks[clock.user.patient.pk]
    ]


def _was_awaited(clock: LetterClock, moment: Moment, now: datetime) -> bool:
    """Leave out a week that was over before the clock ran, where somebody moved to another zone."""
    is_useful = now < moment.at + SUMMARY_USE
    return is_useful or (clock.next_due_at is not None and clock.next_due_at <= moment.at)


def _look(clock: LetterClock, moment: Moment, now: datetime) -> WeekLook:
    patient = clock.user.patient
    local = now.astimezone(patient.zone)
    return WeekLook(patient.pk, week_of(moment.day), local.date(), local.time())


def _summary(
    clock: LetterClock,
    moment: Moment,
    weeks: tuple[PlanWeek, ...],
    quiet: QuietHours,
    now: datetime,
) -> Draft:
    patient, week = clock.user.patient, week_of(moment.day)
    expires_at = moment.at + SUMMARY_USE
    is_late = expires_at <= now
    return Draft(
        kind=MessageKind.WEEKLY_SUMMARY,
        key=f"{MessageKind.WEEKLY_SUMMARY}:{clock.user_id}:{week.first_on}",
        clinic_id=patient.clinic_id,
        recipient_id=clock.user_id,
        to=To.PATIENT,
        due_at=end_of_quiet(moment.at, quiet, patient.zone),
        seen_at=moment.at,
        expires_at=expires_at,
        patient_id=patient.pk,
        plan_id=weeks[0].plan_id if len(weeks) == 1 else None,
        state=State.EXPIRED if is_late else State.PENDING,
        reason=Reason.EXPIRED if is_late else None,
        settled_at=now if is_late else None,
        facts={"first_on": week.first_on.isoformat(), "last_on": week.last_on.isoformat()},
    )


def digest_drafts(
    *,
    clocks: Collection[LetterClock],
    wishes: Mapping[int, Wishes],
    offices: Mapping[int, OfficeDays],
    now: datetime,
) -> list[Draft]:
    """Return today's overview for whom there is anything to tell.

    For who is away, or wants quiet for the rest of the day, it is recorded that it is not sent.
    Four queries, none for nobody.
    """
    readers = [reader for clock in clocks if (reader := _reader(clock, offices, now))]
    if not readers:
        return []
    digests = digests_of(readers, now=now, offices=offices)
    return [
        _digest(reader, wishes[reader.user_id], offices[reader.clinic_id], now)
        for reader in readers
        if not digests[reader.user_id].is_empty
    ]


def _reader(
    clock: LetterClock, offices: Mapping[int, OfficeDays], now: datetime
) -> DigestReader | None:
    """Return who reads today's overview; ``None`` when there is none today, or not yet."""
    person, clinic = clock.user, clock.user.clinic
    if clinic is None:
        return None
    zone = ZoneInfo(clinic.timezone)
    moment = newest_digest(offices[clinic.pk], zone, until=now)
    if moment is None:
        return None
    return DigestReader(person.pk, To(person.role), clinic.pk, zone, moment.day)


def _digest(reader: DigestReader, wishes: Wishes, office: OfficeDays, now: datetime) -> Draft:
    at = instant(reader.day, office.digest_at, reader.zone)
    expires_at = midnight(reader.day + ONE_DAY, reader.zone)
    due_at = end_of_quiet(at, wishes.quiet, reader.zone)
    reason = _why_not(reader, wishes, is_quiet=due_at >= expires_at)
    return Draft(
        kind=MessageKind.DIGEST,
        key=f"{MessageKind.DIGEST}:{reader.user_id}:{reader.day}",
        clinic_id=reader.clinic_id,
        recipient_id=reader.user_id,
        to=reader.to,
        due_at=due_at if reason is None else at,
        seen_at=at,
        expires_at=expires_at,
        state=State.PENDING if reason is None else State.SUPPRESSED,
        reason=reason,
        settled_at=None if reason is None else now,
        facts={"day": reader.day.isoformat()},
    )


def _why_not(reader: DigestReader, wishes: Wishes, *, is_quiet: bool) -> Reason | None:
    if wishes.is_away(reader.day):
        return Reason.AWAY
    return Reason.QUIET_HOURS if is_quiet else None
