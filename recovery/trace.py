"""One trace for all that a request or a task leads to: in the program's log and the access log."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from celery.signals import task_postrun, task_prerun
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bind_contextvars, clear_contextvars

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


class Traced:
    """Goes on with the trace that a caller began (W3C Trace Context), or begins one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Bind it until the answer is out: refusals are logged after the last middleware."""
        begun = _TRACEPARENT.fullmatch(request.headers.get("traceparent", ""))
        _begin(begun.group(1) if begun else uuid4().hex)
        return self._get_response(request)


def connect() -> None:
    """Give each task its trace too, and end a trace with what it was for."""
    request_finished.connect(_end)
    task_prerun.connect(_begin_with_task)
    task_postrun.connect(_end)


def _begin(trace: str) -> None:
    clear_contextvars()
    bind_contextvars(trace=trace)


def _begin_with_task(*, task_id: str, **_signal: Any) -> None:
    _begin(task_id.replace("-", ""))


def _end(**_signal: Any) -> None:
    clear_contextvars()
