"""The phone that the made-up people of the demo clinic share, since they have none."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from plans.models import User
from recovery.demo.accounts import DEMO_TOTP_SECRET, WITH_SECOND_FACTOR


def give_demo_phone(user: User) -> None:
    """Let ``user`` sign in with the codes that the page itself shows."""
    TOTP.activate(user, DEMO_TOTP_SECRET)


def has_demo_phone(user: Any) -> bool:
    """Say whether ``user`` is a made-up person with this phone, and not somebody's own."""
    if not isinstance(user, User) or user.email not in WITH_SECOND_FACTOR:
        return False
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if found is None:
        return False
    # A code of the demo's secret opens this account only when the account has that secret.
    return bool(_secret_of(found) == DEMO_TOTP_SECRET)


def code_now() -> str:
    """Return what this phone shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(DEMO_TOTP_SECRET, counter)))


def _secret_of(authenticator: Any) -> str:
    from allauth.mfa.utils import decrypt

    return str(decrypt(authenticator.data["secret"]))
