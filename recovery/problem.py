"""How this project says no where no door of the API was reached: a problem (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse


def asks_the_api(request: HttpRequest) -> bool:
    """Say whether a program asks, which reads JSON, and not a person with a browser."""
    return request.path_info.startswith("/api/")


def problem(code: str, status: HTTPStatus, detail: str) -> JsonResponse:
    """Answer with ``code`` for programs and ``detail`` for a person."""
    body = {
        "type": f"urn:recovery:{code}",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")
