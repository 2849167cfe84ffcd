"""Which mail about an account goes with what the library of sign-in wants to have said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from allauth.account.models import EmailAddress

from notifications.domain.account_mail import AccountNews
from notifications.services.account import Secret, write_account_mail
from plans.models import User

_NEWS: Mapping[str, AccountNews] = MappingProxyType(
    {
        "login_code": AccountNews.SIGN_IN_CODE,
        "password_reset_key": AccountNews.PASSWORD_LINK,
        "email_confirmation": AccountNews.ADDRESS_CODE,
        "email_changed": AccountNews.ADDRESS_CHANGED,
        "email_confirm": AccountNews.ADDRESS_CHANGED,
        "password_changed": AccountNews.PASSWORD_CHANGED,
        "password_reset": AccountNews.PASSWORD_CHANGED,
        "password_set": AccountNews.PASSWORD_CHANGED,
        "totp_activated": AccountNews.APP_ADDED,
        "totp_deactivated": AccountNews.APP_REMOVED,
        "webauthn_added": AccountNews.PASSKEY_ADDED,
        "webauthn_removed": AccountNews.PASSKEY_REMOVED,
        "recovery_codes_generated": AccountNews.RECOVERY_CODES_MADE,
    }
)


def write_mail(*, kind: str, address: str, facts: Mapping[str, Any], now: datetime) -> None:
    """Write the mail of what the library calls ``kind`` to ``address``.

    To an address that belongs to no account nothing is written, and nothing about what the clinic
    does not tell.
    """
    news, user = _NEWS.get(kind), facts.get("user") or _user_behind(address)
    if news is None or not isinstance(user, User):
        return
    write_account_mail(
        news=news,
        user_id=user.pk,
        secret=Secret(
            address="" if address == user.email else address,
            code=facts.get("code", ""),
            link=facts.get("password_reset_url", ""),
        ),
        now=now,
    )


def _user_behind(address: str) -> User | None:
    found = EmailAddress.objects.filter(email__iexact=address).select_related("user").first()
    return found.user if found else None
