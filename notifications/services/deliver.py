"""Sends what is due, each message at most by one worker at a time, and writes down how it ended.

A message is leased to a worker, and that is committed, before anything is tried. A worker that is
killed leaves a lease that runs out, never a message that is lost.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import DatabaseError, transaction

from notifications.channels import CHANNELS
from notifications.channels.channel import Answer, Channel
from notifications.domain.attempt import (
    MOST_INTERRUPTIONS,
    Outcome,
    Step,
    after_interruption,
    next_step,
)
from notifications.domain.kind import MessageKind, Via
from notifications.domain.state import State
from notifications.models import Delivery
from notifications.selectors.parcels import Parcel
from notifications.selectors.upcoming import waiting
from notifications.services.claiming import claim, claim_interrupted, take
from notifications.services.content import content_of
from notifications.services.desk import Desk
from notifications.services.fate import Dropped, Postponed
from notifications.services.pacing import Leave, give_back, note_answer, note_silence, take_leave
from notifications.services.settling import Result, settle, settle_stale
from notifications.services.steps import take_every_step

_LOG = logging.getLogger(__name__)

_PATIENCE_SECONDS = 25.0
"""No attempt begins later than this after ``now``, so that none outlives its lease."""

_PACED_BATCH = 20
"""For how many messages a worker takes leave at once over a channel that has a pace."""


def deliver_due(
    *,
    now: datetime,
    channels: Mapping[Via, Channel] = CHANNELS,
    clinic_id: int | None = None,
    limit: int = 5000,
) -> int:
    """Try to send what is due, up to ``limit`` messages a channel; return how many had their turn.

    What calls for a human goes before reminders. Two workers never have the same message at the
    same time. Takes half a minute at most, however slow the servers are; each channel has its part
    of that, so that none waits for another.
    """
    if not waiting(clinic_id).filter(due_at__lte=now).exists():
        return 0
    settle_stale(now=now, clinic_id=clinic_id)
    patience = _PATIENCE_SECONDS / len(channels)
    return take_every_step(
        partial(_Round(via, channel, now, clinic_id).deliver, limit, patience)
        for via, channel in channels.items()
    )


@dataclass(frozen=True, slots=True)
class _Round:
    """One worker's turn with one channel."""

    via: Via
    channel: Channel
    now: datetime
    clinic_id: int | None

    def deliver(self, limit: int, patience: float) -> int:
        """Send until nothing is left, or leave, patience or the server has come to an end."""
        deadline = time.monotonic() + patience
        tried = 0
        while tried < limit and time.monotonic() < deadline:
            leave = self._leave(limit - tried)
            count = self._use(leave, deadline)
            tried += count
            if count < leave.count or not leave.count:
                break
        return tried

    def _leave(self, wanted: int) -> Leave:
        if self.channel.pace is None:
            return Leave(wanted)
        wanted = min(_PACED_BATCH, wanted)
        return take_leave(via=self.via, pace=self.channel.pace, wanted=wanted, now=self.now)

    def _use(self, leave: Leave, deadline: float) -> int:
        """Send as many messages as leave was given for, and return how many there were."""
        used = 0
        more = bool(leave.count)
        while more and used < leave.count and time.monotonic() < deadline:
            size = min(self.channel.at_once, leave.count - used)
            # What nobody came back from goes alone, one each time leave is given.
            results = [] if used else self._handle_interrupted()
            wanted = len(results) or size
            results = results or self._handle(size)
            used += len(results)
            more = self._server_answers(results, leave) and len(results) == wanted
        if self.channel.pace is not None:
            give_back(via=self.via, unused=leave.count - used)
        return used

    def _handle_interrupted(self) -> list[Result]:
        message = claim_interrupted(via=self.via, now=self.now, clinic_id=self.clinic_id)
        return [] if message is None else self._settled([message])

    def _handle(self, size: int) -> list[Result]:
        if self.channel.at_once > 1:
            with transaction.atomic():
                return self._settled(self._ask(take, size))
        return self._settled(self._ask(claim, size))

    def _ask(self, take_or_claim: Callable[..., list[Parcel]], size: int) -> list[Parcel]:
        return take_or_claim(via=self.via, size=size, now=self.now, clinic_id=self.clinic_id)

    def _settled(self, batch: list[Parcel]) -> list[Result]:
        desk = Desk(batch, self.now)
        results = [_deliver(message, desk, self.channel, self.now) for message in batch]
        if results:
            settle(results=results, now=self.now)
        return results

    def _server_answers(self, results: list[Result], leave: Leave) -> bool:
        tried = [result.delivery.outcome for result in results if result.delivery is not None]
        if Outcome.UNREACHABLE in tried:
            note_silence(via=self.via, now=self.now)
            return False
        if tried and leave.is_trial:
            note_answer(via=self.via)
        return True


def _deliver(message: Parcel, desk: Desk, channel: Channel, now: datetime) -> Result:
    if message.interruptions >= MOST_INTERRUPTIONS:
        return Result(message, after_interruption(message.interruptions, now))
    try:
        return _attempt(message, desk, channel, now)
    except DatabaseError:
        # That is no fault of the message: its lease runs out and it is tried again.
        raise
    except Exception as error:  # noqa: BLE001 - one broken row must not keep the others from people
        _LOG.error("Message %s cannot be handled: %s", message.pk, type(error).__name__)
        times = message.interruptions + 1
        return Result(
            message,
            after_interruption(times, now),
            error=type(error).__name__,
            interruptions=times,
        )


def _attempt(message: Parcel, desk: Desk, channel: Channel, now: datetime) -> Result:
    content = content_of(message=message, desk=desk, now=now)
    if isinstance(content, Postponed):
        return Result(message, Step(State.PENDING), due_at=content.until)
    if isinstance(content, Dropped):
        return Result(message, Step(content.state, content.reason))
    began = time.monotonic()
    answer = channel.send(content, now=now)
    took = timedelta(seconds=time.monotonic() - began)
    step = next_step(
        answer.outcome,
        kind=MessageKind(message.kind),
        attempt=message.attempt,
        was_unknown_before=_was_unknown_before(message, answer),
        now=now,
        wait=answer.wait,
    )
    return Result(message, step, answer.error, _delivery(message, channel, answer, now, took))


def _was_unknown_before(message: Parcel, answer: Answer) -> bool:
    if answer.outcome is not Outcome.UNKNOWN:
        return False
    before = Delivery.objects.filter(message_id=message.pk, outcome=Outcome.UNKNOWN)
    return before.exists()


def _delivery(
    message: Parcel, channel: Channel, answer: Answer, now: datetime, took: timedelta
) -> Delivery | None:
    """Note the attempt; where many go at once nothing outside was tried."""
    if channel.at_once > 1:
        return None
    return Delivery(
        message_id=message.pk,
        attempt=message.attempt,
        started_at=now,
        ended_at=now + took,
        outcome=answer.outcome.value,
        error=answer.error[:60],
    )
