"""The rows of the ledger that every way is given: written once by the program itself, then kept."""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from benchmarks.telling.patients import empty_the_ledger, let_the_moment_come

_KIND = "exercise_reminder"
_LONGEST_SECONDS = 600.0
_TIDY = {"postgresql": "VACUUM ANALYZE", "sqlite": "ANALYZE"}


def write_rows(*, now: datetime) -> None:
    """Let the program plan everybody's reminder of this moment and keep the rows as a pattern."""
    from notifications.services.compose import plan_reminders

    empty_the_ledger()
    let_the_moment_come(now=now)
    while plan_reminders(now=now):
        pass
    keep_pattern()


def keep_pattern() -> None:
    """Keep the ledger as it is now, so that it can be filled alike as often as needed."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS telling_pattern")
        cursor.execute("CREATE TABLE telling_pattern AS SELECT * FROM notifications_message")


def fill(rows: int, *, channel: str = "inbox") -> None:
    """Put so many waiting rows of one channel into an empty ledger; stop when there are too few."""
    empty_the_ledger()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notifications_message SELECT * FROM telling_pattern "
            "WHERE kind = %s AND channel = %s AND settled_at IS NULL ORDER BY id LIMIT %s",
            [_KIND, channel, rows],
        )
        if cursor.rowcount < rows:
            sys.exit(f"{rows} rows were asked for; there are {cursor.rowcount}.")
        cursor.execute(f"{_TIDY[connection.vendor]} notifications_message")


def wait_until_settled() -> None:
    """Wait until no reminder waits any more, looking fifty times a second."""
    deadline = time.monotonic() + _LONGEST_SECONDS
    while _something_waits():
        if time.monotonic() > deadline:
            sys.exit("The messages were not all handed over in time.")
        time.sleep(0.02)


def refuse_unsent(rows: int) -> None:
    """Stop the benchmark unless all of the rows went out: a quick failure is not fast."""
    from notifications.models import Message

    reminders = Message.objects.filter(kind=_KIND)
    sent = reminders.filter(state="sent").count()
    if sent != rows:
        others = set(reminders.exclude(state="sent").values_list("state", "reason"))
        sys.exit(f"{sent} of {rows} were sent; the others: {sorted(others)}.")


def moment() -> datetime:
    """Return the whole minute before now, far enough back to be due for every clock."""
    return timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=1)


def _something_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM notifications_message "
            "WHERE settled_at IS NULL AND kind = %s)",
            [_KIND],
        )
        (found,) = cursor.fetchone()
    return bool(found)
