"""Runs the whole suite on SQLite and on PostgreSQL at the same time: ``python -m tests``."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from recovery.launch import child
from tests.servers.postgres import NoPostgres, run_postgres

# These touch no database, or drive services whose own tests run on both: once is enough. Of the dry
# run, what it says beside the live program stays on both, and how a plan comes to its end.
_ONLY_WITH_SQLITE = (
    "tests/benchmarks",
    "tests/faults/test_oracle.py",
    "tests/fuzz",
    "tests/notifications/domain",
    "tests/plans/catalogue",
    "tests/plans/domain",
    "tests/recovery/access/test_who_may_what.py",
    "tests/recovery/management",
    "tests/recovery/simulation/test_load.py",
    "tests/recovery/simulation/test_overrides.py",
    "tests/recovery/simulation/test_report.py",
    "tests/recovery/simulation/test_rules.py",
    "tests/recovery/simulation/test_run.py",
    "tests/recovery/simulation/test_scenario.py",
)
# These start programs and servers on databases of their own, and mostly wait for them.
_PROGRAMS = (
    "tests/faults/test_short.py",
    "tests/guards",
    "tests/recovery/test_deploy.py",
    "tests/recovery/test_programs.py",
    "tests/recovery/test_up.py",
    "tests/recovery/test_watchdog.py",
    "tests/recovery/test_web_server.py",
    "tests/servers",
)


@dataclass
class Run:
    """The suite on one database."""

    database: str
    process: subprocess.Popen[bytes]
    output: int
    rest: bytes = b""
    last_line: str = "it said nothing"


def main(arguments: list[str]) -> int:
    """Run all, show what they say as they say it, and end with one line for each run.

    With arguments for pytest, both databases run exactly what those name.
    """
    on_sqlite = arguments or _without(_PROGRAMS)
    on_postgres = arguments or _without(_PROGRAMS + _ONLY_WITH_SQLITE)
    try:
        with _postgres() as address:
            runs = [_start("SQLite", "", on_sqlite), _start("PostgreSQL", address, on_postgres)]
            if not arguments:
                runs.append(_start("Programs", address, list(_PROGRAMS)))
            try:
                _show(runs)
            finally:
                child.end([run.process for run in runs], patience=5)
    except NoPostgres as refusal:
        print(f"No test was run. {refusal}")
        return 1
    print()
    if not arguments:
        print(f"Only beside SQLite, where once is enough: {', '.join(_ONLY_WITH_SQLITE)}")
        print(f"Once, on databases of their own: {', '.join(_PROGRAMS)}")
    for run in runs:
        verdict = "passed" if run.process.returncode == 0 else "FAILED"
        print(f"{run.database:<10} {verdict}: {run.last_line.strip('= ')}")
    return 0 if all(run.process.returncode == 0 for run in runs) else 1


def _without(paths: tuple[str, ...]) -> list[str]:
    return [f"--ignore={path}" for path in paths]


@contextmanager
def _postgres() -> Iterator[str]:
    """The server that DATABASE_URL names, where there is one; else one of our own."""
    named = os.environ.get("DATABASE_URL", "")
    if named.startswith("postgres"):
        yield named
        return
    with run_postgres() as address:
        yield address


def _start(database: str, address: str, arguments: list[str]) -> Run:
    each = (os.cpu_count() or 2) // 2
    spread = ["-n", str(each)] if each > 1 else ["-p", "no:xdist"]
    command = [sys.executable, "-m", "pytest", "--durations=10", "--color=no", *spread, *arguments]
    hear, speak = os.pipe()
    process = child.start(command, env=dict(os.environ) | {"DATABASE_URL": address}, output=speak)
    os.close(speak)
    return Run(database, process, hear)


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
    print(f"{run.database:<10} | {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
