"""Planning the reminders of one busy moment: thousands of clocks that show the same.

Run with ``python -m benchmarks.telling.planning``; it starts a PostgreSQL of its own.
``--patients``, ``--due`` and ``--rounds`` change the size.
"""

from __future__ import annotations

import argparse
from datetime import datetime

from benchmarks.place import is_ready, run_inside
from benchmarks.telling.effort import Effort, Watch


def main() -> None:
    """Start the server, make the patients and time the planning."""
    asked = _arguments()
    if not is_ready():
        run_inside("benchmarks.telling.planning")
        return
    from benchmarks.telling.ledger import moment
    from benchmarks.telling.patients import make_patients, prepare_database

    now = moment()
    prepare_database()
    make_patients(max(asked.patients, asked.due), now=now)
    each = Effort.middle([_plan(asked.due, now) for _ in range(asked.rounds + 1)][1:])
    print(f"{asked.patients} plans under way, {asked.due} patients due at one moment")
    print(f"  elapsed {each.elapsed * 1e6:.0f} us a patient")
    print(f"  processor {each.worked * 1e6:.0f} us a patient, the database's part among it")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=20_000, help="with a plan under way")
    parser.add_argument("--due", type=int, default=5_000, help="patients due at one moment")
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def _plan(due: int, now: datetime) -> Effort:
    """Return what it takes, a patient, until every reminder stands in the ledger."""
    from benchmarks.telling.patients import empty_the_ledger, let_the_moment_come
    from notifications.models import Message
    from notifications.services.compose import plan_reminders

    empty_the_ledger()
    let_the_moment_come(now=now, patients=due)
    watch = Watch()
    while plan_reminders(now=now):
        pass
    effort = watch.read()
    told = Message.objects.filter(channel="email").count()
    if told != due:
        raise SystemExit(f"{told} of {due} patients got a reminder.")
    return effort.each(due)


if __name__ == "__main__":
    main()
