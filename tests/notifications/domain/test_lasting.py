"""Until when news is worth telling."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.domain.kind import MessageKind
from notifications.domain.lasting import worthless_at

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        (MessageKind.QUESTION, 3),
        (MessageKind.PHASE_OPENED, 3),
        (MessageKind.PLAN_CHANGED, 3),
        (MessageKind.PLAN_PAUSED, 3),
        (MessageKind.GATE_MET, 7),
    ],
)
def test_news_gets_old(kind: MessageKind, days: int) -> None:
    assert worthless_at(kind, NOON, AMSTERDAM) == NOON + timedelta(days=days)


@pytest.mark.parametrize("kind", [kind for kind in MessageKind if kind.calls_a_human])
def test_what_calls_for_a_human_never_does(kind: MessageKind) -> None:
    assert worthless_at(kind, NOON, AMSTERDAM) is None


def test_what_belongs_to_a_day_passes_with_it() -> None:
    assert worthless_at(MessageKind.QUESTION, NOON, AMSTERDAM, same_day=True) == MIDNIGHT
    assert worthless_at(MessageKind.PLAN_RESUMED, NOON, AMSTERDAM) == MIDNIGHT
    next_midnight = MIDNIGHT + timedelta(days=1)
    assert worthless_at(MessageKind.PLAN_RESUMED, MIDNIGHT, AMSTERDAM) == next_midnight
