"""What must not happen behind somebody's back: the API asks for a sign-in of a moment ago."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from rest_framework.request import Request

from plans.domain.refusal import Refusal, RefusalKind
from plans.domain.text import Text
from plans.selectors.recent_sign_in import signed_in_lately


def require_recent_sign_in(request: Request, *, now: datetime) -> None:
    """Refuse whose last sign-in is more than a few minutes ago; a token of a program is none."""
    if signed_in_lately(_session(request), now=now):
        return
    raise Refusal(
        code="reauthentication_required",
        message=Text(
            nl="Meld je hiervoor opnieuw aan; dat mag hoogstens een paar minuten geleden zijn.",
            en="Sign in again for this; that may be a few minutes ago at most.",
        ),
        kind=RefusalKind.FORBIDDEN,
    )


def _session(request: Request) -> object:
    """Return the session this request was made in, which a program with a token has none of."""
    if isinstance(request.auth, SessionBase):
        return request.auth
    return request._request.session if request.auth is None else None
