"""How a server of the fault suite answers: written by the fault, read by the server each time."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Behaviour:
    """``mode`` is what the server does; ``seconds`` how slow it is; ``address`` whom it means.

    ``clock`` is the instant (ISO 8601) that a run by a made-up clock has come to; empty: the
    server's own clock counts.
    """

    mode: str = "take"
    seconds: float = 0.0
    address: str = ""
    clock: str = ""


def write_behaviour(file: Path, behaviour: Behaviour) -> None:
    """Let the server behave so from its next answer on."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    draft.write_text(json.dumps(asdict(behaviour)), encoding="utf-8")
    draft.replace(file)


def read_behaviour(file: Path) -> Behaviour:
    """Return how the server is to behave now; as usual where nobody wrote anything."""
    try:
        return Behaviour(**json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Behaviour()
