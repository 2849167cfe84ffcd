"""A Redis for tests: the very one that the program brings along for a machine without one."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recovery import embedded_redis
from recovery.launch import child

_PATIENCE_SECONDS = 10.0


@contextmanager
def run_redis(state_dir: Path) -> Iterator[str]:
    """Start the Redis of ``state_dir`` and give its ``REDIS_URL``; it is gone afterwards."""
    with tempfile.TemporaryFile() as log:
        server = child.start(embedded_redis.command(state_dir), output=log)
        try:
            _wait(server, state_dir)
            yield embedded_redis.url(state_dir)
        finally:
            child.end([server], patience=5)


def _wait(server: subprocess.Popen[bytes], state_dir: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not embedded_redis.answers(state_dir):
        if server.poll() is not None or time.monotonic() > deadline:
            raise embedded_redis.NoRedis("The Redis for the tests did not start.")
        time.sleep(0.02)
