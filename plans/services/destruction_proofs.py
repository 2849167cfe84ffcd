"""Proofs of destruction outside the database, so that an old backup does not bring records back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.dateparse import parse_datetime

from plans.domain.own_data import DestructionProof
from plans.models import Destruction


def proofs_file() -> Path:
    """Return where the proofs stand; it is backed up apart from the database."""
    return Path(settings.STATE_DIR) / "destructions.jsonl"


def write_proofs() -> int:
    """Write down the destructions that do not stand in the file yet; return how many.

    All that are missing, not only the newest: a disk that was full once leaves no gap.
    """
    written = {proof.patient for proof in read_proofs()}
    rows = Destruction.objects.select_related("patient", "request", "first", "second")
    missing = [row for row in rows.order_by("pk") if str(row.patient.public_id) not in written]
    if not missing:
        return 0
    file = proofs_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as lines:
        lines.writelines(f"{_line(row)}\n" for row in missing)
    return len(missing)


def read_proofs() -> Iterator[DestructionProof]:
    """Return the proofs in the file; a line that was cut off is left out, as it says nothing."""
    file = proofs_file()
    if not file.exists():
        return
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.endswith("}"):
            known = json.loads(line)
            yield DestructionProof(**known | {"at": _moment(known["at"])})


def _line(row: Destruction) -> str:
    return json.dumps(
        {
            "patient": str(row.patient.public_id),
            "request": str(row.request.public_id),
            "at": row.at.isoformat(),
            "first": str(row.first.public_id),
            "second": str(row.second.public_id),
        }
    )


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None:
        raise ValueError(f"{text!r} is no moment")
    return moment
