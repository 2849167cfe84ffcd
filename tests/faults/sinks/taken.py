"""What a server of the fault suite took, as it wrote it down."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail or push message that reached the far side; ``id`` is the mark that it carries."""

    at: datetime
    id: str
    to: str
    subject: str
    digest: str


def arrivals(file: Path) -> list[Arrival]:
    """Return everything that was taken, in order of arrival."""
    return [
        Arrival(
            datetime.fromisoformat(line["at"]),
            line["id"],
            line["to"],
            line["subject"],
            line["digest"],
        )
        for line in _lines(file)
        if line["what"] == "taken"
    ]


def refusals(file: Path) -> list[str]:
    """Return to whom something was refused, once for each refusal."""
    return [line["to"] for line in _lines(file) if line["what"] == "refused"]


def _lines(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    text = file.read_text(encoding="utf-8")
    # The last line may still be on its way.
    return [json.loads(line) for line in text.split("\n")[:-1]]
