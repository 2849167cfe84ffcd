"""Whether the program is well: asked by machines, answers nothing about people."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from notifications.domain.canary import LONGEST_SILENCE


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 while everything works: database, timetable, queue and worker; else 503.

    A worker that is alive but takes no work is found too, because only work that was done counts.
    """
    try:
        silence = worker_silence()
        stuck = stuck_events()
    except DatabaseError:
        return _answer({"database": "no answer"}, is_well=False)
    seconds = None if silence is None else round(silence.total_seconds())
    return _answer(
        {"database": "ok", "worker_silent_seconds": seconds, "stuck_events": stuck},
        is_well=silence is not None and silence <= LONGEST_SILENCE and not stuck,
    )


@require_safe
def web_health(request: HttpRequest) -> JsonResponse:
    """Answer 200 while this web process and its database answer, whatever the workers do."""
    try:
        _now()
    except DatabaseError:
        return _answer({"database": "no answer"}, is_well=False)
    return _answer({"database": "ok"}, is_well=True)


def worker_silence() -> timedelta | None:
    """Return how long ago a worker last proved that it takes work; ``None`` if none ever did."""
    from notifications.selectors.canary import canary_seen_at

    seen_at = canary_seen_at()
    return None if seen_at is None else _now() - seen_at


def stuck_events() -> int:
    """Return how many events cannot be told, however often it was tried."""
    from notifications.selectors.stuck import stuck_events as count

    return count()


def _now() -> datetime:
    from plans.selectors.clock import database_now

    return database_now()


def _answer(findings: dict[str, object], *, is_well: bool) -> JsonResponse:
    status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
    answer = JsonResponse(findings, status=status)
    if not is_well:
        answer["Retry-After"] = "30"
    return answer
