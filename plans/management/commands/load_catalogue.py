"""Loads the catalogue's data files into the database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from plans.catalogue.reading import CATALOGUE, CatalogueMistakes, read_catalogue
from plans.services.catalogue import load_catalogue
from plans.services.history import the_program


class Command(BaseCommand):
    """Reads, validates and stores; a file that did not change changes nothing."""

    help = "Load the protocols, exercises and intakes from their data files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the folder and the draft switch."""
        parser.add_argument("--folder", type=Path, default=CATALOGUE, help="where the files stand")
        parser.add_argument(
            "--draft", action="store_true", help="load as drafts, to be tried and published later"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what is new; a mistake is named with its file, line and reason."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder with catalogue files.")
        try:
            catalogue = read_catalogue(folder)
        except CatalogueMistakes as mistakes:
            raise CommandError(str(mistakes)) from None
        loaded = load_catalogue(
            catalogue=catalogue, by=the_program(), now=timezone.now(), publish=not options["draft"]
        )
        for version in loaded.added:
            self.stdout.write(f"new: {version}")
        self.stdout.write(f"{len(loaded.added)} new, {loaded.unchanged} unchanged")
