"""Whoever lives abroad in the demo is awake, and is reminded soon, whatever time it is here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.domain.timing import QuietHours, next_moment
from recovery.demo.clinic import daytime

MIDNIGHT = datetime(2026, 3, 29, tzinfo=UTC)


@pytest.mark.parametrize("minutes", range(0, 48 * 60, 41))
def test_the_next_moment_is_two_to_three_minutes_away_and_not_in_quiet_hours(minutes: int) -> None:
    now = MIDNIGHT + timedelta(minutes=minutes, seconds=minutes % 60)

    name, moments = daytime(now)

    zone = ZoneInfo(name)
    soon = next_moment(moments, zone, after=now)
    assert soon is not None
    assert timedelta(minutes=2) <= soon.at - now <= timedelta(minutes=3)
    assert not QuietHours().covers(soon.wall)
    assert sorted(set(moments)) == list(moments)
