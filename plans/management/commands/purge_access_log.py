"""``manage.py purge_access_log``: let go of lines that are older than five years."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from plans.services.access_purge import KEPT_YEARS, purge


class Command(BaseCommand):
    """Removes what may be removed; the removal is a line itself."""

    help = f"Removes lines of the access log that are older than {KEPT_YEARS} years."

    def handle(self, *args: Any, **options: Any) -> None:
        """Purge and say how many lines went."""
        self.stdout.write(f"Removed {purge(now=timezone.now())} lines.")
