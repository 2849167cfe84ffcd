"""Who asks: the token in the header of a request, or the session of somebody who signed in."""

from __future__ import annotations

from typing import Any

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from django.contrib.sessions.backends.base import SessionBase
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from plans.api.wording import said
from plans.models import User
from plans.selectors.second_factor import lacks_second_factor


class TokenInHeader(TokenAuthentication):  # type: ignore[misc]
    """Reads the token; one that is no text at all is as wrong as any other."""

    def authenticate(self, request: Request) -> Any:
        """Return who asks and the token, or ``None`` when there is none."""
        try:
            return super().authenticate(request)
        except UnicodeDecodeError:
            raise AuthenticationFailed(
                said(
                    nl="Dit token klopt niet. Log opnieuw in.",
                    en="This token is not right. Sign in again.",
                )
            ) from None

    def authenticate_credentials(self, token: bytes) -> Any:
        """Return who the token is of; one without a card was made in an older way, and is over."""
        user, found = super().authenticate_credentials(token)
        if getattr(found, "card", None) is None:
            raise AuthenticationFailed(
                said(
                    nl="Dit token geldt niet meer. Maak een nieuw.",
                    en="This token is no longer valid. Make a new one.",
                )
            )
        return user, found


def require_scope(request: Request) -> None:
    """Refuse a change to a program whose token may only look."""
    card = getattr(request.auth, "card", None)
    if card is None or card.scope == "write" or request.method in ("GET", "HEAD", "OPTIONS"):
        return
    raise PermissionDenied(
        said(
            nl="Met dit token mag je alleen kijken. Maak er een waarmee je ook mag wijzigen.",
            en="This token may only look. Make one that may change things too.",
        ),
        code="token_may_only_look",
    )


class TokenDescription(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """Describes the token as what it is: a bearer token."""

    target_class = "plans.api.identity.TokenInHeader"
    name = "token"


class SessionInHeader(XSessionTokenAuthentication):  # type: ignore[misc]
    """Reads the session of an app in which somebody signed in (docs/api-sign-in.md)."""


class SessionDescription(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the header in which an app names its session."""

    target_class = "plans.api.identity.SessionInHeader"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the description."""
        return {"type": "apiKey", "in": "header", "name": "X-Session-Token"}


def require_second_factor(request: Request) -> None:
    """Refuse who works at the clinic and has no second factor yet; a visitor is not meant."""
    user = request.user
    if isinstance(user, User) and lacks_second_factor(user, _session_of(request)):
        raise PermissionDenied(
            said(
                nl="Stel eerst je tweede stap in op de website. Daarna werkt dit.",
                en="First set up your second step on the website. After that this works.",
            ),
            code="mfa_required",
        )


def _session_of(request: Request) -> SessionBase | None:
    if isinstance(request.successful_authenticator, SessionInHeader):
        return request.auth if isinstance(request.auth, SessionBase) else None
    if isinstance(request.successful_authenticator, SessionAuthentication):
        return request._request.session
    return None
