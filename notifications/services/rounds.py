"""One round: hear what happened, plan what is due, send what waits."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from notifications.services.compose import plan_reminders
from notifications.services.deliver import deliver_due
from notifications.services.escalating import escalate_due
from notifications.services.handover import hand_over_events
from notifications.services.letters import write_letters
from notifications.services.settling import settle_stale
from notifications.services.steps import take_every_step


def plan_round(*, now: datetime) -> int:
    """Write into the ledger what is due to be told and return how much that was.

    Rounds at the same time are harmless. Trouble with one part does not keep the others waiting.
    """
    return take_every_step(
        (
            # First, so that what is over is gone before a backlog is worked off.
            partial(settle_stale, now=now),
            partial(hand_over_events, now=now),
            partial(escalate_due, now=now),
            partial(plan_reminders, now=now),
            partial(write_letters, now=now),
        )
    )


def do_round(*, now: datetime) -> int:
    """Plan and send; return how much there was to do, 0 when nothing is left."""
    return take_every_step((partial(plan_round, now=now), partial(deliver_due, now=now)))
