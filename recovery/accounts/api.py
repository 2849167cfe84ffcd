"""Tokens for programs: made after a recent sign-in, shown once, bounded, and ended at will."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from knox.models import AuthToken
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import StrictSerializer, Whole, Words
from plans.api.documents import Choice
from plans.api.door import Door, now, operation
from plans.api.proof import require_recent_sign_in
from plans.domain.sight import AccessKind
from plans.models import User
from plans.selectors.scope import not_found
from plans.services.access_log import record_security
from plans.services.refusals import conflict
from recovery.accounts.models import ApiToken

MOST_TOKENS = 10
LONGEST_DAYS = 90


class TokenBody(StrictSerializer):
    """What a token is for, what may be done with it, and for how many days."""

    name = Words(max_length=60)
    scope = Choice("TokenScope")
    days = Whole(min_value=1, max_value=LONGEST_DAYS, default=30)


class TokenCard(serializers.Serializer[Any]):
    """A token as it is listed; the token itself is never shown again."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    scope = Choice("TokenScope")
    made_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class NewTokenCard(TokenCard):
    """A token that was made just now, with the token itself: shown this once."""

    token = serializers.CharField()


class MyTokens(Door):
    """The tokens of who is signed in."""

    @operation(answers={200: TokenCard(many=True)}, name="tokens_list", refuses=(404,))
    def get(self, request: Request) -> Response:
        """List the tokens that still work, the newest first."""
        rows = ApiToken.objects.filter(token__user=self.viewer, token__expiry__gt=now())
        return self.page(rows.select_related("token").order_by("-token__created"), TokenCard, _show)

    @operation(body=TokenBody, answers={201: NewTokenCard}, refuses=(403, 409))
    def post(self, request: Request) -> Response:
        """Make a token. Asks for a sign-in of a few minutes ago, which a token is not."""
        at = now()
        require_recent_sign_in(request, now=at)
        sent = self.sent(TokenBody)
        with transaction.atomic():
            # Held until the end, so that two requests at once do not both find room.
            User.objects.select_for_update().get(pk=self.viewer.pk)
            if AuthToken.objects.filter(user=self.viewer, expiry__gt=at).count() >= MOST_TOKENS:
                raise _too_many()
            token, text = AuthToken.objects.create(
                user=self.viewer, expiry=timedelta(days=sent["days"])
            )
            card = ApiToken.objects.create(token=token, name=sent["name"], scope=sent["scope"])
            self._keep(AccessKind.TOKEN_ADDED, card)
        return Response(NewTokenCard(_show(card) | {"token": text}).data, status=201)

    def _keep(self, kind: AccessKind, card: ApiToken) -> None:
        record_security(
            kind,
            user=self.viewer,
            request=self.request._request,
            now=now(),
            object_kind="token",
            object_id=str(card.public_id),
            details={"scope": card.scope},
        )


class MyToken(MyTokens):
    """One token of who is signed in."""

    http_method_names = ["delete", "options"]

    @operation(answers={204: None}, refuses=(404,))
    def delete(self, request: Request, public_id: str) -> Response:
        """End a token."""
        card = ApiToken.objects.filter(token__user=self.viewer, public_id=public_id).first()
        if card is None:
            raise not_found()
        self._keep(AccessKind.TOKEN_REMOVED, card)
        card.token.delete()
        return Response(status=204)


def _too_many() -> Exception:
    return conflict(
        "too_many_tokens",
        nl=f"Je hebt al {MOST_TOKENS} tokens. Beëindig er eerst een.",
        en=f"You already have {MOST_TOKENS} tokens. End one of them first.",
    )


def _show(card: ApiToken) -> dict[str, Any]:
    return {
        "id": card.public_id,
        "name": card.name,
        "scope": card.scope,
        "made_at": card.token.created,
        "expires_at": card.token.expiry,
    }
