"""Makes a master key for people's words."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from plans.domain.sealing import NotKeys, new_key, read_master_keys, written_key


class Command(BaseCommand):
    """Prints a new key; nothing is kept."""

    help = "Print a new master key, to be put in front of DATA_KEYS."
    # There is no key yet, and this is how one comes by it.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the name."""
        parser.add_argument("name", help="a short name that tells the keys apart, such as 2026a")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the line on standard output and what to do with it on standard error."""
        written = written_key(options["name"], new_key())
        try:
            read_master_keys(written)
        except NotKeys:
            raise CommandError(
                "The name may hold letters, digits, full stops and dashes, 40 at most."
            ) from None
        self.stdout.write(f"DATA_KEYS={written}")
        self.stderr.write(
            "Put this into the environment of web, worker and scheduler, in front of the keys that "
            "are there, and keep a copy in a safe: without it nobody can read what people wrote."
        )
