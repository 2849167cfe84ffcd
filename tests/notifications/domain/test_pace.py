"""A channel is used evenly, and left alone for a while when nobody answers there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.pace import (
    LONGEST_REST,
    LONGEST_SAVING,
    Allowance,
    Pace,
    rest_after,
)

NOW = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


@given(
    per_minute=st.integers(1, 10_000),
    waits=st.lists(st.floats(0, 300), min_size=1, max_size=40),
)
def test_no_stretch_of_time_sees_more_than_its_pace_and_one_saving(
    per_minute: int, waits: list[float]
) -> None:
    pace = Pace(per_minute)
    allowance = Allowance(pace.most, NOW)
    now, sent = NOW, 0
    for seconds in waits:
        now += timedelta(seconds=seconds)
        allowance = allowance.at(now, pace)
        count = int(allowance.left)
        allowance = allowance.spend(count)
        sent += count

    assert sent <= pace.most + per_minute * ((now - NOW) / timedelta(minutes=1)) + 1e-6


def test_what_is_not_used_is_lost_after_half_a_minute() -> None:
    pace = Pace(120)
    empty = Allowance(0, NOW)

    assert empty.at(NOW + LONGEST_SAVING, pace).left == 60
    assert empty.at(NOW + timedelta(hours=6), pace).left == 60


def test_a_slow_channel_may_always_send_one() -> None:
    assert Pace(1).most == 1


def test_a_clock_that_was_put_back_gives_nothing_away() -> None:
    allowance = Allowance(3, NOW).at(NOW - timedelta(hours=2), Pace(60))

    assert allowance.left == 3


@given(strikes=st.integers(1, 10_000))
def test_a_rest_is_never_longer_than_some_minutes_nor_shorter_than_before(strikes: int) -> None:
    assert timedelta() < rest_after(strikes) <= rest_after(strikes + 1) <= LONGEST_REST
