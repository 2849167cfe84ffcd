"""What failed is tried again later and later, and never given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from notifications.domain.stuck import next_try

NOW = datetime(2026, 3, 2, 11, tzinfo=UTC)


def test_the_wait_grows_to_an_hour_and_stays_there() -> None:
    waits = [(next_try(tries, NOW) - NOW) // timedelta(minutes=1) for tries in range(1, 8)]

    assert waits == [1, 5, 15, 60, 60, 60, 60]
