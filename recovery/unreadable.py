"""What people are told when sealed words cannot be opened: nothing is lost, a key is missing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from plans.domain.sealing import SealBroken
from recovery.problem import asks_the_api, problem

logger = logging.getLogger(__name__)


class UnreadableWords:
    """Middleware: a page or answer with words that cannot be opened is withheld as a whole."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say that the words cannot be read; the log says which key, never which words."""
        if not isinstance(error, SealBroken):
            return None
        logger.error("Words of a record cannot be read: %s.", error)
        if asks_the_api(request):
            detail = _(
                "What was written in this record cannot be read at the moment. Nothing is lost; "
                "the clinic has to set a key right."
            )
            return problem("words-unreadable", HTTPStatus.SERVICE_UNAVAILABLE, detail)
        return render(request, "plans/unreadable.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
