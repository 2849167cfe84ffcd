"""Requests about own data in words: what was asked, where it stands, and why something is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from plans.domain.rights import OPEN, KeptFor
from plans.models import RequestStatus, Right, RightsRequest
from plans.selectors.words import Words
from plans.web.words import named

ASKED: dict[str, Words] = {
    Right.CORRECTION: _("Correct something"),
    Right.DESTRUCTION: _("Destroy the record"),
}
STANDS: dict[str, Words] = {
    RequestStatus.ASKED: _("with the clinic"),
    RequestStatus.APPROVED_ONCE: _("approved by one person, a second one looks at it"),
    RequestStatus.DONE: _("done"),
    RequestStatus.REFUSED: _("not done"),
    RequestStatus.WITHDRAWN: _("withdrawn"),
}
KEPT_FOR: dict[str, Words] = {
    KeptFor.LEGAL_DUTY: _("The law requires that this record is kept."),
    KeptFor.ANOTHERS_INTEREST: _("Somebody else has a considerable interest in the record."),
    KeptFor.ONGOING_CLAIM: _("There is a complaint or a claim in which the record is needed."),
}


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request in words."""

    public_id: UUID
    kind: str
    name: str
    patient: str
    status: str
    asked_at: datetime
    closed_at: datetime | None
    wish: str
    answer: str
    kept_for: list[str]
    is_open: bool
    approved_by: str


def request_lines(rows: Iterable[RightsRequest]) -> list[RequestLine]:
    """Put requests in words, in the order given; they were read with their patient."""
    return [_line(row) for row in rows]


def _line(row: RightsRequest) -> RequestLine:
    is_open = row.status in OPEN
    return RequestLine(
        public_id=row.public_id,
        kind=row.kind,
        name=named(ASKED, row.kind),
        patient=row.patient.user.name,
        status=named(STANDS, row.status),
        asked_at=row.asked_at,
        closed_at=row.closed_at,
        wish=row.wish,
        # What one person noted while another still has to look is not an answer yet.
        answer="" if is_open else row.answer,
        kept_for=[named(KEPT_FOR, code) for code in row.exceptions],
        is_open=is_open,
        approved_by=row.approved_by.name if row.approved_by else "",
    )
