"""Messages on the screen: each browser and phone on which a person asked for them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings

from notifications.channels.channel import Answer, Envelope
from notifications.channels.push_service import GONE, Timeout, post
from notifications.domain.attempt import Outcome
from notifications.domain.pace import Pace
from notifications.domain.push_address import is_push_address
from notifications.models import PushSubscription

_HOPE = (
    # It will be tried again, for all screens; where it did arrive, it replaces itself.
    Outcome.TEMPORARY,
    # It may have arrived, and that is more than the rest can say.
    Outcome.UNKNOWN,
    # Nothing is known about the message, only about the network.
    Outcome.UNREACHABLE,
    Outcome.PERMANENT,
)


@dataclass(frozen=True, slots=True)
class PushChannel:
    """Tells every screen of a person that there is a message; one that takes it is enough.

    ``timeout`` limits each request. After ``longest_seconds`` no further screen is tried, because
    a worker's hold on a message does not last for ever.
    """

    timeout: Timeout = (3.0, 7.0)
    longest_seconds: float = 15.0

    at_once: ClassVar[int] = 1
    pace: ClassVar[Pace] = Pace(per_minute=3000)

    def send(self, envelope: Envelope, *, now: datetime) -> Answer:
        """Try each screen once; answer ``sent`` if any took it, else with what gives most hope."""
        if not settings.VAPID_PRIVATE_KEY:
            return Answer(Outcome.PERMANENT, "NoKeys")
        if envelope.recipient_id is None:
            return Answer(Outcome.PERMANENT, "NoScreen")
        return _best(self._answers(envelope.recipient_id, envelope, now))

    def _answers(self, user_id: int, envelope: Envelope, now: datetime) -> Iterator[Answer]:
        begun = time.monotonic()
        screens = PushSubscription.objects.filter(user_id=user_id)
        # The newest first: it is the likeliest to be in somebody's hand.
        for screen in screens.order_by("-added_at", "-pk"):
            yield self._try(screen, envelope, now)
            if time.monotonic() - begun > self.longest_seconds:
                return

    def _try(self, screen: PushSubscription, envelope: Envelope, now: datetime) -> Answer:
        if not is_push_address(screen.endpoint, extra_hosts=settings.PUSH_HOSTS):
            return Answer(Outcome.PERMANENT, "BadAddress")
        if screen.wait_until is not None and screen.wait_until > now:
            return Answer(Outcome.TEMPORARY, "AskedToWait", screen.wait_until - now)
        answer = post(screen, envelope, timeout=self.timeout, now=now)
        _remember(screen, answer, now)
        return answer


def _remember(screen: PushSubscription, answer: Answer, now: datetime) -> None:
    """Forget a screen that is gone, and leave one alone that asked for it."""
    # Its owner may have removed it meanwhile.
    row = PushSubscription.objects.filter(pk=screen.pk)
    if answer.error in GONE:
        row.delete()
    elif answer.wait is not None:
        row.update(wait_until=now + answer.wait)


def _best(answers: Iterable[Answer]) -> Answer:
    """Return the answer for the person from those of the screens."""
    found = list(answers)
    if any(answer.outcome is Outcome.SENT for answer in found):
        return Answer(Outcome.SENT)
    if not found:
        return Answer(Outcome.PERMANENT, "NoScreen")
    return min(found, key=_by_hope)


def _by_hope(answer: Answer) -> tuple[int, timedelta]:
    return _HOPE.index(answer.outcome), answer.wait or timedelta.max
