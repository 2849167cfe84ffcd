"""What workers are woken for; the ledger says what there is to do, so every task may run twice."""

from __future__ import annotations

import time

from celery import shared_task
from django.utils import timezone

from notifications.services.canary import beat
from notifications.services.rounds import do_round

_LONGEST_SECONDS = 45.0
"""A tick begins no round after this; what is left is for the next one."""


@shared_task(ignore_result=True, acks_late=True)
def tick() -> None:
    """Tell people what is due: rounds until nothing is left, for a limited time."""
    deadline = time.monotonic() + _LONGEST_SECONDS
    while do_round(now=timezone.now()) and time.monotonic() < deadline:
        pass


@shared_task(ignore_result=True, acks_late=True)
def canary() -> None:
    """Prove that a worker takes tasks and can write."""
    beat(now=timezone.now())
