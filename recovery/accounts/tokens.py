"""Tokens of programs: made, kept as a digest, and ended; each of it stands in the access log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from knox.models import AuthToken

from plans.domain.sight import AccessKind
from plans.models import User
from plans.services.access_log import record_security
from plans.services.refusals import conflict
from recovery.accounts.models import ApiToken

MOST_TOKENS = 10
LONGEST_DAYS = 90


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was made just now; ``text`` is known here only, and shown once."""

    card: ApiToken
    text: str = field(repr=False)


def working_tokens(user: User, *, now: datetime) -> QuerySet[ApiToken]:
    """Return the tokens of somebody that still work, the newest first."""
    rows = ApiToken.objects.filter(token__user=user, token__expiry__gt=now)
    return rows.select_related("token").order_by("-token__created")


@transaction.atomic
def make_token(
    *, user: User, name: str, scope: str, days: int, request: HttpRequest, now: datetime
) -> NewToken:
    """Make a token for a program; refuses more than ten that work at once.

    The door has asked for a sign-in of a moment ago, and checked ``scope`` and ``days``.
    """
    # Held until the end, so that two requests at once do not both find room.
    User.objects.select_for_update().get(pk=user.pk)
    if AuthToken.objects.filter(user=user, expiry__gt=now).count() >= MOST_TOKENS:
        raise conflict(
            "too_many_tokens",
            nl=f"Je hebt al {MOST_TOKENS} tokens. Beëindig er eerst een.",
            en=f"You already have {MOST_TOKENS} tokens. End one of them first.",
        )
    token, text = AuthToken.objects.create(user=user, expiry=timedelta(days=days))
    card = ApiToken.objects.create(token=token, name=name, scope=scope)
    _keep(AccessKind.TOKEN_ADDED, card, request, now)
    return NewToken(card, text)


@transaction.atomic
def end_token(*, card: ApiToken, request: HttpRequest, now: datetime) -> None:
    """End a token: the program that has it is out at once."""
    _keep(AccessKind.TOKEN_REMOVED, card, request, now)
    card.token.delete()


def _keep(kind: AccessKind, card: ApiToken, request: HttpRequest, now: datetime) -> None:
    record_security(
        kind,
        user=card.token.user,
        request=request,
        now=now,
        object_kind="token",
        object_id=str(card.public_id),
        details={"scope": card.scope},
    )
