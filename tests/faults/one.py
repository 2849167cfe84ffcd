"""Makes one fault in a place of its own and says what came of it."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import FrameType

from tests.faults.figures import Figures
from tests.faults.register import Fault, fault_called
from tests.faults.running import TooLate, die_with_parent
from tests.faults.stage import POSTGRES, set_up


def make(fault: Fault, database: str, *, is_short: bool) -> Figures:
    """Make ``fault`` on ``database`` and return the figures."""
    figures = Figures(fault.name, database, fault.clock)
    own_server = fault.breaks_postgres and database == POSTGRES
    with set_up(database, own_server=own_server, is_short=is_short) as stage:
        run = getattr(import_module(f"tests.faults.breaks.{fault.module}"), fault.function)
        try:
            run(stage, figures)
        except TooLate as trouble:
            figures.broken.append(str(trouble))
        if figures.broken:
            sys.stderr.write("\n".join(_last_words(stage.folder)) + "\n")
    return figures


def _last_words(folder: Path) -> Iterator[str]:
    """Give the end of what each program said, for whoever has to find out why."""
    for log in sorted(folder.glob("*.log")):
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        yield from (f"{log.stem} | {line}" for line in lines[-_LAST_LINES:])


_LAST_LINES = 15


def _stop(number: int, frame: FrameType | None) -> None:
    sys.exit(f"stopped by signal {number}")


def main(arguments: list[str]) -> int:
    """Print the figures as one line of JSON."""
    signal.signal(signal.SIGTERM, _stop)
    die_with_parent(signal.SIGTERM)
    name, database, length = arguments
    figures = make(fault_called(name), database, is_short=length == "short")
    sys.stdout.write(json.dumps(figures.as_json()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
