"""What the library of sign-in is told: nobody signs up, mails go our way, and limits hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import get_ip
from allauth.core.ratelimit import respond_429
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from plans.domain.access_log import FAILED
from plans.domain.sight import AccessKind
from plans.models import User
from plans.selectors.recent_sign_in import signed_in_lately
from plans.services.access_log import record_security
from recovery.accounts.mails import write_mail
from recovery.accounts.password_links import password_link

_WAYS_IN = ("login_code", "password_reset_key")
_LIMITS = ("too_many_login_attempts", "rate_limited")


class ClinicAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """The clinic's own rules on top of the library's."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people come by invitation."""
        return False

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Say what is wrong; who tries too often gets 429 in place of the form."""
        if code in _LIMITS:
            raise ImmediateHttpResponse(respond_429(self.request))
        error: ValidationError = super().validation_error(code, *args)
        return error

    def is_reauthentication_required(self, app: str) -> bool:
        """Say whether the last proof of who sits there is more than a few minutes old."""
        return not signed_in_lately(self.request.session, now=timezone.now())

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Keep in the access log that somebody tried; neither address nor password is kept."""
        tried = User.objects.filter(email__iexact=str(credentials.get("email", ""))).first()
        record_security(
            AccessKind.SIGN_IN_FAILED,
            user=None,
            request=request,
            now=timezone.now(),
            outcome=FAILED,
            object_kind="user" if tried else "",
            object_id=str(tried.public_id) if tried else "",
        )

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, Any]) -> None:
        """Write a mail about somebody's own account.

        Ways in are sent only to an address that was confirmed: who was invited comes by invitation.
        """
        kind = template_prefix.rsplit("/", 1)[-1]
        confirmed = EmailAddress.objects.filter(email__iexact=email, verified=True)
        if kind in _WAYS_IN and not confirmed.exists():
            return
        write_mail(
            kind=kind,
            address=email,
            facts=context,
            now=timezone.now(),
        )

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Write the mail with the link, and keep that it was asked for."""
        record_security(
            AccessKind.PASSWORD_RESET_ASKED,
            user=user,
            request=self.request,
            now=timezone.now(),
        )
        super().send_password_reset_mail(user, email, context)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the address behind the link; it begins with ours, whatever was asked for."""
        return password_link(key)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # With the network address: who guesses somebody's password locks only themselves out.
        login = str(credentials.get("email", credentials.get("username", ""))).lower()
        return f"{get_ip(request)}:{login}"
