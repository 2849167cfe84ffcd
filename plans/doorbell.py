"""Wakes a worker after something was written; the timetable does the work if nobody hears it."""

from __future__ import annotations

import logging
import time
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

# After a ring that nobody heard the bell rests, so that a frozen Redis slows one request, not all.
_REST_SECONDS = 5.0
# A web request waits no longer than this for the broker.
_IMPATIENT: dict[str, Any] = {
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "retry_on_timeout": False,
    "health_check_interval": 0,
    # Kombu itself would try to connect for seconds, whatever the sender says about retrying.
    "max_retries": 0,
}


class Bell:
    """A bell, and until when it rests."""

    def __init__(self) -> None:
        self._rests_until = 0.0

    def ring(self, task: str, **arguments: Any) -> None:
        """Ask a worker to run ``task`` soon; see the function of this name."""
        if time.monotonic() < self._rests_until:
            return
        try:
            with current_app.connection_for_write(transport_options=_IMPATIENT) as connection:
                current_app.send_task(
                    task, kwargs=arguments, connection=connection, retry=False, ignore_result=True
                )
        except (OperationalError, RedisError, OSError) as error:
            self._rests_until = time.monotonic() + _REST_SECONDS
            # Kombu gives every trouble one name; what it was stands behind it.
            trouble = type(error.__cause__ or error).__name__
            log.warning("the doorbell for %s was not heard: %s", task, trouble)


_bell = Bell()


def ring(task: str, **arguments: Any) -> None:
    """Ask a worker to run ``task`` soon; for use in ``transaction.on_commit``.

    ``arguments`` are ids and ISO dates only: they pass through the broker in the clear. A broker
    that is down or frozen costs about a second at most and never an error, because the database
    holds the record and the timetable looks at it every half minute.
    """
    _bell.ring(task, **arguments)
