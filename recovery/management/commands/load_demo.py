"""Loads the demo clinic into an empty database."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from plans.models import Clinic, Patient, ProtocolVersion
from recovery.demo.accounts import DEMO_ACCOUNTS
from recovery.demo.loading import load_demo_clinic


@contextmanager
def _bell_unheard() -> Iterator[None]:
    """Say nothing of a doorbell that nobody hears: nobody waits for what happened weeks ago."""
    log = logging.getLogger("plans.doorbell")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


class Command(BaseCommand):
    """``manage.py load_demo``: made-up people with weeks of history; never where patients are."""

    help = "Load a clinic of made-up people; only where there is no clinic yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it, or say why not; a clinic that is there already is left as it is."""
        if settings.PLACE.is_production:
            raise CommandError("This is a production place; the demo clinic stays out of it.")
        if Clinic.objects.exists():
            self.stdout.write("There is a clinic already; nothing was loaded.")
            return
        if not ProtocolVersion.objects.exists():
            raise CommandError("There are no protocols yet; run `manage.py load_catalogue` first.")
        with _bell_unheard():
            clinic = load_demo_clinic(now=timezone.now())
        patients = Patient.objects.filter(clinic=clinic).count()
        self.stdout.write(f"{clinic.name}: {patients} patients. Sign in as:")
        for account in DEMO_ACCOUNTS:
            self.stdout.write(f"  {account.role_label}: {account.email}  {account.password}")
        self.stdout.write("Who works there is asked for a code; in the demo that page shows it.")
