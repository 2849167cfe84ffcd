"""Ends a worker that is alive but takes no work, so that whoever looks after it starts a new one.

After Redis was gone, a worker can be connected again, answer every question about its health, and
never take a task (a fault that Celery's transport has mended more than once).
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from typing import Any

from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

PATIENCE_SECONDS = 150.0
"""Longer than any task may last: a worker that is only busy takes the next one before this."""

_LOG = logging.getLogger(__name__)


def is_stuck(*, silent_seconds: float, waiting: int, patience: float) -> bool:
    """Say whether a worker that took nothing for so long, while so much waited, is beyond help."""
    return waiting > 0 and silent_seconds > patience


class Watchdog:
    """Watches the worker it lives in; ``took_work`` is to be called at every task it takes."""

    def __init__(self, app: Celery, patience: float = PATIENCE_SECONDS) -> None:
        self._app = app
        self._patience = patience
        self._took_work_at = time.monotonic()

    def took_work(self, **_signal: object) -> None:
        """Note that the worker takes work."""
        self._took_work_at = time.monotonic()

    def watch(self, **_signal: object) -> None:
        """Begin to watch, beside the worker's own work."""
        self.took_work()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def _watch(self) -> None:
        while True:
            time.sleep(self._patience / 10)
            silent = time.monotonic() - self._took_work_at
            if is_stuck(silent_seconds=silent, waiting=self._waiting(), patience=self._patience):
                _LOG.critical("no task was taken for %.0f seconds; the worker ends itself", silent)
                _end()

    def _waiting(self) -> int:
        """Return how many tasks wait; none as long as the broker does not say."""
        try:
            with self._app.connection_for_read() as connection:
                # Asked of Redis itself: kombu's own question forgets the prefix of our keys.
                channel: Any = connection.default_channel
                return int(channel.client.llen(self._app.conf.task_default_queue))
        except (OperationalError, RedisError, OSError):
            return 0


def _end() -> None:
    """End the worker with its children, as hard as a fault would: nothing is lost by that."""
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)
