"""What every API of the clinic shares: how it says no, and how it turns pages."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

from plans.domain.refusal import Refusal, RefusalKind

_STATUS: dict[RefusalKind, HTTPStatus] = {
    RefusalKind.INVALID: HTTPStatus.BAD_REQUEST,
    RefusalKind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    RefusalKind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    RefusalKind.CONFLICT: HTTPStatus.CONFLICT,
}


class Pages(PageNumberPagination):
    """Lists come in pages: 50 rows unless asked otherwise, never more than 100."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 100


def answer_with_a_problem(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Turn what a view raised into an HTTP problem (RFC 9457); ``None`` for a mistake of our own.

    Members: ``type`` (stable, for programs), ``title``, ``status``, ``detail`` (for a person), and
    ``errors`` with the place of each mistake in what was sent. An error can bring ``members`` and
    ``headers`` of its own.
    """
    if isinstance(error, Refusal):
        return _refused(error)
    # Their own words name tables and code.
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    answer = exception_handler(error, dict(context))
    if answer is None:
        return None
    status = HTTPStatus(answer.status_code)
    if isinstance(error, exceptions.ValidationError):
        return _problem(
            status,
            code="invalid",
            detail=_("What was sent is not right; see errors for the place."),
            errors=_mistakes(error.get_full_details()),
        )
    return _problem(
        status,
        code=_code(error),
        detail=str(answer.data.get("detail", status.phrase)),
        members=getattr(error, "members", None),
        # Retry-After and WWW-Authenticate tell the caller what to do next.
        headers={
            name: value
            for name, value in answer.headers.items()
            if name in ("Retry-After", "WWW-Authenticate")
        }
        | getattr(error, "headers", {}),
    )


def _refused(refusal: Refusal) -> Response:
    said = refusal.message.in_language((get_language() or "nl")[:2])
    errors = None
    if refusal.place:
        errors = [{"place": refusal.place, "code": refusal.code, "detail": said}]
    return _problem(_STATUS[refusal.kind], code=refusal.code, detail=said, errors=errors)


def _problem(
    status: HTTPStatus,
    *,
    code: str,
    detail: str,
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
    members: dict[str, Any] | None = None,
) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:recovery:{code.replace('_', '-')}",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        **(members or {}),
    }
    if errors is not None:
        body["errors"] = errors
    return Response(
        body, status=status.value, headers=headers, content_type="application/problem+json"
    )


def _code(error: Exception) -> str:
    codes = error.get_codes() if isinstance(error, exceptions.APIException) else "error"
    return codes if isinstance(codes, str) else "error"


def _mistakes(details: Any, place: str = "") -> list[dict[str, str]]:
    """Flatten the framework's nested details into places such as ``phases.2.weeks``."""
    if isinstance(details, Mapping) and {"message", "code"} == set(details):
        message, code = str(details["message"]), str(details["code"])
        return [{"place": place, "code": code, "detail": message}]
    if isinstance(details, Mapping):
        pairs = [(_step(str(name)), inner) for name, inner in details.items()]
    else:
        leaves = all(isinstance(inner, Mapping) and "message" in inner for inner in details)
        pairs = [("" if leaves else str(index), inner) for index, inner in enumerate(details)]
    return [
        mistake
        for step, inner in pairs
        for mistake in _mistakes(inner, ".".join(part for part in (place, step) if part))
    ]


def _step(name: str) -> str:
    return "" if name == "non_field_errors" else name
