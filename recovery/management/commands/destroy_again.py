"""Destroys once more what an old backup brought back, and writes down proofs that are missing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from plans.domain.refusal import Refusal
from plans.services.destroying_again import destroy_again
from plans.services.destruction_proofs import proofs_file, read_proofs, write_proofs


class Command(BaseCommand):
    """``manage.py destroy_again``: to be run after every restore, before anybody signs in."""

    help = "Destroy the records again whose destruction is proved outside the database."

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through all proofs; one that cannot be followed stops with its sentence."""
        try:
            again = sum(destroy_again(proof=proof, now=timezone.now()) for proof in read_proofs())
        except Refusal as refusal:
            raise CommandError(refusal.message.en) from None
        added = write_proofs()
        self.stdout.write(
            f"Destroyed again: {again}. Proofs written down that were missing: {added}. "
            f"They stand in {proofs_file()}."
        )
