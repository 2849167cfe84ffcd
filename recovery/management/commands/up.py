"""Starts the whole program on this machine: web, worker, scheduler, and its own Redis."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from datetime import datetime
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from plans.doorbell import ring
from recovery.embedded_redis import NoRedis
from recovery.env import Place
from recovery.launch import preparing, ready
from recovery.launch.crew import STOP_SIGNALS, Crew, Fallen, Stopped
from recovery.launch.programs import our_programs, own_redis

_PATIENCE_SECONDS = 60.0
_BETWEEN_RINGS_SECONDS = 2.0


class Command(BaseCommand):
    """``manage.py up``: one command from nothing to a clinic that works."""

    help = "Start everything on this machine; Ctrl-C stops it again."
    # Looked at in its own words, with the way out.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, start, wait until it works, say where, and look after it until told to stop."""
        for number in STOP_SIGNALS:
            signal.signal(number, _stop)
        try:
            self._run(settings.PLACE)
        except (ready.NotReady, NoRedis, Fallen) as refusal:
            raise CommandError(str(refusal)) from refusal
        except Stopped:
            self.stdout.write("Stopped.")

    def _run(self, place: Place) -> None:
        begun = time.monotonic()
        ready.refuse_busy_port(place)
        preparing.refuse_mistakes()
        with ready.claim(place.state_dir):
            preparing.prepare(place, lambda line: self._say("start", line))
            started_at = timezone.now()
            with Crew(self._say) as crew:
                self._start(crew, place)
                self._wait_for("the web server", lambda: ready.web_answers(place), crew)
                self._wait_for("the worker", lambda: _worker_worked(since=started_at), crew)
                self._tell(place, took=time.monotonic() - begun)
                while True:
                    crew.look_after(seconds=0.5)

    def _start(self, crew: Crew, place: Place) -> None:
        redis = (own_redis(place),) if place.brings_own_redis else ()
        # What runs from here on has its own connections.
        connections.close_all()
        self._say("start", "starting web, worker and scheduler ...")
        for program in (*redis, *our_programs()):
            crew.start(program)

    def _wait_for(self, what: str, answers: Callable[[], bool], crew: Crew) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not answers():
            if time.monotonic() > deadline:
                raise Fallen(f"After {_PATIENCE_SECONDS:.0f} s {what} does not answer.")
            crew.look_after(seconds=0.1)
        self._say("start", f"{what} answers")

    def _tell(self, place: Place, *, took: float) -> None:
        lines = ["", f"Ready in {took:.0f} s: {place.site_url}/", ""]
        if place.environment == "demo":
            lines += _sign_ins()
        lines += [f"Everything is kept in {place.state_dir}", "Ctrl-C stops everything.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def _say(self, who: str, line: str) -> None:
        self.stdout.write(f"{who:<6} | {line}")
        self.stdout.flush()


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise Stopped


class _LastRing:
    at = float("-inf")


def _worker_worked(*, since: datetime) -> bool:
    """Ask the worker for a sign of life now and then, and look whether it gave one."""
    if time.monotonic() - _LastRing.at > _BETWEEN_RINGS_SECONDS:
        _LastRing.at = time.monotonic()
        ring("notifications.tasks.canary")
    from notifications.selectors.canary import canary_seen_at

    seen_at = canary_seen_at()
    return seen_at is not None and seen_at >= since


def _sign_ins() -> list[str]:
    from recovery.demo.accounts import DEMO_ACCOUNTS

    rows = [(each.role_label, each.email, each.password) for each in DEMO_ACCOUNTS]
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    shown = [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip()
        for row in rows
    ]
    return [
        "Sign in to the demo clinic (made-up people) as:",
        *shown,
        "Who works there is asked for a code as well; in the demo that page shows it.",
        "",
    ]
