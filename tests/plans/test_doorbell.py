"""The doorbell is heard when somebody is home, and never holds up who rings it."""

from __future__ import annotations

import json
import logging
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from kombu.exceptions import EncodeError

from plans.doorbell import Bell
from tests.servers.redis import RedisServer, run_redis

QUEUE = "rp:celery"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    """A Redis of this test's own, at which the bell rings."""
    with run_redis(tmp_path) as running:
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", running.url)
        yield running


def _waiting(server: RedisServer) -> list[dict[str, object]]:
    with redis.Redis(unix_socket_path=str(server.socket)) as client:
        return [json.loads(raw) for raw in client.lrange(QUEUE, 0, -1)]


def test_a_ring_waits_for_a_worker_with_its_ids(server: RedisServer) -> None:
    Bell().ring("plans.tasks.judge_plans", plan_id=7)

    (message,) = _waiting(server)
    headers = message["headers"]
    assert isinstance(headers, dict)
    assert headers["task"] == "plans.tasks.judge_plans"
    assert headers["kwargsrepr"] == "{'plan_id': 7}"


def test_nobody_home_is_no_error_and_takes_no_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis+socket://{tmp_path}/nobody.sock")
    begun = time.monotonic()

    with caplog.at_level(logging.WARNING, logger="plans.doorbell"):
        Bell().ring("plans.tasks.judge_plans", plan_id=7)

    assert time.monotonic() - begun < 1
    assert "was not heard: ConnectionError" in caplog.text
    assert "7" not in caplog.text.partition("was not heard")[2]


def test_a_frozen_redis_slows_one_ring_by_a_second_and_the_next_not_at_all(
    server: RedisServer,
) -> None:
    bell = Bell()
    os.kill(server.pid, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        bell.ring("plans.tasks.judge_plans", plan_id=7)
        slow = time.monotonic() - begun

        begun = time.monotonic()
        bell.ring("plans.tasks.judge_plans", plan_id=8)
        quick = time.monotonic() - begun
    finally:
        os.kill(server.pid, signal.SIGCONT)

    assert slow < 1.5
    assert quick < 0.1


def test_what_cannot_travel_is_a_mistake_of_ours_and_shows(server: RedisServer) -> None:
    with pytest.raises(EncodeError):
        Bell().ring("plans.tasks.judge_plans", plan=object())
