"""``manage.py review_access``: what stood out in a month of looking at records."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from defusedcsv import csv
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from plans.domain.access_review import Remark
from plans.domain.sight import AccessKind
from plans.models import Clinic, User
from plans.selectors.access_review import month_of
from plans.services.access_log import record_security

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_COLUMNS = ("clinic", "day", "person", "what", "lines")


class Command(BaseCommand):
    """Names days and people whose looking stands out; somebody then asks them."""

    help = "Shows unusual access in one month: --month 2026-10 [--csv FILE]."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the month, and where to write a table."""
        parser.add_argument("--month", required=True, help="the month, such as 2026-10")
        parser.add_argument("--csv", type=Path, help="write a table to this file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Review every clinic; that somebody did so is a line of the log itself."""
        found = _MONTH.fullmatch(options["month"])
        if found is None:
            raise CommandError("--month must be a year and a month, such as 2026-10.")
        year, month = int(found.group(1)), int(found.group(2))
        rows = [
            _row(clinic, remark)
            for clinic in Clinic.objects.order_by("pk")
            for remark in month_of(clinic, year, month)
        ]
        record_security(
            AccessKind.LOG_REVIEWED,
            user=None,
            request=None,
            now=timezone.now(),
            details={"month": options["month"], "count": len(rows)},
        )
        if options["csv"] is None:
            for row in rows:
                self.stdout.write("  ".join(row))
        else:
            _write(options["csv"], rows)
        self.stdout.write(f"{len(rows)} remarks about {options['month']}.")


def _row(clinic: Clinic, remark: Remark) -> tuple[str, ...]:
    person = User.objects.get(pk=remark.user).name
    lines = " ".join(str(seq) for seq in remark.seqs)
    return (clinic.name, remark.on.isoformat(), person, remark.sign, lines)


def _write(path: Path, rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(_COLUMNS)
        table.writerows(rows)
