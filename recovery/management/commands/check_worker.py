"""Says whether timetable, queue and worker together still do their work."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notifications.domain.canary import LONGEST_SILENCE
from recovery.health import worker_silence


class Command(BaseCommand):
    """``manage.py check_worker``: a worker that is alive but takes no work is found too."""

    help = "Fail when no worker has proved for two minutes that it takes work."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """End quietly when all is well, else with one sentence."""
        silence = worker_silence()
        if silence is None:
            raise CommandError("No worker has ever taken work from the timetable.")
        if silence > LONGEST_SILENCE:
            raise CommandError(
                f"No worker has taken work for {silence.total_seconds():.0f} seconds; "
                "look at worker, beat and redis."
            )
