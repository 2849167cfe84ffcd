"""Where the program's own time goes when it delivers: in this process, without a broker."""

from __future__ import annotations

import cProfile
import os
import pstats
import time
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.telling.ledger import fill, refuse_unsent
from notifications.channels import CHANNELS
from notifications.domain.kind import Via
from notifications.services.deliver import deliver_due

_MOST_LINES = 40
_INBOX = {Via.INBOX: CHANNELS[Via.INBOX]}


def show_profile(rows: int) -> None:
    """Print the processor time and the queries a message, and what takes the most of it."""
    show_processor_time(rows)
    fill(rows)
    with CaptureQueriesContext(connection) as seen:
        deliver_due(now=timezone.now(), channels=_INBOX, limit=500)
    print(f"\none batch of 500: {len(seen)} queries")
    for query in seen.captured_queries:
        print(f"  {query['time']} s  {' '.join(query['sql'].split())[:110]}")
    fill(rows)
    profile = cProfile.Profile()
    profile.runcall(_deliver_everything)
    for order in ("cumulative", "tottime"):
        pstats.Stats(profile).sort_stats(order).print_stats(_MOST_LINES)


def show_processor_time(rows: int) -> None:
    """Print how long one process works at a message, and how long the database does."""
    server = _server()
    for attempt in range(3):
        fill(rows)
        own, its = time.process_time(), _used_by(server)
        _deliver_everything()
        own, its = time.process_time() - own, _used_by(server) - its
        refuse_unsent(rows)
        if attempt:
            print(
                f"processor time a message: {own / rows * 1e6:.0f} us in Python, "
                f"{its / rows * 1e6:.0f} us in the database"
            )


def _deliver_everything() -> None:
    """Deliver until nothing is left."""
    while deliver_due(now=timezone.now(), channels=_INBOX):
        pass


def _server() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return int(pid)


def _used_by(pid: int) -> float:
    """Return the processor seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
