"""The patients of the fault suite: real plans, copied by the database until there are enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from benchmarks.crowd import copy_plan, make_model_plan
from notifications.models import ReminderClock
from plans.domain.intake import ReferNow
from plans.domain.text import Text
from plans.models import Injury, Patient
from plans.services.history import the_program
from plans.services.referrals import refer_from_intake
from tests.faults.oracle import Due, due_calls, due_reminders

MORNING, AFTERNOON = 9, 15
MINUTE = timedelta(minutes=1)

# Further west the plans, which begin at nine in the morning (UTC), would begin the day before.
_FURTHEST_WEST = -9
_FOLLOWED_DAYS = 3
_EVENING = time(20)


def zone_where_it_is(hour: int, now: datetime) -> str:
    """Return a zone whose clock shows ``hour``: far from noon, quiet hours and midnight."""
    ahead = hour - now.astimezone(UTC).hour
    if ahead < _FURTHEST_WEST:
        ahead += 24
    if ahead > _FURTHEST_EAST:
        ahead -= 24
    # These names count westwards.
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


_FURTHEST_EAST = 14


def make_patients(
    count: int, *, zone: str, now: datetime, moments: Sequence[time], log_at: time
) -> None:
    """Make so many patients who differ in name and address only."""
    local = now.astimezone(ZoneInfo(zone))
    plan = make_model_plan(
        _FOLLOWED_DAYS,
        start=local.date() - timedelta(days=_FOLLOWED_DAYS),
        timezone=zone,
        moments=list(moments),
        log_at=log_at,
    )
    if count > 1:
        copy_plan(plan, count - 1, with_exercises=True)


def make_crowd(
    count: int, *, now: datetime, referrals: int = 0, asks_score: bool = True
) -> list[Due]:
    """Make patients whose one moment and whose score of today are due, and return what is due.

    Their clocks stand just before it, as if nobody had looked since. Without ``asks_score`` the
    score is asked for in the evening.
    """
    zone = zone_where_it_is(MORNING, now)
    moment = now.astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)
    log_at = moment.time() if asks_score else _EVENING
    make_patients(count, zone=zone, now=now, moments=[moment.time()], log_at=log_at)
    due_at = moment.astimezone(UTC)
    set_clocks(planned_until=due_at - MINUTE, next_due_at=due_at)
    refer_some(referrals, now=now)
    return [*due_reminders(after=due_at - MINUTE, until=now), *due_calls()]


def set_clocks(*, planned_until: datetime, next_due_at: datetime) -> None:
    """Let the clock of every patient stand so, as if nobody had looked since."""
    ReminderClock.objects.all().delete()
    ReminderClock.objects.bulk_create(
        [
            ReminderClock(patient_id=pk, planned_until=planned_until, next_due_at=next_due_at)
            for pk in Patient.objects.values_list("pk", flat=True)
        ],
        batch_size=5000,
    )


def refer_some(count: int, *, now: datetime) -> None:
    """Let an intake end in a referral for so many patients; none of it stops the exercises."""
    outcome = ReferNow(
        rule="R-ACH-3",
        to="physiotherapist",
        urgency="contact",
        reason=Text(nl="Je pijnscore was 7.", en="Your pain score was 7."),
        source="clinic's choice",
    )
    by = the_program()
    for injury in Injury.objects.select_related("patient").order_by("pk")[:count]:
        refer_from_intake(injury=injury, outcome=outcome, by=by, now=now)


def make_patient_in(zone: str, moments: Sequence[time], log_at: time, *, starts_on: date) -> None:
    """Make one patient with a plan who lives in ``zone`` and has these moments."""
    make_model_plan(1, start=starts_on, timezone=zone, moments=list(moments), log_at=log_at)
