"""Programs of the fault suite that are told what to do line by line and answer line by line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO

from recovery.launch.programs import PROJECT_DIR
from tests.faults.running import Programs, Running


class Talking:
    """One such program; it ends by itself when nobody listens to it any more."""

    def __init__(self, programs: Programs, folder: Path, module: str, *arguments: str) -> None:
        log = folder / f"{module.rpartition('.')[2]}.log"
        with log.open("ab") as errors:
            process = subprocess.Popen(
                (sys.executable, "-m", module, *arguments),
                env=programs.env,
                cwd=PROJECT_DIR,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        self.running = programs.keep(Running(process, log))
        assert process.stdin is not None
        assert process.stdout is not None
        self._hears: IO[bytes] = process.stdin
        self._says: IO[bytes] = process.stdout

    def tell(self, line: str) -> None:
        """Say one line to it; whether it hears is seen by its answer."""
        try:
            self._hears.write(line.encode() + b"\n")
            self._hears.flush()
        except BrokenPipeError:
            return

    def answer(self) -> str | None:
        """Wait for its answer; ``None`` when it ended instead."""
        said = self._says.readline()
        if said:
            return said.decode().strip()
        self.running.process.wait(timeout=10)
        return None


class Nursery:
    """Starts workers that have everything loaded already."""

    def __init__(self, programs: Programs, folder: Path) -> None:
        self._talking = Talking(programs, folder, "tests.faults.nursery")
        self._log = folder / "workers.log"

    def start(self, *, every: float = 0.05, clock: datetime | None = None) -> int:
        """Start ``run_due --loop``, or rounds at one instant, and return its process number."""
        order = {
            "log": str(self._log),
            "every": str(every),
            "clock": clock.isoformat() if clock else "",
        }
        self._talking.tell(json.dumps(order))
        return int(self._talking.answer() or 0)


def kill_group(pid: int) -> bool:
    """End a worker of the nursery in the middle of what it does; ``False``: it had gone already."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


class Workers:
    """Workers that do their rounds at the instants they are told; one that falls is replaced."""

    def __init__(
        self, programs: Programs, folder: Path, count: int = 2, *, arguments: Sequence[str] = ()
    ) -> None:
        self._programs, self._folder, self._arguments = programs, folder, arguments
        self._workers = [self._new() for _ in range(count)]
        self.falls = 0

    def at(self, instants: Collection[datetime]) -> int:
        """Let each worker do its rounds at its own instant, all at the same time.

        Returns how much there was to do; one that falls is replaced and counts as having done some.
        """
        for worker, instant in zip(self._workers, instants, strict=True):
            worker.tell(instant.isoformat())
        done = 0
        for number, worker in enumerate(self._workers):
            said = worker.answer()
            if said is None:
                self.falls += 1
                self._workers[number] = self._new()
            done += 1 if said is None else int(said)
        return done

    def all_at(self, instant: datetime) -> int:
        """Let all of them do their rounds at one instant."""
        return self.at([instant] * len(self._workers))

    def _new(self) -> Talking:
        module = "tests.faults.by_the_clock"
        return Talking(self._programs, self._folder, module, *self._arguments)
