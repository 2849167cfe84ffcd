"""The access log as values: what a line holds, how lines hang together, and what was done to them.

The fields are those of NEN 7513; docs/access-log.md says which stands where. Each line carries the
digest of the line before it, so that a line cannot be changed, taken out or swapped unseen. What a
chain cannot show by itself, that its end was cut off, is seen by anchors kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from plans.domain.sight import AccessKind

SUCCEEDED = "0"
FAILED = "4"
"""The outcome of what was tried, in the codes of NEN 7513 (DICOM: success, minor failure)."""

_ACTIONS: dict[str, str] = {
    AccessKind.ADD: "C",
    AccessKind.CHANGE: "U",
    AccessKind.DESTROY: "D",
    AccessKind.LOG_PURGED: "D",
    AccessKind.VIEW: "R",
    AccessKind.LIST: "R",
    AccessKind.SEARCH: "R",
    AccessKind.EXPORT: "R",
    AccessKind.PRINT: "R",
    AccessKind.FEED: "R",
    AccessKind.DENIED: "R",
    AccessKind.LOG_REVIEWED: "R",
}

SENSITIVE = frozenset({AccessKind.BREAK_GLASS, AccessKind.EXPORT, AccessKind.DESTROY})
"""What is looked at one by one in the monthly review."""


class Basis(StrEnum):
    """On what ground somebody saw a record."""

    OWN_RECORD = "own_record"
    TREATING = "treating"
    UNASSIGNED = "unassigned"
    COVERING = "covering"
    BREAK_GLASS = "break_glass"
    CLINIC_ROLE = "clinic_role"
    PLATFORM = "platform"
    NONE = ""


def action_of(kind: str) -> str:
    """Return the letter of NEN 7513: create, read, update, delete or execute."""
    return _ACTIONS.get(kind, "E")


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """One line before it has its place in the chain; people and clinics by their rows' numbers."""

    kind: AccessKind
    at: datetime
    outcome: str = SUCCEEDED
    user: int | None = None
    role: str = ""
    responsible: int | None = None
    basis: str = ""
    purpose: str = ""
    clinic: int | None = None
    source: str = ""
    route: str = ""
    network_address: str | None = None
    object_kind: str = ""
    object_id: str = ""
    trace_id: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    patients: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is kept: the draft, its number and name, and its place in the chain."""

    seq: int
    public_id: str
    draft: EntryDraft
    action: str
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain stands: the last line, and from where it is still kept."""

    seq: int
    digest: str
    first_seq: int
    first_previous: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of the chain as it was once, kept outside the database."""

    seq: int
    digest: str


class Wrong(StrEnum):
    """What can be wrong with a line."""

    ALTERED = "altered"
    DELETED = "deleted"
    SWAPPED = "swapped"
    CUT_OFF = "cut_off"
    REWRITTEN = "rewritten"
    SMUGGLED_IN = "smuggled_in"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the line of this number."""

    wrong: Wrong
    seq: int


def digest_of(line: Line) -> str:
    """Return the SHA-256, in hex, of the line before and all of this one."""
    return hashlib.sha256(line.previous.encode() + _canonical(line)).hexdigest()


def sealed(draft: EntryDraft, *, seq: int, public_id: str, previous: str) -> Line:
    """Give a draft its place in the chain."""
    line = Line(seq, public_id, draft, action_of(draft.kind), previous, "")
    return replace(line, digest=digest_of(line))


def verify(lines: Iterable[Line], head: Head, anchors: Iterable[Anchor] = ()) -> list[Finding]:
    """Return what is wrong with a chain, the lowest number first; nothing when it is whole.

    ``lines`` come in the order of their numbers.
    """
    at_anchor = {anchor.seq: anchor.digest for anchor in anchors}
    found: set[Finding] = set()
    altered: list[Line] = []
    last, expected, previous = head.first_seq - 1, head.first_seq, head.first_previous
    for line in lines:
        found.update(Finding(Wrong.DELETED, seq) for seq in range(expected, line.seq))
        if digest_of(line) != line.digest:
            altered.append(line)
        elif line.seq == expected and line.previous != previous:
            # The line before was changed together with its own digest.
            found.add(Finding(Wrong.ALTERED, max(line.seq - 1, head.first_seq)))
        if at_anchor.get(line.seq, line.digest) != line.digest:
            found.add(Finding(Wrong.REWRITTEN, line.seq))
        if line.seq > head.seq:
            found.add(Finding(Wrong.SMUGGLED_IN, line.seq))
        last, expected, previous = line.seq, line.seq + 1, line.digest
    found.update(_altered_or_swapped(altered))
    end = max([head.seq, *at_anchor])
    found.update(Finding(Wrong.CUT_OFF, seq) for seq in range(last + 1, end + 1))
    if last == head.seq and previous != head.digest:
        found.add(Finding(Wrong.ALTERED, last))
    return sorted(found, key=lambda finding: (finding.seq, finding.wrong))


def _altered_or_swapped(altered: list[Line]) -> Iterator[Finding]:
    """Two lines that are right with each other's number and place were swapped."""
    for line in altered:
        others = (other for other in altered if other is not line)
        was_swapped = any(
            digest_of(replace(line, seq=other.seq, previous=before)) == line.digest
            for other in others
            for before in (line.previous, other.previous)
        )
        yield Finding(Wrong.SWAPPED if was_swapped else Wrong.ALTERED, line.seq)


def _canonical(line: Line) -> bytes:
    draft = line.draft
    told = {
        "seq": line.seq,
        "id": line.public_id,
        "kind": str(draft.kind),
        "at": draft.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": line.action,
        "outcome": draft.outcome,
        "user": draft.user,
        "role": draft.role,
        "responsible": draft.responsible,
        "basis": draft.basis,
        "purpose": draft.purpose,
        "clinic": draft.clinic,
        "source": draft.source,
        "route": draft.route,
        "network_address": draft.network_address,
        "object_kind": draft.object_kind,
        "object_id": draft.object_id,
        "trace_id": draft.trace_id,
        "details": draft.details,
        "patients": sorted(draft.patients),
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


_PURPOSES = {
    "patient": "PATRQT",
    "physiotherapist": "TREAT",
    "staff": "HOPERAT",
    "administrator": "HOPERAT",
    "system": "HSYSADMIN",
}


def purpose_of(role: str, basis: str) -> str:
    """Return why somebody in this role looks, in the codes of HL7 that NEN 7513 points to."""
    if basis == Basis.BREAK_GLASS:
        return "BTG"
    if basis == Basis.PLATFORM:
        return "HSYSADMIN"
    return _PURPOSES.get(role, "")
