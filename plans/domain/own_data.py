"""Which tables hold something about a person, and what becomes of it when a record is destroyed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from plans.domain.value import value

FORMAT = "recovery-own-data"
FORMAT_VERSION = 1


class Fate(StrEnum):
    """What happens to rows when the record they belong to is destroyed."""

    DELETED = "deleted"
    EMPTIED = "emptied"
    KEPT = "kept"


@value
class KeyColumn:
    """A table whose column names rows of another one that has no column for the person."""

    model: str
    account: str
    column: str


@value
class OwnTable:
    """One table with rows about a person.

    ``of_patient`` and ``of_account`` are the ways from a row to the patient's record and to the
    account, as the database layer spells them; a row that is reached by any of them is about the
    person. ``secret`` names columns that are never taken along: keys with which somebody signs in,
    and the chain of the access log. ``is_shown`` is false for what only the program itself uses.
    """

    model: str
    of_patient: tuple[str, ...] = ()
    of_account: tuple[str, ...] = ()
    named_by: KeyColumn | None = None
    fate: Fate = Fate.DELETED
    secret: tuple[str, ...] = ()
    is_shown: bool = True


@value
class DestructionProof:
    """That a record was destroyed, by the public names of those concerned; never what was in it."""

    patient: str
    request: str
    at: datetime
    first: str
    second: str
