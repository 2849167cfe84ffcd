"""A Redis for tests: the very one that the program brings along for a machine without one."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

from recovery import embedded_redis
from recovery.launch import child

_PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class RedisServer:
    """A Redis that runs: its ``REDIS_URL``, its socket, and its process."""

    url: str
    socket: Path
    pid: int


@contextmanager
def run_redis(state_dir: Path) -> Iterator[RedisServer]:
    """Start the Redis of ``state_dir``; it is gone afterwards."""
    with tempfile.TemporaryFile() as log:
        server = child.start(embedded_redis.command(state_dir), output=log)
        try:
            _wait(server, state_dir)
            socket = embedded_redis.folder(state_dir) / "redis.sock"
            yield RedisServer(embedded_redis.url(state_dir), socket, server.pid)
        finally:
            child.end([server], patience=5)


def empty(url: str) -> None:
    """Empty the Redis at ``url``, as after a restart: it keeps nothing on disk."""
    with redis.Redis(unix_socket_path=url.removeprefix("redis+socket://")) as client:
        client.flushall()


def _wait(server: subprocess.Popen[bytes], state_dir: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not embedded_redis.answers(state_dir):
        if server.poll() is not None or time.monotonic() > deadline:
            raise embedded_redis.NoRedis("The Redis for the tests did not start.")
        time.sleep(0.02)
