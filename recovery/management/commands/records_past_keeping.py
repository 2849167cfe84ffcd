"""Lists the records that the law no longer asks to keep; the clinic decides about them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from plans.domain.rights import YEARS_KEPT
from plans.selectors.rights import past_keeping


class Command(BaseCommand):
    """``manage.py records_past_keeping``: deletes nothing; names records by their public id."""

    help = "List records whose last change is more than twenty years ago."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write one line for each record, by clinic and public id."""
        found = past_keeping(timezone.now())
        for patient, changed_at in found:
            self.stdout.write(
                f"{patient.clinic.name}: {patient.public_id}, last change {changed_at:%Y-%m-%d}"
            )
        self.stdout.write(
            f"{len(found)} records are older than {YEARS_KEPT} years. Nothing was deleted."
        )
