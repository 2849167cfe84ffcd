"""How often one person may take out records, search in them, report, or open what is closed.

Counted in the database, so that no restart and no emptied Redis begins anew, and exactly: however
many requests come at the same moment, no more than the limit get through.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.models import AuthToken
from knox.settings import CONSTANTS

from plans.selectors.origin import origin_of
from recovery.problem import asks_the_api, problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most ``most`` requests of one person in each window of ``seconds``."""

    name: str
    most: int
    seconds: int


EXPORT = Limit(name="export", most=10, seconds=3600)
SEARCH = Limit(name="search", most=60, seconds=60)
REPORT = Limit(name="report", most=120, seconds=60)
BREAK_GLASS = Limit(name="break-glass", most=20, seconds=3600)
TOKEN = Limit(name="token", most=30, seconds=60)

_INJURY = "api/injuries/<uuid:public_id>/"
_REPORTS = ("pain-logs/", "activities/", "answers/", "signs/")

LIMITS: dict[tuple[str, str], Limit] = {
    ("GET", "api/me/export/"): EXPORT,
    ("POST", "my-data/download/"): EXPORT,
    ("GET", "my-data/download/file/"): EXPORT,
    ("POST", "my-data/download/file/"): EXPORT,
    ("GET", "colleagues-patients/"): SEARCH,
    ("POST", "colleagues-patients/"): SEARCH,
    ("POST", "api/break-glass/"): BREAK_GLASS,
    ("POST", "colleagues-patients/<uuid:public_id>/"): BREAK_GLASS,
    ("POST", "api/me/tokens/"): TOKEN,
    ("POST", "today/"): REPORT,
    ("POST", "today/<str:day>/"): REPORT,
    **{("POST", f"{_INJURY}{name}"): REPORT for name in _REPORTS},
    ("PUT", f"{_INJURY}day-scores/<str:for_on>/"): REPORT,
    ("PUT", f"{_INJURY}exercise-logs/<str:for_on>/<slug:exercise>/<int:turn>/"): REPORT,
}
"""By method and pattern; every other list of the API that is asked a question is a search."""

_PAGES = frozenset({"page", "page_size"})


class Limits:
    """Middleware: whoever asks too often is told when to come back (429)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Take one turn before the view begins."""
        limit = _limit(request)
        if limit is None:
            return None
        wait = take_turn(limit, _who(request), at=int(timezone.now().timestamp()))
        return None if wait is None else _come_back(request, wait)


def take_turn(limit: Limit, who: str, *, at: int) -> int | None:
    """Take one of the turns of this window; without one left, return the seconds until the next.

    Each turn is a row that only one request can make.
    """
    window = at // limit.seconds
    turns = [f"limit:{limit.name}:{who}:{window}:{turn}" for turn in range(limit.most)]
    taken = cache.get_many(turns)
    for turn in turns:
        if turn not in taken and cache.add(turn, 1, timeout=limit.seconds):
            return None
    return (window + 1) * limit.seconds - at


def _limit(request: HttpRequest) -> Limit | None:
    match = request.resolver_match
    route = str(match.route) if match is not None else ""
    named = LIMITS.get((str(request.method), route))
    if named is not None:
        return named
    asks = request.method == "GET" and set(request.GET) - _PAGES
    return SEARCH if asks and route.startswith("api/") else None


def _who(request: HttpRequest) -> str:
    """Name the person, or the address of who is not signed in, by a digest."""
    user = request.user.pk if request.user.is_authenticated else _of_token(request)
    named = f"user {user}" if user else f"address {origin_of(request).network_address}"
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def _of_token(request: HttpRequest) -> int | None:
    """Return whose token this seems to be; whether it is right the door finds out."""
    _scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    begin = token[: CONSTANTS.TOKEN_KEY_LENGTH]
    if len(begin) < CONSTANTS.TOKEN_KEY_LENGTH or not begin.isascii() or not begin.isalnum():
        return None
    found: int | None = (
        AuthToken.objects.filter(token_key=begin).values_list("user_id", flat=True).first()
    )
    return found


def _come_back(request: HttpRequest, wait: int) -> HttpResponse:
    status = HTTPStatus.TOO_MANY_REQUESTS
    answer: HttpResponse
    if asks_the_api(request):
        said = _("You asked this too often. Try again in %(wait)d seconds.") % {"wait": wait}
        answer = problem("throttled", status, said)
    else:
        minutes = {"minutes": -(-wait // 60)}
        answer = render(request, "plans/too_often.html", minutes, status=status)
    answer.headers["Retry-After"] = str(wait)
    return answer
