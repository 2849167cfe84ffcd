"""Everything twice: two timetables, two workers and two loops that do not know of each other."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from notifications.models import ReminderClock
from tests.faults.crowd import MINUTE, make_crowd
from tests.faults.figures import Figures
from tests.faults.oracle import all_came, compare
from tests.faults.running import wait_until
from tests.faults.stage import Stage, ring

_TWO_BEATS = 65.0
"""Seconds: in that time each timetable rings at least twice."""


def run_everything_twice(stage: Stage, figures: Figures) -> None:
    """Run two timetables, two workers and two loops over the same database."""
    due = make_crowd(300, now=datetime.now(UTC), referrals=30)
    due_at = min(item.due_at for item in due)
    stage.mail.start()
    stage.mail.behave(seconds=0.01)
    stage.redis.start()
    beats = [
        stage.programs.ours("beat", "--schedule", str(stage.folder / f"beat-{number}"))
        for number in range(2)
    ]
    workers = [
        stage.programs.ours("worker", "--hostname", f"worker{number}@here") for number in range(2)
    ]
    loops = [stage.programs.manage("run_due", "--loop", "--every", "0.2") for _ in range(2)]
    began = time.monotonic()
    wait_until(
        "everything has come",
        lambda: all_came(due, stage.mail.came()),
        seconds=60,
    )
    figures.seconds = time.monotonic() - began
    while time.monotonic() - began < _TWO_BEATS:
        # Every clock is set back, so that all of them find the same moments once more.
        ReminderClock.objects.update(planned_until=due_at - MINUTE, next_due_at=due_at)
        ring("notifications.tasks.tick")
        figures.times += 1
        time.sleep(2.0)
    for running in (*beats, *workers, *loops):
        figures.must(not running.has_ended(), f"{running.log.stem} ended")
    compare(figures, due, stage.mail.came(), slack=timedelta(seconds=30))
    figures.judge(most_raw=0)
