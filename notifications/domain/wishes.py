"""What a person wants to be told, over which channel, and when to be left alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from notifications.domain.kind import MessageKind, Topic, Via
from notifications.domain.timing import QuietHours


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which a person is away; ``until_on`` is the first day back."""

    from_on: date
    until_on: date

    def covers(self, day: date) -> bool:
        """Say whether the person is away on ``day``."""
        return self.from_on <= day < self.until_on


@dataclass(frozen=True, slots=True)
class Wishes:
    """One person's wishes; ``declined`` holds topics with the channel they are declined on."""

    quiet: QuietHours = field(default_factory=QuietHours)
    declined: Collection[tuple[Topic, Via]] = frozenset()
    weekly_summary: bool = False
    rests_on_holidays: bool = False
    away: tuple[Away, ...] = ()

    def want(self, kind: MessageKind, via: Via) -> bool:
        """Say whether the person wants messages of this kind over this channel.

        The inbox cannot be declined, nor can what has no topic. A weekly summary comes only to who
        asked for it.
        """
        topic = kind.topic
        if topic is None or via is Via.INBOX:
            return True
        if topic is Topic.WEEKLY_SUMMARY and not self.weekly_summary:
            return False
        return (topic, via) not in self.declined

    def is_away(self, day: date) -> bool:
        """Say whether the person is away on ``day``."""
        return any(away.covers(day) for away in self.away)
