"""Everybody reads the pages in their own language, and can choose another one."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from plans.domain.sight import AccessKind, sight_of
from plans.models import User
from plans.services.people import change_language


class OwnLanguage:
    """Middleware: whoever has signed in reads the language of their account.

    Stands after ``AuthenticationMiddleware``. A visitor who has not signed in keeps what
    ``LocaleMiddleware`` found: the language chosen in this browser, else what the browser asks for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the person's own language."""
        language = chosen_language(request)
        if language is not None:
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()
        return self._get_response(request)


def chosen_language(request: HttpRequest) -> str | None:
    """Return the language of whoever has signed in; ``None`` for a visitor."""
    if isinstance(request.user, User) and request.user.language in dict(settings.LANGUAGES):
        return request.user.language
    return None


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Choose a language: for the account of whoever has signed in, else for this browser."""
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        change_language(user=request.user, language=language, by=request.user, now=timezone.now())
        sight_of(request).did(AccessKind.CHANGE, "account", request.user.public_id)
    return set_language(request)
