"""Whether it is noticed that a worker stands still, and that one that is busy does not."""

from __future__ import annotations

import http.client
import json
import time
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from tests.faults.crowd import make_crowd
from tests.faults.figures import Figures
from tests.faults.running import wait_until
from tests.faults.stage import Stage, ring

_RED_WITHIN = 120.0
_SLACK = 2.0
_GREEN_WITHIN = 40.0
_BUSY_SECONDS = 180.0


def freeze_the_worker(stage: Stage, figures: Figures) -> None:
    """Let the worker and its children stand still, and see how long nobody notices."""
    stage.redis.start()
    worker = stage.programs.ours("worker")
    stage.programs.ours("beat")
    stage.programs.ours("web")
    port = int(stage.programs.env["PORT"])
    wait_until("all is well", lambda: _is_green(port, asks=True), seconds=60, every=0.5)
    worker.freeze()
    began = time.monotonic()
    wait_until("health is red", lambda: not _is_green(port), seconds=_RED_WITHIN + 30, every=0.5)
    took = time.monotonic() - began
    figures.must(took <= _RED_WITHIN + _SLACK, f"it took {took:.0f} s until health was red")
    figures.must(not worker.has_ended(), "the worker had ended")
    worker.thaw()
    green = wait_until("all is well again", lambda: _is_green(port), seconds=60, every=0.5)
    figures.must(green <= _GREEN_WITHIN, f"it took {green:.0f} s until health was green")
    figures.times, figures.seconds = 1, took


def keep_the_worker_busy(stage: Stage, figures: Figures) -> None:
    """Let the mail server take four seconds for each mail while hundreds wait."""
    due = make_crowd(150, now=datetime.now(UTC))
    figures.due = len(due)
    stage.mail.start()
    stage.mail.behave(seconds=4.0)
    stage.redis.start()
    worker = stage.programs.ours("worker")
    stage.programs.ours("beat")
    stage.programs.ours("web")
    port = int(stage.programs.env["PORT"])
    wait_until("all is well", lambda: _is_green(port, asks=True), seconds=60, every=0.5)
    ends = time.monotonic() + _BUSY_SECONDS
    while time.monotonic() < ends:
        silent = _asked(port).get("worker_silent_seconds")
        figures.seconds = max(figures.seconds, float(silent) if silent is not None else 0.0)
        time.sleep(1.0)
    figures.must(figures.seconds <= _RED_WITHIN, f"no sign of life for {figures.seconds:.0f} s")
    figures.must(not worker.has_ended(), "the worker had ended")
    came = stage.mail.came()
    figures.times = figures.due = figures.delivered = len(came)
    figures.raw = len(came) - len({arrival.id for arrival in came})
    figures.judge(most_raw=0)


def _is_green(port: int, *, asks: bool = False) -> bool:
    if asks:
        ring("notifications.tasks.canary")
    return _asked(port).get("status") == HTTPStatus.OK


def _asked(port: int) -> dict[str, Any]:
    """Return what the web process says of its health, with the status; nothing if it is silent."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health", headers={"Host": "localhost"})
        answer = connection.getresponse()
        said: dict[str, Any] = json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    finally:
        connection.close()
    return said | {"status": answer.status}
