"""Who asks: the token in the header of a request."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request


class TokenInHeader(TokenAuthentication):  # type: ignore[misc]
    """Reads the token; one that is no text at all is as wrong as any other."""

    def authenticate(self, request: Request) -> Any:
        """Return who asks and the token, or ``None`` when there is none."""
        try:
            return super().authenticate(request)
        except UnicodeDecodeError:
            raise AuthenticationFailed(gettext_lazy("Invalid token.")) from None


class TokenDescription(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """Describes the token as what it is: a bearer token."""

    target_class = "plans.api.identity.TokenInHeader"
    name = "token"
