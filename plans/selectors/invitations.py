"""Reads invitations: the link that belongs to one, and the one that belongs to a link."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from plans.models import Invitation

_SALT = "plans.invitation"


def token_of(public_id: UUID) -> str:
    """Return the 256 bits of an invitation's link, which are stored nowhere.

    They follow from its name and the program's own secret, so that its mail can be written again.
    """
    bits = salted_hmac(_SALT, public_id.hex, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(bits).decode().rstrip("=")


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_behind(token: str) -> Invitation | None:
    """Return the invitation that this link belongs to, whatever became of it."""
    rows = Invitation.objects.select_related("user", "clinic")
    return rows.filter(digest=digest_of(token)).first()


def invitation_named(public_id: str) -> Invitation:
    """Return an invitation by its name outside; raises ``Invitation.DoesNotExist``."""
    return Invitation.objects.select_related("user").get(public_id=public_id)


def may_be_accepted(invitation: Invitation, *, now: datetime) -> bool:
    """Say whether it still works: unused, in time, and the account is as it was invited."""
    user = invitation.user
    is_open = invitation.accepted_at is None and invitation.withdrawn_at is None
    is_same = (user.email, user.clinic_id, user.role) == (
        invitation.email,
        invitation.clinic_id,
        invitation.role,
    )
    return is_open and now < invitation.expires_at and is_same and user.is_active
