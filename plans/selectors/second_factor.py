"""Who has to prove with a second factor who they are, and who can."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase

from plans.models import WORKING_ROLES, User

HAS_SECOND_FACTOR = "has_second_factor"
"""Under which name a session remembers it; a session does not outlive the last second factor."""

_COUNTS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needs_second_factor(user: User) -> bool:
    """Say whether nothing opens for ``user`` before there is a second factor."""
    return user.is_superuser or user.role in WORKING_ROLES


def has_second_factor(user: User) -> bool:
    """Say whether ``user`` has an authenticator app or a key; recovery codes alone do not count."""
    return bool(Authenticator.objects.filter(user=user, type__in=_COUNTS).exists())


def lacks_second_factor(user: User, session: Any) -> bool:
    """Say whether ``user`` has to set up a second factor first.

    ``session`` is asked before the database; what is no session, such as a token, knows nothing.
    """
    if not needs_second_factor(user):
        return False
    if not isinstance(session, SessionBase):
        return not has_second_factor(user)
    if session.get(HAS_SECOND_FACTOR):
        return False
    if has_second_factor(user):
        session[HAS_SECOND_FACTOR] = True
        return False
    return True
