"""A worker that takes no more work ends itself, so that it is started again."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from celery import Celery

from recovery.celery import app
from recovery.launch import child
from recovery.launch.programs import PROJECT_DIR
from recovery.watchdog import PATIENCE_SECONDS, is_stuck
from tests.servers.redis import run_redis

_IMPATIENT = """
import sys
from recovery.celery import _watchdog, app
_watchdog._patience = 2.0
app.worker_main(["--quiet", "--skip-checks", "worker", "--concurrency", "1", "--loglevel", "error"])
"""


@pytest.mark.parametrize(
    ("silent", "waiting", "stuck"),
    [(200, 1, True), (200, 0, False), (100, 50, False)],
)
def test_only_a_worker_that_leaves_work_lying_is_stuck(
    silent: float, waiting: int, stuck: bool
) -> None:
    found = is_stuck(silent_seconds=silent, waiting=waiting, patience=PATIENCE_SECONDS)

    assert found is stuck


def test_a_busy_worker_is_not_taken_for_a_stuck_one() -> None:
    assert app.conf.task_time_limit < PATIENCE_SECONDS


def test_a_worker_that_is_told_to_take_nothing_ends_itself(tmp_path: Path) -> None:
    """It stays connected and answers questions, as after the fault."""
    with run_redis(tmp_path) as server:
        env = dict(os.environ) | {"REDIS_URL": server.url, "STATE_DIR": str(tmp_path)}
        env["DATABASE_URL"] = f"sqlite:///{tmp_path / 'db.sqlite3'}"
        _migrate(env)
        worker = child.start([sys.executable, "-c", _IMPATIENT], env=env, cwd=PROJECT_DIR)
        try:
            ours = Celery("doorbell", broker=server.url)
            ours.conf.broker_transport_options = {"global_keyprefix": "rp:"}
            _until(lambda: bool(ours.control.ping(timeout=0.5)), seconds=30)
            ours.control.cancel_consumer("celery")
            assert ours.control.ping(timeout=2)

            # The first may still be caught by what the worker asked for before it was told.
            for _ in range(3):
                ours.send_task("notifications.tasks.canary", ignore_result=True)

            _until(lambda: worker.poll() is not None, seconds=20)
        finally:
            child.end([worker], patience=2)


def _migrate(env: dict[str, str]) -> None:
    made = child.start([sys.executable, "manage.py", "migrate", "-v0"], env=env, cwd=PROJECT_DIR)
    assert made.wait(timeout=60) == 0


def _until(condition: object, *, seconds: float) -> None:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)
