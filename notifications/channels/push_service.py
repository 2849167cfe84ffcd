"""One request to the push service behind one screen, and what its answer means."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import requests
from django.conf import settings
from py_vapid import Vapid
from urllib3.exceptions import MaxRetryError

from notifications.channels.channel import Answer, Envelope
from notifications.domain.attempt import Outcome
from notifications.domain.push_address import origin
from notifications.domain.push_key import is_screen_key
from notifications.models import PushSubscription

GONE = frozenset({"HTTP 404", "HTTP 410"})
"""The browser does not exist any more, or its owner wants no messages there."""

_FOR_NOW = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
"""These say no now and mean later."""

Timeout = tuple[float, float]
"""How many seconds to wait for a connection, and then for each word."""

_LONGEST_KEPT = timedelta(weeks=4)
_USUALLY_KEPT = timedelta(days=1)
_SHORTEST_KEPT = timedelta(minutes=1)
_SHORTEST_WAIT = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(hours=1)
_SIGNED_FOR = timedelta(hours=12)
"""Push services refuse a signature that holds for more than a day (RFC 8292)."""

_SIZE = 160
"""In bytes. Every message is as long as any other, so that its length does not tell its kind."""


def post(
    screen: PushSubscription, envelope: Envelope, *, timeout: Timeout, now: datetime
) -> Answer:
    """Hand ``envelope`` to the push service of ``screen`` and say what it made of it.

    It says which kind of message waits, and nothing of the message itself; it is sealed for the
    browser, so the push service cannot read even that. The connection is a new one each time: one
    that was kept may be cut off just when it is used, and then nobody knows what became of the
    message. Raises nothing.
    """
    if not is_screen_key(screen.p256dh, screen.auth):
        return Answer(Outcome.PERMANENT, "BadKey")
    try:
        with requests.post(
            screen.endpoint,
            data=_sealed(screen, envelope),
            headers=_headers(screen, envelope, now),
            timeout=timeout,
            # A push service has no reason to send us elsewhere; somebody in between might.
            allow_redirects=False,
            # The status says it all, so that nobody can feed us a body without end.
            stream=True,
        ) as response:
            return _meaning(response, now)
    except requests.ConnectionError as error:
        return _broken_off(error)
    except requests.Timeout as error:
        # It may well have the message: the connection stood.
        return Answer(Outcome.UNKNOWN, type(error).__name__)
    except requests.RequestException as error:
        # Not a request at all.
        return Answer(Outcome.PERMANENT, type(error).__name__)


def _sealed(screen: PushSubscription, envelope: Envelope) -> bytes:
    # It brings a whole second web client along, which takes a quarter of a second to load.
    from pywebpush import WebPusher

    said = {"kind": envelope.kind.value, "language": envelope.language, "key": envelope.key}
    written = json.dumps(said, separators=(",", ":")).ljust(_SIZE).encode()
    keys = {"p256dh": screen.p256dh, "auth": screen.auth}
    sealed: bytes = WebPusher({"endpoint": screen.endpoint, "keys": keys}).encode(written)["body"]
    return sealed


def _headers(screen: PushSubscription, envelope: Envelope, now: datetime) -> dict[str, str]:
    signed: dict[str, str] = Vapid.from_string(settings.VAPID_PRIVATE_KEY).sign(
        {
            "aud": origin(screen.endpoint),
            "sub": settings.VAPID_CONTACT,
            "exp": int((now + _SIGNED_FOR).timestamp()),
        }
    )
    return signed | {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(_kept_for(envelope.expires_at, now).total_seconds())),
        # What was handed over twice replaces itself while the screen is off.
        "Topic": envelope.key,
        "Urgency": "high" if envelope.kind.calls_a_human else "normal",
    }


def _kept_for(expires_at: datetime | None, now: datetime) -> timedelta:
    """Return how long the push service keeps a message for a screen that is off."""
    if expires_at is None:
        return _USUALLY_KEPT
    return min(max(expires_at - now, _SHORTEST_KEPT), _LONGEST_KEPT)


def _meaning(response: requests.Response, now: datetime) -> Answer:
    status = response.status_code
    if 200 <= status < 300:
        return Answer(Outcome.SENT)
    code = f"HTTP {status}"
    if 400 <= status < 500 and status not in _FOR_NOW:
        return Answer(Outcome.PERMANENT, code)
    # Too busy, broken, or a redirect: then what answered was no push service at all.
    return Answer(Outcome.TEMPORARY, code, _wait(response.headers.get("Retry-After", ""), now))


def _wait(retry_after: str, now: datetime) -> timedelta | None:
    """Read how long to wait: so many seconds, or a date (RFC 9110)."""
    try:
        if retry_after.isascii() and retry_after.isdigit():
            wait = timedelta(seconds=int(retry_after[:9]))
        else:
            until = parsedate_to_datetime(retry_after)
            wait = until.replace(tzinfo=until.tzinfo or UTC) - now
    except ValueError:
        return None
    return min(max(wait, _SHORTEST_WAIT), _LONGEST_WAIT)


def _broken_off(error: requests.ConnectionError) -> Answer:
    """Tell apart: never reached, and cut off with the message under way."""
    cause = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError):
        # What urllib3 says when there was no connection to write to.
        return Answer(Outcome.UNREACHABLE, type(cause.reason).__name__)
    return Answer(Outcome.UNKNOWN, type(error).__name__)
