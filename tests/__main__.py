"""Runs the suite on SQLite and PostgreSQL at the same time: ``python -m tests [--whole]``."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from recovery.launch import child
from tests.selection import Selection, exactly, short_run, whole_run
from tests.servers.postgres import NoPostgres, run_postgres


@dataclass
class Run:
    """A part of the suite in a process of its own."""

    name: str
    process: subprocess.Popen[bytes]
    output: int
    rest: bytes = b""
    last_line: str = "it said nothing"


def main(arguments: list[str]) -> int:
    """Run them, show what they say as they say it, and end with one line for each run.

    Without arguments each test runs once, but for the long ones; ``--whole`` is all there is, as
    CI runs it. With other arguments for pytest, both databases run exactly what those name.
    """
    selection = _selection(arguments)
    try:
        with _postgres() as address:
            runs = _start_all(selection, address)
            try:
                _show(runs)
            finally:
                child.end([run.process for run in runs], patience=5)
    except NoPostgres as refusal:
        print(f"No test was run. {refusal}")
        return 1
    print(f"\n{selection.remark}")
    for run in runs:
        verdict = "passed" if run.process.returncode == 0 else "FAILED"
        print(f"{run.name:<10} {verdict}: {run.last_line.strip('= ')}")
    return 0 if all(run.process.returncode == 0 for run in runs) else 1


def _selection(arguments: list[str]) -> Selection:
    if not arguments:
        return short_run()
    if arguments == ["--whole"]:
        return whole_run()
    return exactly(arguments)


def _start_all(selection: Selection, address: str) -> list[Run]:
    runs = [
        _start("SQLite", "", selection.with_sqlite),
        _start("PostgreSQL", address, selection.with_postgres),
    ]
    if selection.programs:
        runs.append(_start("Programs", address, selection.programs))
    return runs


@contextmanager
def _postgres() -> Iterator[str]:
    """The server that DATABASE_URL names, where there is one; else one of our own."""
    named = os.environ.get("DATABASE_URL", "")
    if named.startswith("postgres"):
        yield named
        return
    with run_postgres() as address:
        yield address


def _start(name: str, address: str, arguments: list[str]) -> Run:
    each = (os.cpu_count() or 2) // 2
    spread = ["-n", str(each)] if each > 1 else ["-p", "no:xdist"]
    command = [sys.executable, "-m", "pytest", "--durations=10", "--color=no", *spread, *arguments]
    hear, speak = os.pipe()
    process = child.start(command, env=dict(os.environ) | {"DATABASE_URL": address}, output=speak)
    os.close(speak)
    return Run(name, process, hear)


def _show(runs: list[Run]) -> None:
    outputs = selectors.DefaultSelector()
    for run in runs:
        outputs.register(run.output, selectors.EVENT_READ, run)
    while outputs.get_map():
        for key, _ in outputs.select():
            if not _hear(key.data):
                outputs.unregister(key.fileobj)


def _hear(run: Run) -> bool:
    heard = os.read(run.output, 64 * 1024)
    if not heard:
        run.process.wait()
        return False
    *lines, run.rest = (run.rest + heard).split(b"\n")
    for line in lines:
        _tell(run, line.decode("utf-8", errors="replace"))
    return True


def _tell(run: Run, line: str) -> None:
    if line.strip():
        run.last_line = line
    print(f"{run.name:<10} | {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
