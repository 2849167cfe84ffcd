"""Where a message for a screen may be sent: to the push services of the browsers' makers only."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

LONGEST_ADDRESS = 500

_HOSTS = frozenset({"fcm.googleapis.com"})  # Chrome, Edge on a phone, Opera, Brave, Samsung
_DOMAINS = (
    ".push.services.mozilla.com",  # Firefox
    ".notify.windows.com",  # Edge on Windows
    ".push.apple.com",  # Safari, and every browser on an iPhone or iPad
)
_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


def is_push_address(address: str, *, extra_hosts: Collection[str] = ()) -> bool:
    """Say whether ``address`` is that of a push service, and nothing else inside or outside.

    A browser gives its address itself, so anybody can send any text here, and the program would
    post to it. ``extra_hosts`` holds ``host:port`` of push services for trying things out, which
    may speak plain http.
    """
    if not _is_plain(address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not parts.path.startswith("/") or "#" in address:
        return False
    if parts.netloc in extra_hosts:
        return parts.scheme in ("http", "https")
    return parts.scheme == "https" and _is_known(parts)


def push_service(address: str) -> str:
    """Return the host of a push service's address: what a person may see of it."""
    return urlsplit(address).hostname or ""


def origin(address: str) -> str:
    """Return scheme, host and port: for whom a request to ``address`` is signed (RFC 8292)."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _is_plain(address: str) -> bool:
    # Programs disagree about backslashes, blanks and what is not ASCII, and that is how one slips
    # a second host past a check.
    return len(address) <= LONGEST_ADDRESS and all(
        "!" <= sign <= "~" and sign not in '\\"<>^`{|}' for sign in address
    )


def _is_known(parts: SplitResult) -> bool:
    # The whole of it: no name and password before the host, no port behind it.
    host = parts.netloc
    return host in _HOSTS or (_NAME.fullmatch(host) is not None and host.endswith(_DOMAINS))
