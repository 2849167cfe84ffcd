"""From where a request came, as the access log keeps it: address, route and trace."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from structlog.contextvars import get_contextvars

_LONGEST_ROUTE = 120


@dataclass(frozen=True, slots=True)
class Origin:
    """Through which door, from where, and in which chain of calls something was asked."""

    source: str
    route: str
    network_address: str | None
    trace_id: str


def origin_of(request: HttpRequest | None) -> Origin:
    """Return where ``request`` came from; without one, a command or the timetable asked."""
    if request is None:
        return Origin("program", "", None, _trace())
    return Origin(_source(request), _route(request), _address(request), _trace())


def _source(request: HttpRequest) -> str:
    if request.path_info.startswith("/api/"):
        return "api"
    return "admin" if request.path_info.startswith("/admin/") else "web"


def _route(request: HttpRequest) -> str:
    """Return the pattern of the address, which names nobody."""
    match = request.resolver_match
    pattern = str(match.route) if match is not None else ""
    return f"{request.method} /{pattern}"[:_LONGEST_ROUTE]


def _address(request: HttpRequest) -> str | None:
    """Return the caller's address; behind a proxy of our own the one that it wrote."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.REST_FRAMEWORK["NUM_PROXIES"]:
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rsplit(",", 1)[-1]
    try:
        return str(ip_address(address.strip()))
    except ValueError:
        return None


def _trace() -> str:
    """Return the trace of the request or task under way, which the log lines name too."""
    return str(get_contextvars().get("trace") or uuid4().hex)
