"""Renews the keys of people's words."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from plans.domain.sealing import SealBroken
from plans.services.history import the_program
from plans.services.keys import renew_data_keys


class Command(BaseCommand):
    """Seals with a new key from here on, and opens all keys with the first of DATA_KEYS alone."""

    help = (
        "Make a new key for what people write from now on, and wrap every key under the first "
        "master key of DATA_KEYS."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Renew, and say what was done; a master key that is missing or wrong changes nothing."""
        try:
            done = renew_data_keys(by=the_program(), now=timezone.now())
        except SealBroken as broken:
            raise CommandError(f"Nothing was changed: {broken}.") from None
        self.stdout.write(
            f"Data key {done.data_key} seals from now on; {done.wrapped_anew} older ones were "
            f"wrapped anew under {done.master}."
        )
        if done.no_longer_needed:
            names = ", ".join(done.no_longer_needed)
            self.stdout.write(f"No longer needed in DATA_KEYS, but for older backups: {names}.")
