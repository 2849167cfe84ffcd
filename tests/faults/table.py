"""The figures of all faults as a table, for the terminal and for the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.faults.figures import Figures
from tests.faults.register import FAULTS

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "faults.md"

_COLUMNS = (
    "fault",
    "database",
    "clock",
    "times",
    "due",
    "delivered",
    "lost",
    "raw twice",
    "seen twice",
    "late",
    "referrals",
    "seconds",
    "verdict",
)


def in_lines(found: Sequence[Figures]) -> list[str]:
    """Return the table in columns of equal width."""
    rows = [_COLUMNS, *(_cells(figures) for figures in found)]
    widths = [max(len(row[number]) for row in rows) for number in range(len(_COLUMNS))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return lines + [
        f"{figures.fault} on {figures.database}: {sentence}"
        for figures in found
        for sentence in figures.broken
    ]


def write_document(found: Sequence[Figures]) -> None:
    """Put the table and a paragraph for each fault into the documentation."""
    table = [
        "| " + " | ".join(_COLUMNS) + " |",
        "|" + " --- |" * len(_COLUMNS),
        *("| " + " | ".join(_cells(figures)) + " |" for figures in found),
    ]
    paragraphs = [f"**{fault.name}.** {fault.done} *Must hold:* {fault.holds}" for fault in FAULTS]
    DOCUMENT.write_text(
        "\n".join((_BEGINNING, *table, "", _EXPLAINED, "", "\n\n".join(paragraphs), "")),
        encoding="utf-8",
    )


def _cells(figures: Figures) -> tuple[str, ...]:
    return (
        figures.fault,
        figures.database,
        figures.clock,
        f"{figures.times:,}",
        f"{figures.due:,}",
        f"{figures.delivered:,}",
        f"{figures.lost:,}",
        f"{figures.raw:,}",
        f"{figures.visible:,}",
        f"{figures.late:,}",
        f"{figures.calls_delivered:,} of {figures.calls_due:,}" if figures.calls_due else "none",
        f"{figures.seconds:.1f}" if figures.seconds else "none",
        "BROKEN" if figures.broken else "holds",
    )


_BEGINNING = """# What people are told while the machine breaks

Written by `make faults ARGS=--write`: every row is a fault that was really made, on this
program with its own workers, a database, a Redis, a mail server and a push service of its own,
all on one machine with two cores.
"""

_EXPLAINED = """Due is what the rules alone say that people are to be told (the pure functions of
`notifications/domain`, not the ledger); delivered is how much of it the mail server or the push
service wrote down. Lost is the difference. Raw twice counts what went out again under the same
Message-ID or topic, which mail programs and screens merge; seen twice is what a person would read
twice. Late is what came after its use was over. Referrals counts the mails to patients and
clinicians about referrals. Seconds is how long it took from the end of the fault until all was as
it should be, by the clock of the row. The clock is made up where a fault would take hours: the
same services are told what time it is, and the servers and the database are real.

Three bounds in seconds (a worker takes work again, PostgreSQL is used again, what is stale is
settled) are multiplied by how busy the machine is with other things, so on a busy machine they say
little. What is counted is never given anything.

Seen while this suite was made, and shown by no row: with six children that were all at work, one
run of three left a Celery worker that was alive after Redis came back and took no task for 90
seconds. Nothing is lost by that and /health turns red, but nothing here starts such a worker again.
"""
