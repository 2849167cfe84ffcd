"""What would the program have done with this patient? A dry run of a scenario."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from recovery.simulation.run import simulate
from recovery.simulation.scenario import ScenarioMistake, read_scenario

MISTAKE = 2


class Command(BaseCommand):
    """Reads a scenario, runs it, and prints one JSON document; nothing is kept or sent."""

    help = "Run a scenario (a JSON file, or - for standard input) over a virtual clock."
    # The contract keeps standard output and error to what is said here.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the scenario's file."""
        parser.add_argument("scenario", help="a JSON file, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; a mistake is one line on standard error and exit status 2."""
        try:
            result = simulate(read_scenario(_text(options["scenario"])))
        except ScenarioMistake as mistake:
            self._stop(str(mistake))
        except DatabaseError:
            self._stop("The database is not ready: run manage.py migrate and load_catalogue first.")
        self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))

    def _stop(self, sentence: str) -> NoReturn:
        self.stderr.write(" ".join(sentence.split()))
        sys.exit(MISTAKE)


def _text(name: str) -> str:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode()
    except OSError as error:
        raise ScenarioMistake(name, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ScenarioMistake(name, "is not UTF-8 text") from None
