"""PostgreSQL, the record: it falls in the middle of the work, three times."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from django.db import connections

from notifications.services.claiming import LEASE
from tests.faults.crowd import make_crowd
from tests.faults.figures import Figures
from tests.faults.oracle import all_came, compare
from tests.faults.running import busy, wait_until
from tests.faults.stage import Stage, ring

_FALLS = 3
_POOL = 2
_SENDS_AGAIN = 10.0
"""Seconds: so soon after the database is back mails go out again."""


def fall_under_load(stage: Stage, figures: Figures) -> None:
    """Restart PostgreSQL in immediate mode while two loops and a Celery worker send."""
    due = make_crowd(750, now=datetime.now(UTC), referrals=75)
    connections.close_all()
    server = stage.postgres
    assert server is not None
    stage.mail.start()
    stage.mail.behave(seconds=0.02)
    stage.redis.start()
    worker = stage.programs.ours("worker")
    loops = [stage.programs.manage("run_due", "--loop", "--every", "0.5") for _ in range(2)]
    _wait_for_more(stage)
    for _ in range(_FALLS):
        time.sleep(1.0)
        server.fall()
        time.sleep(0.5)
        server.start()
        figures.times += 1
        figures.seconds = max(figures.seconds, _wait_for_more(stage))
    figures.must(
        figures.seconds <= _SENDS_AGAIN * busy(), f"nothing was sent for {figures.seconds:.1f} s"
    )
    wait_until(
        "everything due has come",
        lambda: all_came(due, stage.mail.came()),
        seconds=LEASE.total_seconds() + 60,
        every=0.5,
    )
    time.sleep(2.0)
    for running in (worker, *loops):
        figures.must(not running.has_ended(), f"{running.log.stem} ended")
    connections.close_all()
    compare(figures, due, stage.mail.came(), slack=timedelta(seconds=30))
    # Each fall may find one mail in the hands of each loop and of each child of the worker.
    figures.judge(most_raw=_FALLS * (len(loops) + _POOL))


def _wait_for_more(stage: Stage) -> float:
    ring("notifications.tasks.tick")
    before = len(stage.mail.came())
    return wait_until("mails go out", lambda: len(stage.mail.came()) > before, seconds=40)
