"""Does without a broker what the timetable wakes workers for: once, or over and over."""

from __future__ import annotations

import time
from datetime import datetime
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections

from notifications.services.canary import beat
from notifications.services.rounds import do_round
from notifications.services.steps import take_every_step
from plans.selectors.clock import database_now
from plans.services.idempotency import sweep_kept_answers
from plans.services.judging import judge_due_plans


class Command(BaseCommand):
    """``manage.py run_due [--loop] [--every 5]``; any number of them may run side by side."""

    help = "Judge the plans and send the messages that are due, without Celery."

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
        if not loop:
            self.stdout.write(f"Done: {self._until_nothing_is_left()}.")
        while loop:
            try:
                self._until_nothing_is_left()
            except (OperationalError, InterfaceError) as error:
                self.stderr.write(f"The database did not answer ({type(error).__name__}).")
            except Exception as error:  # noqa: BLE001 - the loop outlives whatever one round meets
                self.stderr.write(f"A round met trouble ({type(error).__name__}).")
            time.sleep(rest)
            close_old_connections()

    def _until_nothing_is_left(self) -> int:
        total = 0
        while done := _look(database_now()):
            total += done
        beat(now=database_now())
        sweep_kept_answers(now=database_now())
        return total


def _look(now: datetime) -> int:
    """Judge and tell; trouble with the one does not keep the other waiting."""
    return take_every_step((partial(judge_due_plans, now=now), partial(do_round, now=now)))
