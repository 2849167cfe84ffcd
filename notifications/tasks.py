"""What workers are woken for; the ledger says what there is to do, so every task may run twice."""

from __future__ import annotations

import time

from celery import shared_task

from notifications.channels import CHANNELS
from notifications.domain.kind import Via
from notifications.selectors.upcoming import count_ready
from notifications.services.canary import beat
from notifications.services.deliver import deliver_due
from notifications.services.rounds import plan_round
from plans.doorbell import ring
from plans.selectors.clock import database_now

_LONGEST_SECONDS = 45.0
"""A task begins no round after this; what is left is for the next one."""

_MESSAGES_A_WORKER = 1000
_MOST_WORKERS = 4
"""A backlog is shared among so many workers at most, with so many messages for each."""


@shared_task(ignore_result=True, acks_late=True)
def tick() -> None:
    """Plan what is due until nothing is left, for a limited time, and wake who delivers it."""
    deadline = time.monotonic() + _LONGEST_SECONDS
    while True:
        planned = plan_round(now=database_now())
        _wake_deliverers()
        if not planned or time.monotonic() >= deadline:
            return


@shared_task(ignore_result=True, acks_late=True)
def deliver(*, via: str) -> None:
    """Deliver what is due over one channel, for a limited time."""
    channels = {Via(via): CHANNELS[Via(via)]}
    deadline = time.monotonic() + _LONGEST_SECONDS
    while deliver_due(now=database_now(), channels=channels) and time.monotonic() < deadline:
        pass


@shared_task(ignore_result=True, acks_late=True)
def canary() -> None:
    """Prove that a worker takes tasks and can write."""
    beat(now=database_now())


def _wake_deliverers() -> None:
    """Ring once for each worker that has something to do; a lost ring is made good by the next."""
    now = database_now()
    for via in CHANNELS:
        workers = min(_MOST_WORKERS, -(-count_ready(via, now=now) // _MESSAGES_A_WORKER))
        for _ in range(workers):
            ring("notifications.tasks.deliver", via=via.value)
