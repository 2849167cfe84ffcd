"""Makes every fault and shows what came of it: ``python -m tests.faults [name ...] [--short]``."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

import psutil

from recovery.launch.programs import PROJECT_DIR
from tests.faults.figures import Figures
from tests.faults.register import FAULTS, Fault
from tests.faults.stage import POSTGRES, SQLITE, TEMPLATE, fill_template
from tests.faults.table import in_lines, write_document
from tests.servers.postgres import new_database, run_postgres_server

_AT_ONCE = 3
"""Most faults wait most of the time, for a lease to run out or for a server to come back."""

_PATIENCE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class _Case:
    fault: Fault
    database: str


class _Suite:
    """Runs the cases, each in a process of its own, and leaves no process behind."""

    def __init__(self, templates: dict[str, str], *, is_short: bool) -> None:
        self._templates = templates
        self._length = "short" if is_short else "full"
        self._running: list[subprocess.Popen[bytes]] = []
        self._is_over = False

    def run(self, case: _Case) -> Figures:
        """Make one fault; what does not end in time is ended, and that is what is broken."""
        if self._is_over:
            return _broken(case, "It was not begun.")
        began = time.monotonic()
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as trouble:
            process = subprocess.Popen(
                (
                    *(sys.executable, "-m", "tests.faults.one"),
                    *(case.fault.name, case.database, self._length),
                ),
                env=dict(os.environ) | {TEMPLATE: self._templates.get(case.database, "")},
                cwd=PROJECT_DIR,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=trouble,
                start_new_session=True,
            )
            self._running.append(process)
            figures = self._wait(process, case, said, trouble)
        took = time.monotonic() - began
        verdict = "; ".join(figures.broken) or "holds"
        print(f"{case.fault.name} on {case.database}: {verdict} ({took:.0f} s)", flush=True)
        return figures

    def end(self) -> None:
        """End whatever still runs."""
        self._is_over = True
        for process in self._running:
            _end(process)

    def _wait(
        self,
        process: subprocess.Popen[bytes],
        case: _Case,
        said: IO[bytes],
        trouble: IO[bytes],
    ) -> Figures:
        try:
            process.wait(timeout=case.fault.deadline)
        except subprocess.TimeoutExpired:
            _end(process)
            return _broken(case, f"It had not ended after {case.fault.deadline} s.")
        said.seek(0)
        lines = said.read().decode().splitlines()
        if process.returncode == 0 and lines:
            figures = Figures(**json.loads(lines[-1]))
        else:
            figures = _broken(case, f"It ended with exit code {process.returncode}.")
        if figures.broken:
            trouble.seek(0)
            sys.stderr.write(trouble.read().decode(errors="replace"))
        return figures


def _broken(case: _Case, sentence: str) -> Figures:
    return Figures(case.fault.name, case.database, case.fault.clock, broken=[sentence])


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a fault with everything it started, by their numbers."""
    if process.poll() is not None:
        return
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for member in family:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue


def _cases(names: Sequence[str], *, is_short: bool) -> list[_Case]:
    chosen = [fault for fault in FAULTS if fault.name in names or not names]
    if is_short:
        return [_Case(fault, fault.short_on) for fault in chosen if fault.short_on]
    cases = [_Case(fault, database) for fault in chosen for database in fault.databases]
    # What takes longest begins first, so that nothing long is left over at the end.
    return sorted(cases, key=lambda case: -case.fault.deadline)


def _make_all(cases: Sequence[_Case], *, is_short: bool, at_once: int) -> list[Figures]:
    with ExitStack() as stack:
        templates = _templates(stack, {case.database for case in cases})
        suite = _Suite(templates, is_short=is_short)
        stack.callback(suite.end)
        with ThreadPoolExecutor(at_once) as pool:
            try:
                return list(pool.map(suite.run, cases))
            except KeyboardInterrupt:
                suite.end()
                raise


def _templates(stack: ExitStack, databases: set[str]) -> dict[str, str]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
    templates = {}
    if SQLITE in databases:
        templates[SQLITE] = str(folder / "template.sqlite3")
    if POSTGRES in databases:
        server = stack.enter_context(run_postgres_server())
        templates[POSTGRES] = stack.enter_context(new_database(server.url))
    urls = [
        f"sqlite:///{address}" if database == SQLITE else address
        for database, address in templates.items()
    ]
    with ThreadPoolExecutor() as pool:
        list(pool.map(fill_template, urls, [folder] * len(urls)))
    return templates


def _place(figures: Figures) -> tuple[int, str]:
    """Say where a row stands in the table."""
    names = [fault.name for fault in FAULTS]
    return names.index(figures.fault), figures.database


def main() -> int:
    """Make the faults that were asked for; the exit status is 1 if anything does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("names", nargs="*", choices=[[], *(fault.name for fault in FAULTS)])
    parser.add_argument("--short", action="store_true", help="a few of them, with small numbers")
    parser.add_argument("--write", action="store_true", help="put the table into docs/faults.md")
    parser.add_argument("--at-once", type=int, default=_AT_ONCE, help="so many at the same time")
    chosen = parser.parse_args()
    cases = _cases(chosen.names, is_short=chosen.short)
    found = _make_all(cases, is_short=chosen.short, at_once=chosen.at_once)
    found.sort(key=_place)
    print("\n" + "\n".join(in_lines(found)))
    if chosen.write:
        write_document(found)
    return 1 if any(figures.broken for figures in found) else 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped; nothing was left behind.")
