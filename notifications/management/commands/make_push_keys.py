"""Makes the key with which push services know this clinic."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from notifications.domain.push_key import new_private_key


class Command(BaseCommand):
    """``manage.py make_push_keys >> .env``: the line for the environment, and nothing else."""

    help = "Make a new key for messages on screens and print it as a line for the environment."
    # Wanted before the place is right.
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print the line on standard output and what to do with it on standard error."""
        self.stdout.write(f"VAPID_PRIVATE_KEY={new_private_key()}")
        self.stderr.write(
            "Put this line into the environment of web and worker, and keep it secret.\n"
            "Do this once: screens belong to the key they were added with, so that after another "
            "key everybody has to turn messages on again."
        )
