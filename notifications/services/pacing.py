"""Shares what a channel may send among all workers, and lets it rest when nobody answers there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from notifications.domain.kind import Via
from notifications.domain.pace import Allowance, Pace, rest_after
from notifications.models import ChannelState


@dataclass(frozen=True, slots=True)
class Leave:
    """How many messages may be sent now. ``is_trial``: the server did not answer the last time."""

    count: int
    is_trial: bool = False


NOT_NOW = Leave(0)


def take_leave(*, via: Via, pace: Pace, wanted: int, now: datetime) -> Leave:
    """Take leave to send up to ``wanted`` messages over a channel that all workers share.

    None while the channel rests. After a rest it is tried with one message, not with many.
    """
    with transaction.atomic():
        row = _locked(via, pace, now)
        if row.closed_until is not None and row.closed_until > now:
            return NOT_NOW
        allowance = Allowance(row.allowance, row.counted_at).at(now, pace)
        granted = min(1 if row.strikes else wanted, int(allowance.left))
        if granted < 1:
            return NOT_NOW
        row.allowance = allowance.spend(granted).left
        row.counted_at = now
        row.save(update_fields=["allowance", "counted_at"])
    return Leave(granted, is_trial=row.strikes > 0)


def give_back(*, via: Via, unused: int) -> None:
    """Return what was taken and not used."""
    if unused > 0:
        with transaction.atomic():
            row = ChannelState.objects.select_for_update().get(channel=via)
            row.allowance += unused
            row.save(update_fields=["allowance"])


def note_silence(*, via: Via, now: datetime) -> None:
    """Let the channel rest: the server behind it did not take part."""
    with transaction.atomic():
        row = ChannelState.objects.select_for_update().get(channel=via)
        if row.closed_until is not None and row.closed_until > now:
            # Another worker met the same silence a moment ago.
            return
        row.strikes += 1
        row.closed_until = now + rest_after(row.strikes)
        row.save(update_fields=["strikes", "closed_until"])


def note_answer(*, via: Via) -> None:
    """Note that the server behind the channel takes part again."""
    resting = ChannelState.objects.filter(channel=via, strikes__gt=0)
    resting.update(strikes=0, closed_until=None)


def _locked(via: Via, pace: Pace, now: datetime) -> ChannelState:
    state, _ = ChannelState.objects.select_for_update().get_or_create(
        channel=via, defaults={"allowance": pace.most, "counted_at": now}
    )
    return state
