"""Says whether timetable, queue and worker together still do their work."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from recovery.health import worker_seen_at

# The timetable asks for a sign of life every half minute; one may be lost on the way.
_LONGEST_SILENCE_SECONDS = 120


class Command(BaseCommand):
    """``manage.py check_worker``: a worker that is alive but takes no work is found too."""

    help = "Fail when no worker has proved for two minutes that it takes work."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """End quietly when all is well, else with one sentence."""
        seen_at = worker_seen_at()
        if seen_at is None:
            raise CommandError("No worker has ever taken work from the timetable.")
        silence = (timezone.now() - seen_at).total_seconds()
        if silence > _LONGEST_SILENCE_SECONDS:
            raise CommandError(
                f"No worker has taken work from the timetable for {silence:.0f} seconds; "
                "look at worker, beat and redis."
            )
