"""The refusals that several services share."""

from __future__ import annotations

from plans.domain.refusal import Refusal, RefusalKind
from plans.domain.text import Text
from plans.models import Patient, Role, User


def require_clinician(by: User) -> None:
    """Refuse anyone but a physiotherapist, or the platform administrator."""
    if by.role == Role.PHYSIOTHERAPIST or by.is_superuser:
        return
    raise Refusal(
        code="physiotherapist_only",
        message=Text(
            nl="Alleen een fysiotherapeut kan dit doen.",
            en="Only a physiotherapist can do this.",
        ),
        kind=RefusalKind.FORBIDDEN,
    )


def require_clinician_or_self(by: User, patient: Patient) -> None:
    """Refuse anyone but a physiotherapist or the patient whose record it is."""
    if by.pk == patient.user_id:
        return
    require_clinician(by)


def require_staff(by: User) -> None:
    """Refuse anyone who does not work at the clinic; the program itself may."""
    if by.role in (Role.STAFF, Role.PHYSIOTHERAPIST, Role.SYSTEM) or by.is_superuser:
        return
    raise Refusal(
        code="staff_only",
        message=Text(
            nl="Alleen medewerkers van de praktijk kunnen dit doen.",
            en="Only people who work at the clinic can do this.",
        ),
        kind=RefusalKind.FORBIDDEN,
    )


def invalid(code: str, *, nl: str, en: str, place: str | None = None) -> Refusal:
    """Make a refusal of something that was filled in wrongly."""
    return Refusal(code=code, message=Text(nl=nl, en=en), place=place)


def conflict(code: str, *, nl: str, en: str, place: str | None = None) -> Refusal:
    """Make a refusal of something that does not fit what there is now."""
    return Refusal(code=code, message=Text(nl=nl, en=en), kind=RefusalKind.CONFLICT, place=place)
