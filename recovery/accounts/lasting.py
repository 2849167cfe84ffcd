"""How long somebody stays signed in: shorter for who works with other people's records."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from allauth.core.internal.sessionkit import get_session_user
from allauth.headless.internal.sessionkit import lookup_session
from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plans.models import User
from plans.selectors.second_factor import needs_second_factor

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a session lasts in seconds: without anything happening, and at most."""

    idle: float
    longest: float | None


AT_WORK = Lasting(idle=15 * _MINUTE, longest=12 * _HOUR)
AT_HOME = Lasting(idle=14 * _DAY, longest=None)


def begin(session: SessionBase) -> None:
    """Note in a session that somebody signed in now."""
    session[SIGNED_IN_AT] = session[SEEN_AT] = time.time()


class SessionsEnd:
    """Middleware: ends a session that has run out, of a browser or of an app."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; to who stayed away too long as to a stranger."""
        if isinstance(request.user, User):
            if _has_run_out(request.session, request.user):
                logout(request)
            else:
                _note(request.session)
        _look_at_app(request.headers.get("X-Session-Token"))
        return self._get_response(request)


def _look_at_app(token: str | None) -> None:
    session = lookup_session(token) if token else None
    user = get_session_user(session) if session else None
    if session is None or not isinstance(user, User):
        return
    if _has_run_out(session, user):
        session.flush()
    elif _note(session):
        session.save()


def _has_run_out(session: SessionBase, user: User) -> bool:
    lasts = AT_WORK if needs_second_factor(user) else AT_HOME
    began, seen = session.get(SIGNED_IN_AT), session.get(SEEN_AT)
    if began is None or seen is None:
        return True
    now = time.time()
    return now - seen > lasts.idle or (lasts.longest is not None and now - began > lasts.longest)


def _note(session: SessionBase) -> bool:
    """Note that somebody is there, once a minute at most: it costs a write."""
    if time.time() - session[SEEN_AT] < _MINUTE:
        return False
    session[SEEN_AT] = time.time()
    UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=timezone.now())
    return True
