"""What is said to who tries too often: wait a little."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PAUSE_SECONDS = 300
"""After this long there are new tries, for every limit on signing in."""


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 429 with a page that says how long to wait."""
    return render(
        request,
        "account/too_many.html",
        {"minutes": PAUSE_SECONDS // 60},
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )


class SaysWhenAgain:
    """Middleware: every answer that one tried too often says when to try again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with Retry-After on a 429 that has none."""
        response = self._get_response(request)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            response.headers.setdefault("Retry-After", str(PAUSE_SECONDS))
        return response
