"""Whether the program is well: asked by machines, answers nothing about people."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the database answers; how long the worker is silent is told beside it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        seen_at = worker_seen_at()
    except DatabaseError:
        return JsonResponse({"database": "no answer"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    silent = None if seen_at is None else round((timezone.now() - seen_at).total_seconds())
    return JsonResponse({"database": "ok", "worker_silent_seconds": silent})


def worker_seen_at() -> datetime | None:
    """Return when a worker last proved that it takes work, or ``None`` if it never did."""
    from notifications.selectors.canary import canary_seen_at

    seen_at: datetime | None = canary_seen_at()
    return seen_at
