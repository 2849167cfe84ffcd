"""How the clinic's rules say no: one clear sentence, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plans.domain.text import Text


class RefusalKind(StrEnum):
    """Why something was refused; each door has its own form for it, such as an HTTP status."""

    INVALID = "invalid"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    FORBIDDEN = "forbidden"


@dataclass(eq=False)
class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error in the program
    """A request the rules do not allow; nothing was changed.

    ``code`` names the reason for programs, ``message`` says it to a person (what is wrong and the
    way out), ``place`` names the offending field where there is one.
    """

    code: str
    message: Text
    kind: RefusalKind = RefusalKind.INVALID
    place: str | None = None

    def __str__(self) -> str:
        return self.message.en
