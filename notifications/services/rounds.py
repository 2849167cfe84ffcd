"""One round: hear what happened, plan what is due, send what waits."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from notifications.services.compose import plan_reminders
from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events
from notifications.services.steps import take_every_step


def do_round(*, now: datetime) -> int:
    """Do one round and return how much there was to do; 0 when nothing is left.

    Rounds at the same time are harmless. Trouble with one part does not keep the others waiting.
    """
    return take_every_step(
        (
            partial(hand_over_events, now=now),
            partial(plan_reminders, now=now),
            partial(deliver_due, now=now),
        )
    )
