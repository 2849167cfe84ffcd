"""Invites people to take their account into use, by a link that works once and not for long."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from plans.domain.event import EventKind
from plans.domain.refusal import Refusal, RefusalKind
from plans.domain.sight import AccessKind
from plans.domain.text import Text
from plans.models import Invitation, Patient, Role, User
from plans.selectors.invitations import digest_of, may_be_accepted, token_of
from plans.services.access_log import record_security
from plans.services.history import record_event
from plans.services.refusals import conflict, require_may_give, require_own_clinic

LASTS = timedelta(hours=72)
MOST_OF_ONE_A_DAY = 5
MOST_BY_ONE_AN_HOUR = 100


@transaction.atomic
def invite(*, user: User, by: User, now: datetime) -> Invitation:
    """Invite somebody, and withdraw what was open; who tells people sends the mail.

    Refuses an account of another clinic or of a role above one's own, one that was closed, and to
    send one person or by one hand more invitations than anybody needs.
    """
    clinic = user.clinic
    if clinic is None or not user.is_active:
        raise conflict(
            "account_closed",
            nl="Dit account is gesloten. Open het eerst weer.",
            en="This account is closed. Open it again first.",
        )
    require_own_clinic(by, clinic)
    require_may_give(by, Role(user.role))
    _require_measure(user=user, by=by, now=now)
    withdraw_invitations(user=user, now=now)
    public_id = uuid4()
    invitation = Invitation.objects.create(
        public_id=public_id,
        user=user,
        email=user.email,
        clinic=clinic,
        role=user.role,
        digest=digest_of(token_of(public_id)),
        invited_at=now,
        invited_by=by,
        expires_at=now + LASTS,
    )
    record_event(
        EventKind.PERSON_INVITED,
        by=by,
        now=now,
        clinic=clinic,
        patient=Patient.objects.filter(user=user).first(),
        facts={
            "user": str(user.public_id),
            "role": user.role,
            "invitation": str(public_id),
        },
    )
    record_security(
        AccessKind.INVITED,
        user=by,
        request=None,
        now=now,
        object_kind="user",
        object_id=str(user.public_id),
        details={"role": user.role},
    )
    return invitation


def _require_measure(*, user: User, by: User, now: datetime) -> None:
    """Refuse what would bury a stranger in mail, or use the clinic to send it to many."""
    same_address = Invitation.objects.filter(user=user, email=user.email)
    if same_address.filter(invited_at__gt=now - timedelta(days=1)).count() >= MOST_OF_ONE_A_DAY:
        raise conflict(
            "invited_too_often",
            nl="Deze persoon kreeg sinds gisteren al vijf uitnodigingen. Controleer het "
            "e-mailadres, of bel even.",
            en="This person was sent five invitations since yesterday. Check the e-mail address, "
            "or give them a call.",
        )
    this_hour = Invitation.objects.filter(invited_by=by, invited_at__gt=now - timedelta(hours=1))
    if this_hour.count() >= MOST_BY_ONE_AN_HOUR:
        raise conflict(
            "inviting_too_often",
            nl="Je hebt in een uur honderd uitnodigingen verstuurd. Ga over een uur verder.",
            en="You sent a hundred invitations within an hour. Go on in an hour.",
        )


def withdraw_invitations(*, user: User, now: datetime) -> int:
    """Take back what was not accepted yet; return how many there were."""
    rows = Invitation.objects.filter(user=user, accepted_at=None, withdrawn_at=None)
    return rows.update(withdrawn_at=now)


@transaction.atomic
def accept_invitation(*, token: str, password: str, now: datetime) -> User:
    """Take an account into use with a password of one's own; a patient may do without.

    Refuses a link that was used, withdrawn or is more than three days old, and an account that is
    no longer the one that was invited; raises ``ValidationError`` for a password that is too easy.
    """
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("user")
    invitation = rows.filter(digest=digest_of(token)).first()
    if invitation is None or not may_be_accepted(invitation, now=now):
        raise no_longer_works()
    user = invitation.user
    if password:
        validate_password(password, user)
        user.set_password(password)
        user.save(update_fields=["password"])
    elif user.role != Role.PATIENT:
        raise ValidationError(_("Choose a password."))
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    return user


def no_longer_works() -> Refusal:
    """Make the refusal of a link that was used, withdrawn or is too old."""
    return Refusal(
        code="invitation_gone",
        message=Text(
            nl="Deze uitnodiging werkt niet meer. Vraag je praktijk om een nieuwe.",
            en="This invitation no longer works. Ask your clinic for a new one.",
        ),
        kind=RefusalKind.CONFLICT,
    )
