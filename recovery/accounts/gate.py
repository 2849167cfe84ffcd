"""Nothing of the clinic opens for who works there before a second factor has been set up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from plans.models import User
from plans.selectors.recent_sign_in import signed_in_lately
from plans.selectors.second_factor import lacks_second_factor

_OPEN = frozenset(
    {
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "favicon",
        "health",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "mfa_reauthenticate",
        "set_language",
        "choose_language",
        "web-health",
    }
)
"""What opens without: setting one up, signing out, the language, whether the program is well."""

_HAVE_OWN_GATE = ("/api/", "/_allauth/")
"""Programs are answered, not sent to a page: see ``plans.api.door``."""

_NEED_FRESH_PROOF = frozenset(
    {
        "account_change_password",
        "account_email",
        "account_set_password",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "new_token",
    }
)


class SecondFactorGate:
    """Middleware: sends who lacks a required second factor to where one is set up.

    Who has neither password nor second factor proves it is them by a new code by mail, before
    anything changes about how they sign in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; the gate itself stands before the view."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Send to setting one up, or let through."""
        name = request.resolver_match.url_name if request.resolver_match else None
        user = request.user
        if not isinstance(user, User) or request.path.startswith(_HAVE_OWN_GATE):
            return None
        if name not in _OPEN and lacks_second_factor(user, request.session):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        if name in _NEED_FRESH_PROOF and _has_to_sign_in_again(request, user):
            logout(request)
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        return None


def _has_to_sign_in_again(request: HttpRequest, user: User) -> bool:
    return not get_reauthentication_flows(user) and not signed_in_lately(
        request.session, now=timezone.now()
    )
