"""What follows from one attempt to send: done, once more and when, or never."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from notifications.domain.kind import MessageKind
from notifications.domain.state import Reason, State

RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 120))
"""How long to wait after the first temporary refusal, the second and so on; then the last."""

MOST_INTERRUPTIONS = 5
"""A message that so many workers did not survive is set aside, so that it stops no other."""

REST_AFTER_INTERRUPTION = timedelta(minutes=1)
"""How long a message waits that could not be handled, before somebody tries again."""


class Outcome(StrEnum):
    """How an attempt ended.

    ``unknown``: it was handed over, but the answer never came. ``unreachable``: the server behind
    the channel did not take part at all, so this says nothing about the message.
    """

    SENT = "sent"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Step:
    """The state that follows, why, and for a message that is tried again: not before when."""

    state: State
    reason: Reason | None = None
    not_before: datetime | None = None


def next_step(
    outcome: Outcome,
    *,
    kind: MessageKind,
    attempt: int,
    was_unknown_before: bool,
    now: datetime,
    wait: timedelta | None = None,
) -> Step:
    """Decide what follows from ``outcome`` of attempt number ``attempt`` (from 1).

    A temporary refusal is tried again until the message expires, after as long as the server asked
    for (``wait``) or else longer each time. A server that cannot be reached is waited for with the
    whole channel, not with one message. After an unknown outcome a reminder or question is never
    sent again; what calls for a human is sent once more, with the same Message-ID, so that the
    reader's mail program can recognise it.
    """
    if outcome is Outcome.SENT:
        return Step(State.SENT)
    if outcome is Outcome.PERMANENT:
        return Step(State.FAILED, Reason.REFUSED)
    if outcome is Outcome.UNREACHABLE:
        return Step(State.PENDING)
    if outcome is Outcome.UNKNOWN and (was_unknown_before or not kind.calls_a_human):
        return Step(State.UNKNOWN, Reason.NO_ANSWER)
    if wait is None:
        wait = RETRY_AFTER[min(attempt, len(RETRY_AFTER)) - 1]
    return Step(State.PENDING, not_before=now + wait)


def after_interruption(interruptions: int, now: datetime) -> Step:
    """Decide what follows when a message could not be handled for the nth time (from 1)."""
    if interruptions >= MOST_INTERRUPTIONS:
        return Step(State.FAILED, Reason.INTERRUPTED)
    return Step(State.PENDING, not_before=now + REST_AFTER_INTERRUPTION)
