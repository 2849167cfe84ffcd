"""Tokens for programs: made after a recent sign-in, shown once, bounded, and ended at will."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import StrictSerializer, Whole, Words
from plans.api.documents import Choice
from plans.api.door import Door, now, operation
from plans.api.proof import require_recent_sign_in
from plans.selectors.scope import not_found
from recovery.accounts.models import ApiToken
from recovery.accounts.tokens import LONGEST_DAYS, end_token, make_token, working_tokens


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
        rows = working_tokens(self.viewer, now=now())
        return self.page(rows, TokenCard, _show)

    @operation(body=TokenBody, answers={201: NewTokenCard}, refuses=(403, 409))
    def post(self, request: Request) -> Response:
        """Make a token. Asks for a sign-in of a few minutes ago, which a token is not."""
        at = now()
        require_recent_sign_in(request, now=at)
        sent = self.sent(TokenBody)
        made = make_token(user=self.viewer, request=request._request, now=at, **sent)
        return Response(NewTokenCard(_show(made.card) | {"token": made.text}).data, status=201)


class MyToken(MyTokens):
    """One token of who is signed in."""

    http_method_names = ["delete", "options"]

    @operation(answers={204: None}, refuses=(404,))
    def delete(self, request: Request, public_id: str) -> Response:
        """End a token."""
        card = ApiToken.objects.filter(token__user=self.viewer, public_id=public_id).first()
        if card is None:
            raise not_found()
        end_token(card=card, request=request._request, now=now())
        return Response(status=204)


def _show(card: ApiToken) -> dict[str, Any]:
    return {
        "id": card.public_id,
        "name": card.name,
        "scope": card.scope,
        "made_at": card.token.created,
        "expires_at": card.token.expiry,
    }
