"""Workers that are killed in the middle of a batch, again and again."""

from __future__ import annotations

import random
import signal
import time
from datetime import UTC, datetime, timedelta

import psutil

from notifications.models import Message
from notifications.services.claiming import LEASE
from tests.faults.crowd import make_crowd
from tests.faults.figures import Figures
from tests.faults.oracle import Due, all_came, compare
from tests.faults.running import wait_until
from tests.faults.stage import Stage, ring
from tests.faults.talking import Nursery, kill_group

SLACK = timedelta(seconds=30)
"""A mail that was begun before its use was over may take so long."""

_TO_SEND_THE_REST = 120.0
"""Seconds: so long after the last lease has run out all must have been sent, on a busy machine."""


def kill_mid_batch(stage: Stage, figures: Figures) -> None:
    """Kill the one of three loops that is busy, sixty times, and start another at once."""
    patients, kills = (60, 8) if stage.is_short else (750, 60)
    now = datetime.now(UTC)
    due = make_crowd(patients, now=now, referrals=patients // 10)
    stage.mail.start()
    # For half of its time a worker is between handing a mail over and writing that down.
    stage.mail.behave(seconds=0.02)
    nursery = Nursery(stage.programs, stage.folder)
    clock = now if stage.is_short else None
    workers = [nursery.start(clock=clock) for _ in range(2)]
    wait_until("mails go out", lambda: bool(stage.mail.came()), seconds=60, every=0.02)
    dice = random.Random(2026)
    for _ in range(kills):
        time.sleep(dice.uniform(0.1, 0.3))
        figures.times += kill_group(workers.pop(dice.randrange(len(workers))))
        workers.append(nursery.start(clock=clock))
    if stage.is_short:
        # By a made-up clock nobody has to wait until the leases have run out.
        workers += [nursery.start(clock=now + LEASE + timedelta(seconds=1)) for _ in range(2)]
    figures.seconds = wait_until(
        "everything due has come",
        lambda: all_came(due, stage.mail.came()),
        seconds=LEASE.total_seconds() + _TO_SEND_THE_REST,
    )
    _let_it_settle()
    compare(figures, due, stage.mail.came(), slack=SLACK)
    met = Message.objects.filter(interruptions__gt=0).count()
    figures.must(met > 0, "no kill met a worker with a mail in hands")
    figures.must(figures.times == kills, f"only {figures.times} of {kills} kills met a worker")
    figures.judge(most_raw=kills)


def kill_pool_children(stage: Stage, figures: Figures) -> None:
    """Kill the children of a Celery worker while they have messages in hands."""
    kills = 5
    due = make_crowd(150, now=datetime.now(UTC), referrals=15)
    stage.mail.start()
    stage.mail.behave(seconds=0.02)
    stage.redis.start()
    worker = stage.programs.ours("worker")
    ring("notifications.tasks.tick")
    wait_until("the worker has begun", lambda: bool(stage.mail.came()), seconds=30)
    for _ in range(kills):
        time.sleep(0.4)
        children = psutil.Process(worker.pid).children()
        busiest = max(children, key=lambda child: sum(child.cpu_times()[:2]), default=None)
        if busiest is not None:
            busiest.send_signal(signal.SIGKILL)
            figures.times += 1
        ring("notifications.tasks.tick")
    began = time.monotonic()
    wait_until(
        "everything due has come",
        lambda: _ring_until(stage, due),
        seconds=LEASE.total_seconds() + _TO_SEND_THE_REST,
        every=1.0,
    )
    figures.seconds = time.monotonic() - began
    figures.must(not worker.has_ended(), "the worker itself ended")
    _let_it_settle()
    compare(figures, due, stage.mail.came(), slack=SLACK)
    figures.judge(most_raw=kills)


def _ring_until(stage: Stage, due: list[Due]) -> bool:
    ring("notifications.tasks.tick")
    return all_came(due, stage.mail.came())


def _let_it_settle() -> None:
    """Leave the workers some time to do what they should not do."""
    time.sleep(2.0)
