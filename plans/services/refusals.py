"""The refusals that several services share."""

from __future__ import annotations

from datetime import date

from plans.domain.day_words import with_days
from plans.domain.refusal import Refusal, RefusalKind
from plans.domain.text import Text
from plans.models import Patient, Role, User


def require_clinician(by: User, clinic_id: int | None = None) -> None:
    """Refuse anyone but a physiotherapist (of this clinic), or the platform administrator.

    The doors already hide other clinics' people; this holds where somebody forgets a door.
    """
    is_own = clinic_id is None or by.clinic_id == clinic_id
    if (by.role == Role.PHYSIOTHERAPIST and is_own) or by.is_superuser:
        return
    raise Refusal(
        code="physiotherapist_only",
        message=Text(
            nl="Alleen een fysiotherapeut van de praktijk kan dit doen.",
            en="Only a physiotherapist of the clinic can do this.",
        ),
        kind=RefusalKind.FORBIDDEN,
    )


def require_clinician_or_self(by: User, patient: Patient) -> None:
    """Refuse anyone but a physiotherapist of the clinic or the patient whose record it is."""
    if by.pk == patient.user_id:
        return
    require_clinician(by, patient.clinic_id)


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


def invalid(code: str, *, nl: str, en: str, place: str | None = None, **days: date) -> Refusal:
    """Make a refusal of something that was filled in wrongly; see ``with_days`` for ``days``."""
    return Refusal(code=code, message=with_days(nl=nl, en=en, **days), place=place)


def conflict(code: str, *, nl: str, en: str, place: str | None = None) -> Refusal:
    """Make a refusal of something that does not fit what there is now."""
    return Refusal(code=code, message=Text(nl=nl, en=en), kind=RefusalKind.CONFLICT, place=place)
