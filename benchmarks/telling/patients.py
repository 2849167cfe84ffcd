"""A crowd of patients who are all to be reminded now, and the rows of the ledger for them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.db import connection

FOLLOWED_DAYS = 21
"""So long every patient has followed the plan, with a score every day."""

_MORNING = 9
_FURTHEST_WEST = -9


def prepare_database() -> None:
    """Make the tables and load the protocols; filling may take longer than a request may."""
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0, stdout=StringIO())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")


def make_patients(count: int, *, now: datetime) -> None:
    """Make ``count`` patients for whom it is nine in the morning, each with exercises to do now.

    They differ in name and address only: one is made through the program's own services, the
    others are copies that the database makes.
    """
    from benchmarks.crowd import copy_plan, make_model_plan

    zone = _zone_where_it_is_morning(now)
    local = now.astimezone(ZoneInfo(zone))
    plan = make_model_plan(
        FOLLOWED_DAYS,
        start=local.date() - timedelta(days=FOLLOWED_DAYS),
        timezone=zone,
        # The one moment of the day has just come, and a reminder of it is of use for two hours.
        moments=[local.time().replace(second=0, microsecond=0)],
        log_at=time(20),
    )
    if count > 1:
        copy_plan(plan, count - 1, with_exercises=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def let_the_moment_come(*, now: datetime, patients: int | None = None) -> None:
    """Let the clocks of so many patients, or of all, stand just before their moment of today.

    Those of the others say that it was seen to; their next moment is that of tomorrow.
    """
    from notifications.models import ReminderClock
    from plans.models import Patient

    ReminderClock.objects.all().delete()
    everybody = list(Patient.objects.order_by("pk").values_list("pk", flat=True))
    due = len(everybody) if patients is None else patients
    seen_until, comes_at = (now - timedelta(minutes=2), now), (now, now + timedelta(days=1))
    ReminderClock.objects.bulk_create(
        [
            ReminderClock(
                patient_id=patient_id,
                planned_until=seen_until[place >= due],
                next_due_at=comes_at[place >= due],
            )
            for place, patient_id in enumerate(everybody)
        ],
        batch_size=5000,
    )


def empty_the_ledger() -> None:
    """Take every message away, so that each run starts from the same tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("TRUNCATE notifications_message CASCADE")
        else:
            cursor.execute("DELETE FROM notifications_delivery")
            cursor.execute("DELETE FROM notifications_message")


def _zone_where_it_is_morning(now: datetime) -> str:
    """Return a zone whose clock shows about nine: far from noon, quiet hours and midnight."""
    ahead = _MORNING - now.astimezone(UTC).hour
    if ahead < _FURTHEST_WEST:
        ahead += 24
    # These names count westwards.
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"
