"""Takes people on: clinics, accounts and patients with the moments of their day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, get_args

from django.db import IntegrityError, transaction

from plans.domain.days import known_zone
from plans.domain.event import EventKind
from plans.domain.text import Language
from plans.models import AT_THE_DESK, Clinic, Patient, Role, User
from plans.models.patient import default_log_at, default_moments
from plans.services.due import judge_soon
from plans.services.history import record_event
from plans.services.refusals import (
    conflict,
    invalid,
    require_may_arrange,
    require_may_give,
    require_own_clinic,
)

MOST_MOMENTS = 6


@transaction.atomic
def add_person(
    *,
    clinic: Clinic,
    email: str,
    name: str,
    role: Role,
    language: str = "nl",
    password: str | None = None,
    by: User,
    now: datetime,
) -> User:
    """Make an account at ``clinic``, which is one's own.

    Refuses a role that ``by`` may not give, and an e-mail address that already has an account.
    """
    require_own_clinic(by, clinic)
    require_may_give(by, role)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email,
                password,
                name=name,
                role=role,
                language=language,
                clinic=clinic,
                is_staff=role in AT_THE_DESK,
            )
    except IntegrityError:
        raise conflict(
            "email_taken",
            nl="Er is al een account met dit e-mailadres. Zoek de persoon op of kies een ander "
            "adres.",
            en="There is already an account with this e-mail address. Look the person up or "
            "choose another address.",
            place="email",
        ) from None
    record_event(
        EventKind.PERSON_ADDED,
        by=by,
        now=now,
        clinic=clinic,
        facts={"user": str(user.public_id), "role": role},
    )
    return user


@transaction.atomic
def add_patient(
    *,
    user: User,
    physiotherapist: User | None = None,
    timezone: str = "Europe/Amsterdam",
    moments: Sequence[time] | None = None,
    log_at: time | None = None,
    by: User,
    now: datetime,
) -> Patient:
    """Open a patient record for an account with the role of patient at one's own clinic."""
    require_own_clinic(by, user.clinic)
    if user.role != Role.PATIENT or user.clinic is None:
        raise invalid(
            "not_a_patient",
            nl="Dit account is geen patiëntaccount.",
            en="This account is not a patient's account.",
            place="user",
        )
    check_treats_here(physiotherapist, user.clinic)
    patient = Patient.objects.create(
        user=user,
        clinic=user.clinic,
        physiotherapist=physiotherapist,
        timezone=check_timezone(timezone),
        moments=default_moments() if moments is None else check_moments(moments),
        log_at=log_at or default_log_at(),
        added_at=now,
    )
    record_event(EventKind.PERSON_ADDED, by=by, now=now, patient=patient)
    return patient


@transaction.atomic
def change_patient(
    *,
    patient: Patient,
    timezone: str | None = None,
    moments: Sequence[time] | None = None,
    log_at: time | None = None,
    by: User,
    now: datetime,
) -> Patient:
    """Change where a patient lives by the clock, and when something is asked."""
    if by.pk != patient.user_id:
        require_may_arrange(by, patient)
    before = {"timezone": patient.timezone, "moments": patient.moments, "log_at": patient.log_at}
    if timezone is not None:
        patient.timezone = check_timezone(timezone)
    if moments is not None:
        patient.moments = check_moments(moments)
    if log_at is not None:
        patient.log_at = log_at
    patient.save(update_fields=["timezone", "moments", "log_at"])
    facts = {
        field: {"before": str(old), "after": str(getattr(patient, field))}
        for field, old in before.items()
        if old != getattr(patient, field)
    }
    if "timezone" in facts:
        # Midnight is another instant there: the next judgement is scheduled anew.
        for injury in patient.injuries.all():
            judge_soon(injury=injury, now=now)
    if facts:
        record_event(EventKind.PATIENT_CHANGED, by=by, now=now, patient=patient, facts=facts)
    return patient


@transaction.atomic
def change_language(*, user: User, language: str, by: User, now: datetime) -> User:
    """Change the language in which somebody is spoken to; people do this for themselves."""
    if by.pk != user.pk:
        require_own_clinic(by, user.clinic)
        require_may_give(by, Role(user.role))
    if language not in get_args(Language):
        raise invalid(
            "unknown_language",
            nl=f"De taal {language!r} bestaat hier niet. Kies nl of en.",
            en=f"The language {language!r} does not exist here. Choose nl or en.",
            place="language",
        )
    if language == user.language:
        return user
    facts = {
        "user": str(user.public_id),
        "language": {"before": user.language, "after": language},
    }
    user.language = language
    user.save(update_fields=["language"])
    record_account_change(user=user, facts=facts, by=by, now=now)
    return user


def record_account_change(*, user: User, facts: dict[str, Any], by: User, now: datetime) -> None:
    """Keep as history that an account changed; for a patient it stands in their record too."""
    record_event(
        EventKind.PERSON_CHANGED,
        by=by,
        now=now,
        clinic=user.clinic,
        patient=Patient.objects.filter(user=user).first(),
        facts=facts,
    )


def check_treats_here(physiotherapist: User | None, clinic: Clinic) -> None:
    """Refuse somebody who is no physiotherapist at this clinic, or no longer; nobody may be."""
    if physiotherapist is None:
        return
    is_one = physiotherapist.role == Role.PHYSIOTHERAPIST and physiotherapist.is_active
    if is_one and physiotherapist.clinic_id == clinic.pk:
        return
    raise invalid(
        "other_clinic",
        nl="Deze fysiotherapeut werkt niet in deze praktijk.",
        en="This physiotherapist does not work at this clinic.",
        place="physiotherapist",
    )


def check_timezone(name: str) -> str:
    """Return ``name``; refuses a time zone that does not exist."""
    try:
        return known_zone(name).key
    except ValueError:
        raise invalid(
            "unknown_timezone",
            nl=f"De tijdzone {name!r} bestaat niet. Kies er een zoals Europe/Amsterdam.",
            en=f"The time zone {name!r} does not exist. Choose one such as Europe/Amsterdam.",
            place="timezone",
        ) from None


def check_moments(moments: Sequence[time]) -> list[str]:
    """Return the moments as they are stored; refuses none at all, too many, or one twice."""
    whole = all(not moment.second and moment.tzinfo is None for moment in moments)
    if not whole or not 0 < len(set(moments)) == len(moments) <= MOST_MOMENTS:
        raise invalid(
            "wrong_moments",
            nl=f"Kies één tot {MOST_MOMENTS} verschillende oefenmomenten, zoals 07:30.",
            en=f"Choose one to {MOST_MOMENTS} different exercise moments, such as 07:30.",
            place="moments",
        )
    return [moment.strftime("%H:%M") for moment in sorted(moments)]
