"""Tells people what is due without a broker: once, or over and over."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from notifications.services.canary import beat
from notifications.services.rounds import do_round


class Command(BaseCommand):
    """``manage.py run_due [--loop] [--every 5]``; any number of them may run side by side."""

    help = "Plan and send the messages that are due, without Celery."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to go on, and how long to rest in between."""
        parser.add_argument("--loop", action="store_true", help="go on until interrupted")
        parser.add_argument(
            "--every", type=float, default=5.0, help="seconds of rest between looks (default 5)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do rounds until nothing is left; with ``--loop`` look again after a rest."""
        if options["every"] <= 0:
            raise CommandError("--every must be more than 0 seconds.")
        try:
            self._run(loop=options["loop"], rest=options["every"])
        except KeyboardInterrupt:
            self.stderr.write("Stopped.")

    def _run(self, *, loop: bool, rest: float) -> None:
        self.stdout.write(f"Done: {self._until_nothing_is_left()}.")
        while loop:
            time.sleep(rest)
            close_old_connections()
            try:
                self._until_nothing_is_left()
            except OperationalError as error:
                self.stderr.write(f"The database did not answer ({type(error).__name__}).")

    def _until_nothing_is_left(self) -> int:
        total = 0
        while done := do_round(now=timezone.now()):
            total += done
        beat(now=timezone.now())
        return total
