"""The programs while they run: shows what they say, starts one again that fell, stops them all.

Not honcho: that puts a process of its own between us and each program, so a ``kill -9`` leaves the
programs behind, and it stops everything when one of them falls.
"""

from __future__ import annotations

import os
import selectors
import signal
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from subprocess import Popen
from types import FrameType, TracebackType

from recovery.launch import child
from recovery.launch.programs import PROJECT_DIR, Program, environment

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_STOP_PATIENCE_SECONDS = 5.0
_FALLS_ALLOWED = 3
# People can go on without these for a while, for instance as long as Redis is full.
_MAY_REST = ("worker", "beat")
_REST_SECONDS = 20.0
_MOST_AT_ONCE = 64 * 1024
_FALLS_REMEMBERED_SECONDS = 60.0


class Fallen(Exception):  # noqa: N818 - it says what happened, in one sentence
    """A program ends again and again; the message says which one."""


class Stopped(Exception):  # noqa: N818 - being asked to stop is no error
    """Somebody asked everything to stop."""


@dataclass(slots=True)
class _Member:
    program: Program
    process: Popen[bytes]
    output: int
    rest: bytes = b""
    said: deque[str] = field(default_factory=lambda: deque(maxlen=3))


class Crew:
    """Runs the programs; as a context manager, it leaves none of them behind.

    While it runs, a signal to stop is only noted: raised at any moment, it could get lost in the
    middle of starting a program.
    """

    def __init__(self, say: Callable[[str, str], None]) -> None:
        self._say = say
        self._members: dict[str, _Member] = {}
        self._falls: dict[str, deque[float]] = defaultdict(deque)
        self._resting: dict[str, tuple[Program, float]] = {}
        self._outputs = selectors.DefaultSelector()
        self._told_to_stop = False

    def __enter__(self) -> Crew:
        for number in STOP_SIGNALS:
            signal.signal(number, self._note_stop)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # An impatient second Ctrl-C must not leave half of them behind.
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        child.end(
            [member.process for member in self._members.values()], patience=_STOP_PATIENCE_SECONDS
        )
        self._outputs.close()
        for member in self._members.values():
            os.close(member.output)

    def start(self, program: Program) -> None:
        """Start one program."""
        hear, speak = os.pipe()
        os.set_blocking(hear, False)
        process = child.start(program.command, env=environment(), cwd=PROJECT_DIR, output=speak)
        os.close(speak)
        self._members[program.name] = _Member(program, process, hear)
        self._outputs.register(hear, selectors.EVENT_READ, program.name)

    def look_after(self, *, seconds: float) -> None:
        """Pass on what is said for so long, and start again what fell.

        Raises ``Fallen`` when that does not help, and ``Stopped`` when told to stop.
        """
        if self._told_to_stop:
            raise Stopped
        for key, _ in self._outputs.select(timeout=seconds):
            self._pass_on(self._members[key.data])
        for member in list(self._members.values()):
            if member.process.poll() is not None:
                self._pick_up(member)
        for name, (program, until) in list(self._resting.items()):
            if time.monotonic() >= until:
                del self._resting[name]
                self.start(program)

    def _note_stop(self, number: int, frame: FrameType | None) -> None:
        self._told_to_stop = True

    def _pass_on(self, member: _Member) -> None:
        try:
            heard = os.read(member.output, _MOST_AT_ONCE)
        except BlockingIOError:
            return
        *lines, member.rest = (member.rest + heard).split(b"\n")
        for line in lines:
            text = line.decode("utf-8", errors="replace").rstrip()
            if text:
                member.said.append(text)
                self._say(member.program.name, text)

    def _pick_up(self, member: _Member) -> None:
        """Start a program again, unless it falls too often to be helped by that."""
        self._pass_on(member)
        self._outputs.unregister(member.output)
        os.close(member.output)
        # What it started itself must not run beside its successor.
        child.end([member.process], patience=0)
        name, code = member.program.name, member.process.returncode
        del self._members[name]
        falls = self._falls[name]
        falls.append(time.monotonic())
        while falls[0] < time.monotonic() - _FALLS_REMEMBERED_SECONDS:
            falls.popleft()
        if len(falls) > _FALLS_ALLOWED and name in _MAY_REST:
            self._say(name, f"keeps ending (exit code {code}); it is tried again in a while")
            self._resting[name] = (member.program, time.monotonic() + _REST_SECONDS)
            return
        if len(falls) > _FALLS_ALLOWED:
            last = f" Its last words: {member.said[-1]}" if member.said else ""
            raise Fallen(f"The {name} keeps ending (exit code {code}), so all is stopped.{last}")
        self._say(name, f"ended (exit code {code}); it is started again")
        self.start(member.program)
