"""A hundred thousand messages whose use is over, settled at once, on both databases.

Run with ``python -m benchmarks.telling.stale``; ``--rows`` and ``--rounds`` change the size. The
limit is one bare UPDATE that looks at the same rows.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from benchmarks.place import is_ready, run_inside
from benchmarks.telling.effort import Effort, Watch

_MODULE = "benchmarks.telling.stale"
_SINGLE = "the limit: one bare UPDATE"
_OURS = "the program: settle_stale"


def main() -> None:
    """Time both ways, on PostgreSQL and on SQLite."""
    asked = _arguments()
    if not is_ready():
        run_inside(_MODULE)
        run_inside(_MODULE, database="sqlite")
        return
    from django.db import connection

    from benchmarks.telling.ledger import fill

    _write_rows(asked.rows)
    ways: dict[str, Callable[[], int]] = {_SINGLE: _bare_update, _OURS: _settle}
    taken: dict[str, list[Effort]] = {name: [] for name in ways}
    for _ in range(asked.rounds + 1):
        for name, way in ways.items():
            fill(asked.rows, channel="email")
            watch = Watch()
            settled = way()
            taken[name].append(watch.read())
            if settled != asked.rows:
                raise SystemExit(f"{settled} of {asked.rows} were settled.")
    print(f"{asked.rows} messages whose use is over, {connection.vendor}")
    print(f"  {'':<40}{'elapsed':>10}{'processor':>12}")
    for name, efforts in taken.items():
        middle = Effort.middle(efforts[1:])
        print(f"  {name:<40}{middle.elapsed:>8.2f} s{middle.worked:>10.2f} s")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def _write_rows(rows: int) -> None:
    """Let the program write one reminder, make it an hour too late, and copy it."""
    from datetime import timedelta

    from benchmarks.crowd import BASE, copy_rows, new_uuid
    from benchmarks.telling.ledger import keep_pattern, moment, write_rows
    from benchmarks.telling.patients import make_patients, prepare_database
    from notifications.models import Message

    prepare_database()
    now = moment()
    make_patients(1, now=now)
    write_rows(now=now)
    Message.objects.filter(channel="inbox").delete()
    Message.objects.update(due_at=now - timedelta(hours=3), expires_at=now - timedelta(hours=1))
    of_copy = {"id": f"{BASE} + seq.i", "public_id": new_uuid(), "dedupe_key": "'k' || seq.i"}
    copy_rows(Message.objects.all(), of_copy, (1, rows - 1))
    keep_pattern()


def _bare_update() -> int:
    from django.db import connection
    from django.utils import timezone

    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_message SET state = 'expired', reason = 'expired', "
            "settled_at = %s WHERE settled_at IS NULL AND state = 'pending' AND expires_at <= %s",
            [now, now],
        )
        return int(cursor.rowcount)


def _settle() -> int:
    from django.utils import timezone

    from notifications.services.settling import settle_stale

    return settle_stale(now=timezone.now())


if __name__ == "__main__":
    main()
