"""Real Celery workers in processes of their own, and how much memory they needed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from celery import Celery

from recovery.launch import child
from recovery.launch.programs import environment

PROCESSES = 2
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker that runs."""

    program: subprocess.Popen[bytes]

    def peak_memory(self) -> float:
        """Return the most memory (MB) that any process of its pool has had so far."""
        family = Path(f"/proc/{self.program.pid}/task/{self.program.pid}/children")
        return max(_peak(int(pid)) for pid in family.read_text(encoding="ascii").split())


@contextmanager
def run_worker(app: Celery, module: str, queue: str, log: Path) -> Iterator[Worker]:
    """Start a worker of ``app``, which ``module`` holds, and wait until it takes tasks."""
    name = f"{queue}@bench"
    command = [
        *(sys.executable, "-m", "celery", "-A", module, "worker", "--loglevel", "WARNING"),
        *("--pool", "prefork", "--concurrency", str(PROCESSES), "--queues", queue),
        *("--hostname", name, "--without-gossip", "--without-mingle"),
    ]
    with log.open("ab") as output:
        program = child.start(command, env=environment(), output=output)
    try:
        _wait(app, name, program, log)
        yield Worker(program)
    finally:
        child.end([program], patience=10)


def _wait(app: Celery, name: str, program: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline and program.poll() is None:
        if app.control.ping(destination=[name], timeout=0.5):
            return
    sys.exit(f"The worker {name} did not start; {log} says why.")


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
