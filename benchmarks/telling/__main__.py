"""Telling people: from rows that are due to handed to the channel, through Celery and Redis.

Run with ``python -m benchmarks.telling``; it starts a PostgreSQL and a Redis of its own and takes
them away again. ``--patients``, ``--rows``, ``--peer-rows`` and ``--rounds`` change the size;
``--profile`` shows where the program's own time goes instead.
"""

from __future__ import annotations

import argparse

from benchmarks.place import is_ready, run_inside


def main() -> None:
    """Start the servers, make the patients and time every way."""
    asked = _arguments()
    if not is_ready():
        run_inside("benchmarks.telling")
        return
    from benchmarks.telling.ledger import moment, write_rows
    from benchmarks.telling.patients import make_patients, prepare_database

    now = moment()
    prepare_database()
    make_patients(max(asked.patients, asked.rows), now=now)
    write_rows(now=now)
    if asked.profile:
        from benchmarks.telling.inside import show_profile

        show_profile(asked.rows)
        return
    from benchmarks.telling.race import race, show_memory

    race(rows=asked.rows, peer_rows=asked.peer_rows, rounds=asked.rounds)
    show_memory(few=min(asked.peer_rows, asked.patients), many=asked.patients)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=50_000, help="with a plan under way")
    parser.add_argument("--rows", type=int, default=20_000, help="reminders due, for the program")
    parser.add_argument("--peer-rows", type=int, default=2_000, help="reminders due, for peers")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
