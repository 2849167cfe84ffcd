"""The night in which windows close: judging beside one INSERT..SELECT of a simpler rule.

Run with ``python -m benchmarks.nightly``; it starts a PostgreSQL of its own and takes it away
again. ``--due``, ``--plans`` and ``--rounds`` change the size.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from statistics import median

DAYS = 98
LIMIT = "the limit: one INSERT..SELECT, averages of two blocks"
OURS = "the program: judge_due_plans, every rule"
ONE_BY_ONE = "a query per plan: judge_plan, one at a time"
SAMPLE = 200

_SIMPLE_RULE = """
INSERT INTO nightly_verdict
SELECT p.id, 'R-ACH-1', w.first_on, w.first_on + 13, b.mean, e.mean,
       CASE WHEN e.mean <= 1 THEN 'settled'
            WHEN b.mean - e.mean >= 1 THEN 'improvement'
            WHEN b.mean - e.mean <= -1 THEN 'worse' ELSE 'no_change' END
FROM plans_plan p
CROSS JOIN LATERAL (SELECT %(today)s::date - 14 AS first_on) w
CROSS JOIN LATERAL (SELECT avg(r.pain) AS mean FROM plans_painreport r
    WHERE r.injury_id = p.injury_id AND r.for_on BETWEEN w.first_on AND w.first_on + 3) b
CROSS JOIN LATERAL (SELECT avg(r.pain) AS mean FROM plans_painreport r
    WHERE r.injury_id = p.injury_id AND r.for_on BETWEEN w.first_on + 10 AND w.first_on + 13) e
WHERE p.status = 'active' AND p.next_judgement_at <= %(now)s
"""


def main() -> None:
    """Start a server, fill it and time the night."""
    asked = _arguments()
    if "DATABASE_URL" in os.environ and asked.inside:
        _run(asked)
        return
    from tests.servers.postgres import new_database, run_postgres

    with run_postgres() as server, new_database(server) as url:
        subprocess.run(  # noqa: S603 - this very program
            [sys.executable, "-m", "benchmarks.nightly", "--inside", *sys.argv[1:]],
            env=os.environ | {"DATABASE_URL": url},
            check=True,
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--due", type=int, default=7_100, help="plans whose window closes tonight")
    parser.add_argument("--plans", type=int, default=100_000, help="plans under way in all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _run(asked: argparse.Namespace) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recovery.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.crowd import copy_plan, make_model_plan

    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # filling a million rows takes longer
    plan = make_model_plan(DAYS)
    copy_plan(plan, asked.due - 1)
    copy_plan(plan, asked.plans - asked.due, first=asked.due, with_history=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE nightly_verdict (plan bigint, rule text, first_on date, last_on date, "
            "baseline numeric, ending numeric, verdict text)"
        )
        cursor.execute("ANALYZE")
    print(f"{asked.plans} plans under way, {asked.due} with a window closing, {DAYS} scores each")
    now = plan.next_judgement_at
    assert now is not None  # noqa: S101 - the model plan is under way
    ways: dict[str, Callable[[], int]] = {
        LIMIT: lambda: _insert_select(now),
        OURS: lambda: _judge_all(now),
        ONE_BY_ONE: lambda: _judge_some(now),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(asked.rounds + 1):
        for name, way in ways.items():
            began = time.perf_counter()
            done = way()
            taken[name].append((time.perf_counter() - began) / done)
    seconds = {name: median(times[1:]) for name, times in taken.items()}
    print(f"\n  {'way':<56}{'us a plan':>10}{'x limit':>9}")
    for name, each in seconds.items():
        print(f"  {name:<56}{each * 1e6:>10.1f}{each / seconds[LIMIT]:>9.1f}")
    print(f"\n  queries of one batch: {_queries(now)}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory: {peak:.0f} MB")


def _insert_select(now: datetime) -> int:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SIMPLE_RULE, {"now": now, "today": now})
        done = cursor.rowcount
        transaction.set_rollback(True)
    return int(done)


def _judge_all(now: datetime) -> int:
    from django.db import transaction

    from plans.services.judging import judge_due_plans

    total = 0
    with transaction.atomic():
        while done := judge_due_plans(now=now):
            total += done
        transaction.set_rollback(True)
    return total


def _judge_some(now: datetime) -> int:
    from django.db import transaction

    from plans.models import Plan
    from plans.services.judging import judge_plan

    due = Plan.objects.filter(next_judgement_at__lte=now, status="active")
    with transaction.atomic():
        ids = list(due.values_list("pk", flat=True)[:SAMPLE])
        for plan_id in ids:
            judge_plan(plan_id=plan_id, now=now)
        transaction.set_rollback(True)
    return len(ids)


def _queries(now: datetime) -> int:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from plans.services.judging import judge_due_plans

    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        judge_due_plans(now=now)
        transaction.set_rollback(True)
    return len([query for query in seen if "SAVEPOINT" not in query["sql"]])


if __name__ == "__main__":
    main()
