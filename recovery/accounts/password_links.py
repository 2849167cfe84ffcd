"""The link of a forgotten password names its account as everywhere outside, not by its row."""

from __future__ import annotations

from uuid import UUID

from allauth.account.forms import UserTokenForm
from allauth.account.utils import url_str_to_user_pk
from django.conf import settings
from django.urls import reverse

from plans.models import User


def password_link(key: str) -> str:
    """Return the address behind the link; ``key`` is the library's: row, dash, token."""
    row, _, token = key.partition("-")
    account = User.objects.get(pk=url_str_to_user_pk(row))
    named = {"uidb36": account.public_id.hex, "key": token}
    return f"{settings.SITE_URL}{reverse('account_reset_password_from_key', kwargs=named)}"


class NamedAccount(UserTokenForm):  # type: ignore[misc]
    """Finds the account that such a link names."""

    def _get_user(self, uidb36: str) -> User | None:
        try:
            public_id = UUID(hex=uidb36)
        except ValueError:
            return None
        return User.objects.filter(public_id=public_id).first()
