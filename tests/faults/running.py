"""Programs that a fault starts, freezes and kills; all of them are gone when it is over."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from recovery.launch import child
from recovery.launch.programs import PROJECT_DIR, our_programs


class TooLate(Exception):  # noqa: N818 - it says what did not happen, in one sentence
    """What a fault waited for did not happen in time."""


class Running:
    """One program in a process group of its own."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self.log = log

    @property
    def pid(self) -> int:
        """The number of the process and of its group."""
        return self.process.pid

    def kill(self) -> None:
        """End the whole group in the middle of whatever it does: ``kill -9``."""
        self.signal(signal.SIGKILL)
        self.process.wait(timeout=10)

    def freeze(self) -> None:
        """Let the group stand still without ending it."""
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let the group go on."""
        self.signal(signal.SIGCONT)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole group."""
        os.killpg(self.process.pid, number)

    def has_ended(self) -> bool:
        """Say whether it ended by itself or was killed."""
        return self.process.poll() is not None


class Programs:
    """Starts programs with one environment, and ends them all."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self._folder = folder
        self.env = dict(env)
        self._started: list[Running] = []

    def start(self, name: str, command: Sequence[str], **more: str) -> Running:
        """Start ``command``; what it says goes to a file of its own."""
        log = self._folder / f"{len(self._started):03}-{name}.log"
        with log.open("wb") as output:
            process = child.start(command, env=self.env | more, cwd=PROJECT_DIR, output=output)
        running = Running(process, log)
        self._started.append(running)
        return running

    def manage(self, *arguments: str, **more: str) -> Running:
        """Start ``manage.py`` with these arguments."""
        return self.start(arguments[0], (sys.executable, "manage.py", *arguments), **more)

    def module(self, name: str, *arguments: str) -> Running:
        """Start a program of the fault suite itself."""
        command = (sys.executable, "-m", name, *arguments)
        return self.start(name.rpartition(".")[2], command)

    def ours(self, name: str, *more: str) -> Running:
        """Start web, worker or beat as they are started everywhere."""
        command = next(program.command for program in our_programs() if program.name == name)
        return self.start(name, (*command, *more))

    def keep(self, running: Running) -> Running:
        """Look after a process that was started in another way."""
        self._started.append(running)
        return running

    def end(self) -> None:
        """End everything, what stands still too."""
        living = [running for running in self._started if not running.has_ended()]
        for running in living:
            running.thaw()
        child.end([running.process for running in living], patience=3)


def die_with_parent(number: signal.Signals) -> None:
    """Let the system send ``number`` to this process when the one that started it dies."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)


_PR_SET_PDEATHSIG = 1


def busy() -> float:
    """Return how many times longer everything takes on this machine now, because others use it."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1) - _OUR_OWN)


_OUR_OWN = 1.5
"""For each processor so much of what waits for it is the fault suite's own doing."""


def wait_until(
    what: str, holds: Callable[[], bool], *, seconds: float, every: float = 0.1
) -> float:
    """Wait until something holds and return how long it took; ``TooLate`` when it does not."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise TooLate(f"After {seconds:.0f} s still not: {what}.")
        time.sleep(every)
    return time.monotonic() - began
