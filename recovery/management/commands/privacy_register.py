"""Prints the register of personal data for the clinic's own register of processing (GDPR 30)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from plans.domain.own_data import OwnTable
from plans.domain.privacy import About, DeclaredTable, Personal
from plans.selectors.own_data import own_tables
from recovery.privacy import declared


class Command(BaseCommand):
    """One row for each column that says something about a person."""

    help = "Print, as Markdown, what every column says about a person and what becomes of it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table; what is about nobody is left out."""
        own = {table.model: table for table in own_tables()}
        self.stdout.write("| column | about | what | in an export | when a record is destroyed |")
        self.stdout.write("|---|---|---|---|---|")
        for label, table in sorted(declared().items()):
            if table.about is not About.NOBODY:
                self._write_table(table, own.get(label))

    def _write_table(self, table: DeclaredTable, own: OwnTable | None) -> None:
        for column, kind in table.columns.items():
            if kind is not Personal.NOTHING:
                taken = "yes" if _is_taken(own, column) else "no"
                fate = own.fate.value if own else "with the row it names"
                self.stdout.write(
                    f"| `{table.model}.{column}` | {table.about} | {kind} | {taken} | {fate} |"
                )


def _is_taken(own: OwnTable | None, column: str) -> bool:
    return own is not None and own.is_shown and column not in own.secret
