"""What every answer tells the browser: keep nothing, load nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import NONE, SELF
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

# Of scripts and styles only files of our own, nothing written into a page. `data:` pictures are
# the arrows and ticks of the admin's own style sheets.
CONTENT_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

_NO_DEVICES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class PrivateAnswers:
    """Middleware: no page or answer of the clinic stays in a cache; static files do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the headers added that the view did not set itself."""
        response = self._get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", _NO_DEVICES)
        patch_vary_headers(response, ("Cookie",))
        return response
