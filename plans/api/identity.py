"""Who asks: the token in the header of a request."""

from __future__ import annotations

from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from plans.api.wording import said


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


class TokenDescription(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """Describes the token as what it is: a bearer token."""

    target_class = "plans.api.identity.TokenInHeader"
    name = "token"
