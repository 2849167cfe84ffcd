"""The refusals that several services share."""

from __future__ import annotations

from datetime import date

from plans.domain.day_words import with_days
from plans.domain.refusal import Refusal, RefusalKind
from plans.domain.text import Text
from plans.models import AT_THE_DESK, WORKING_ROLES, Clinic, Patient, Role, User
from plans.selectors.scope import treats


def require_clinician(by: User, patient: Patient) -> None:
    """Refuse anyone but a physiotherapist who treats this patient, or the platform administrator.

    The doors already hide other people's patients; this holds where somebody forgets a door, and
    where access ended since.
    """
    if by.is_superuser or treats(by, patient):
        return
    raise _physiotherapist_only()


def require_clinician_or_self(by: User, patient: Patient) -> None:
    """Refuse anyone but a physiotherapist who treats them or the patient whose record it is."""
    if by.pk == patient.user_id:
        return
    require_clinician(by, patient)


def require_physiotherapist(by: User) -> None:
    """Refuse anyone but a physiotherapist, whoever their patients are, or the platform."""
    if by.role == Role.PHYSIOTHERAPIST or by.is_superuser:
        return
    raise _physiotherapist_only()


def require_staff(by: User) -> None:
    """Refuse anyone who does not work at the clinic; the program itself may."""
    if by.role in (*WORKING_ROLES, Role.SYSTEM) or by.is_superuser:
        return
    raise Refusal(
        code="staff_only",
        message=Text(
            nl="Alleen medewerkers van de praktijk kunnen dit doen.",
            en="Only people who work at the clinic can do this.",
        ),
        kind=RefusalKind.FORBIDDEN,
    )


def require_platform(by: User) -> None:
    """Refuse anyone but who runs the platform; the program itself may."""
    if by.is_superuser or by.role == Role.SYSTEM:
        return
    raise Refusal(
        code="platform_only",
        message=Text(
            nl="Alleen wie het platform beheert kan dit doen.",
            en="Only who runs the platform can do this.",
        ),
        kind=RefusalKind.FORBIDDEN,
    )


def require_own_clinic(by: User, clinic: Clinic | None) -> None:
    """Refuse who does not work at this clinic; the program itself and the platform may."""
    require_staff(by)
    if by.is_superuser or by.role == Role.SYSTEM:
        return
    if clinic is None or clinic.pk != by.clinic_id:
        raise invalid(
            "other_clinic",
            nl="Deze persoon hoort niet bij jouw praktijk.",
            en="This person does not belong to your clinic.",
        )


def require_may_arrange(by: User, patient: Patient) -> None:
    """Refuse who may not arrange a patient's account, moments and physiotherapist.

    The front desk and the administrator do that for everybody at the clinic, a physiotherapist for
    own patients.
    """
    require_own_clinic(by, patient.clinic)
    if by.role in (*AT_THE_DESK, Role.SYSTEM):
        return
    require_clinician(by, patient)


def require_may_give(by: User, role: Role) -> None:
    """Refuse to give, or to touch an account with, a role that ``by`` may not hand out.

    Working roles are the administrator's to give: whoever could make a physiotherapist could read
    every record through that account.
    """
    if by.is_superuser or by.role == Role.SYSTEM:
        return
    require_staff(by)
    if role == Role.PATIENT or by.role == Role.ADMINISTRATOR:
        return
    raise Refusal(
        code="role_above_own",
        message=Text(
            nl="Accounts van medewerkers regelt de beheerder van de praktijk. Vraag het daar.",
            en="The clinic administrator arranges the accounts of people who work here. Ask there.",
        ),
        kind=RefusalKind.FORBIDDEN,
    )


def require_administrator(by: User) -> None:
    """Refuse anyone but who arranges the clinic; the program itself and the platform may."""
    if by.role in (Role.ADMINISTRATOR, Role.SYSTEM) or by.is_superuser:
        return
    raise Refusal(
        code="administrator_only",
        message=Text(
            nl="Alleen de beheerder van de praktijk kan dit doen.",
            en="Only the clinic administrator can do this.",
        ),
        kind=RefusalKind.FORBIDDEN,
    )


def invalid(code: str, *, nl: str, en: str, place: str | None = None, **days: date) -> Refusal:
    """Make a refusal of something that was filled in wrongly; see ``with_days`` for ``days``."""
    return Refusal(code=code, message=with_days(nl=nl, en=en, **days), place=place)


def conflict(code: str, *, nl: str, en: str, place: str | None = None) -> Refusal:
    """Make a refusal of something that does not fit what there is now."""
    return Refusal(code=code, message=Text(nl=nl, en=en), kind=RefusalKind.CONFLICT, place=place)


def _physiotherapist_only() -> Refusal:
    return Refusal(
        code="physiotherapist_only",
        message=Text(
            nl="Alleen een fysiotherapeut die deze patiënt behandelt, kan dit doen.",
            en="Only a physiotherapist who treats this patient can do this.",
        ),
        kind=RefusalKind.FORBIDDEN,
    )
