"""Signing in and out of the API with a token."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in, user_logged_out
from knox.models import AuthToken
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from plans.api.bodies import StrictSerializer, Words
from plans.api.door import Door, operation
from plans.api.identity import TokenInHeader
from plans.api.wording import said
from plans.models import User

MOST_TOKENS = 10
"""Each person's newest so many tokens work; an older one ends when the next is given."""


class TriesOfOneAccount(SimpleRateThrottle):
    """Ten tries a minute for one account from one address, so that nobody locks out another."""

    scope = "sign_in_account"
    rate = "10/min"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """Name the account by a digest, so that no e-mail address stands in the cache."""
        sent = request.data.get("email", "") if isinstance(request.data, dict) else ""
        digest = hashlib.sha256(str(sent).strip().lower().encode()).hexdigest()
        return f"{self.scope}:{self.get_ident(request)}:{digest}"


class TriesFromOneAddress(SimpleRateThrottle):
    """Thirty tries a minute from one address, whatever the account."""

    scope = "sign_in_address"
    rate = "30/min"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """Name the address that asks."""
        return f"{self.scope}:{self.get_ident(request)}"


class SignInBody(StrictSerializer):
    """Who wants to sign in."""

    email = Words(max_length=254)
    password = Words(max_length=1024, trim_whitespace=False)


class TokenCard(serializers.Serializer[Any]):
    """A token, shown this once, and until when it works."""

    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class Tokens(Door):
    """Signing in."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (TriesFromOneAddress, TriesOfOneAccount)

    def get_authenticate_header(self, request: Request) -> str:
        """Answer a wrong password with 401: it is the caller's identity that is in doubt."""
        return "Bearer"

    @operation(body=SignInBody, answers={201: TokenCard}, public=True)
    def post(self, request: Request) -> Response:
        """Give a token for an e-mail address and a password."""
        sent = self.sent(SignInBody)
        user = authenticate(request, username=sent["email"].lower(), password=sent["password"])
        if not isinstance(user, User):
            raise AuthenticationFailed(
                said(
                    nl="Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het opnieuw.",
                    en="This e-mail address and password do not match. Try again.",
                ),
                code="wrong_email_or_password",
            )
        row, token = AuthToken.objects.create(user=user)
        _end_oldest(user)
        user_logged_in.send(sender=User, request=request, user=user)
        return Response(TokenCard({"token": token, "expires_at": row.expiry}).data, status=201)


class CurrentToken(Door):
    """Signing out."""

    authentication_classes = (TokenInHeader,)

    @operation(answers={204: None})
    def delete(self, request: Request) -> Response:
        """End the token that this request is made with."""
        request.auth.delete()
        user_logged_out.send(sender=User, request=request, user=request.user)
        return Response(status=204)


def _end_oldest(user: User) -> None:
    newest = AuthToken.objects.filter(user=user).order_by("-created")[:MOST_TOKENS]
    kept = list(newest.values_list("pk", flat=True))
    AuthToken.objects.filter(user=user).exclude(pk__in=kept).delete()
