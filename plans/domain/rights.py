"""What a patient may ask about their own record, and who may decide on it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from plans.domain.text import Text
from plans.domain.value import value

OPEN = ("asked", "approved_once")
"""The statuses in which a request still waits for somebody."""

YEARS_KEPT = 20
"""How long a record is kept after its last change (art. 7:454 lid 3 BW)."""

ALWAYS_KEPT = ("access_log",)
"""What stays when a record is destroyed: who looked at it has to be kept for five years."""


class KeptFor(StrEnum):
    """Why a record is kept although the patient asks to destroy it (art. 7:455 lid 2 BW).

    Each keeps the whole record: half a record would be read wrongly.
    """

    LEGAL_DUTY = "legal_duty"
    ANOTHERS_INTEREST = "anothers_interest"
    ONGOING_CLAIM = "ongoing_claim"


@value
class Decider:
    """Somebody who decides on a request; ``may_see`` says that they may know of this patient."""

    person: int
    role: str
    may_see: bool


@value
class Asked:
    """A request as it stands; ``first`` is who approved it already, and in which role."""

    kind: str
    status: str
    patient: int
    first: int | None = None
    first_role: str = ""


def why_not_decide(asked: Asked, by: Decider) -> Text | None:
    """Say why ``by`` may not decide on this request, or ``None`` when they may."""
    if asked.status not in OPEN:
        return Text(
            nl="Over dit verzoek is al besloten. Er kan een nieuw verzoek worden gedaan.",
            en="This request has been decided on already. A new one can be made.",
        )
    if by.person == asked.patient:
        return Text(
            nl="Niemand beslist over een verzoek dat over de eigen gegevens gaat. Vraag een "
            "collega.",
            en="Nobody decides on a request about their own data. Ask a colleague.",
        )
    if by.may_see and by.role in ("physiotherapist", "administrator"):
        return None
    return Text(
        nl="Over verzoeken beslist een fysiotherapeut die de patiënt behandelt, of een beheerder "
        "van de praktijk.",
        en="A physiotherapist who treats the patient decides on requests, or an administrator of "
        "the clinic.",
    )


def why_not_approve(asked: Asked, by: Decider) -> Text | None:
    """Say why ``by`` may not approve this request, or ``None`` when they may.

    A record is destroyed by two different people, at least one of them an administrator.
    """
    refused = why_not_decide(asked, by)
    if refused is not None or asked.kind != "destruction" or asked.first is None:
        return refused
    if by.person == asked.first:
        return Text(
            nl="Jij hebt dit verzoek al goedgekeurd. Een ander moet het ook bekijken.",
            en="You have approved this request already. Somebody else has to look at it too.",
        )
    if "administrator" in (by.role, asked.first_role):
        return None
    return Text(
        nl="Een van de twee moet beheerder van de praktijk zijn. Vraag een beheerder dit verzoek "
        "te bekijken.",
        en="One of the two has to be an administrator of the clinic. Ask an administrator to look "
        "at this request.",
    )


def status_when_approved(asked: Asked) -> str:
    """Return what becomes of a request that is approved once more."""
    needs_another = asked.kind == "destruction" and asked.first is None
    return "approved_once" if needs_another else "done"


def kept_until(last_change_on: date) -> date:
    """Return the first day on which a record is no longer kept by law."""
    try:
        return last_change_on.replace(year=last_change_on.year + YEARS_KEPT)
    except ValueError:  # 29 February
        return last_change_on.replace(year=last_change_on.year + YEARS_KEPT, month=3, day=1)
