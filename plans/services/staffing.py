"""What clinic staff arrange: an account's name, address and access, and who treats a patient."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from plans.domain.event import EventKind
from plans.models import Patient, Role, User
from plans.services.history import record_event
from plans.services.inviting import withdraw_invitations
from plans.services.people import change_language, check_treats_here, record_account_change
from plans.services.refusals import (
    conflict,
    invalid,
    require_may_arrange,
    require_may_give,
    require_own_clinic,
)


@transaction.atomic
def change_person(
    *,
    user: User,
    name: str | None = None,
    email: str | None = None,
    language: str | None = None,
    is_active: bool | None = None,
    by: User,
    now: datetime,
) -> User:
    """Change an account of the own clinic; what is left out stays as it is.

    The accounts of who works there are the administrator's to change, and everybody's own. Refuses
    a platform administrator's account, an e-mail address that is taken, and closing one's own
    account. Role and rights never change: a new role is a new account.
    """
    require_own_clinic(by, user.clinic)
    _refuse_unreachable(user, is_active, by)
    if by.pk != user.pk:
        require_may_give(by, Role(user.role))
    if language is not None:
        change_language(user=user, language=language, by=by, now=now)
    wanted = {"name": name, "email": email.lower() if email else None, "is_active": is_active}
    changes = {
        field: value
        for field, value in wanted.items()
        if value is not None and value != getattr(user, field)
    }
    if not changes:
        return user
    for field, value in changes.items():
        setattr(user, field, value)
    try:
        with transaction.atomic():
            user.save(update_fields=list(changes))
    except IntegrityError:
        raise conflict(
            "email_taken",
            nl="Er is al een account met dit e-mailadres. Kies een ander adres.",
            en="There is already an account with this e-mail address. Choose another address.",
            place="email",
        ) from None
    if {"email", "is_active"} & changes.keys():
        # It was for this address, and for somebody who may come in.
        withdraw_invitations(user=user, now=now)
    facts = {"user": str(user.public_id), "changed": sorted(changes)}
    record_account_change(user=user, facts=facts, by=by, now=now)
    return user


@transaction.atomic
def assign_physiotherapist(
    *, patient: Patient, physiotherapist: User | None, by: User, now: datetime
) -> Patient:
    """Let somebody of the same clinic treat a patient from now on; nobody when ``None``.

    A physiotherapist hands over own patients only: taking a colleague's patient over would open the
    record without a reason.
    """
    require_may_arrange(by, patient)
    check_treats_here(physiotherapist, patient.clinic)
    before = patient.physiotherapist
    if before == physiotherapist:
        return patient
    patient.physiotherapist = physiotherapist
    patient.save(update_fields=["physiotherapist"])
    facts = {
        "physiotherapist": {
            "before": str(before.public_id) if before else None,
            "after": str(physiotherapist.public_id) if physiotherapist else None,
        }
    }
    record_event(EventKind.PATIENT_CHANGED, by=by, now=now, patient=patient, facts=facts)
    return patient


def _refuse_unreachable(user: User, is_active: bool | None, by: User) -> None:
    if user.is_superuser and not by.is_superuser:
        raise invalid(
            "platform_administrator",
            nl="Het account van een platformbeheerder kun je niet wijzigen.",
            en="You cannot change the account of a platform administrator.",
        )
    if is_active is False and user.pk == by.pk:
        raise invalid(
            "own_account",
            nl="Je kunt je eigen account niet sluiten. Vraag een collega dat te doen.",
            en="You cannot close your own account. Ask a colleague to do it.",
            place="is_active",
        )
