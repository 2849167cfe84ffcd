"""A push service for tests: takes sealed messages over real HTTP and answers as it is told."""

from __future__ import annotations

import json
import os
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser that asked for messages: what it tells the clinic, and its secrets."""

    endpoint: str
    token: str
    private_key: ec.EllipticCurvePrivateKey
    secret: bytes

    @property
    def p256dh(self) -> str:
        """The public key that messages are sealed for."""
        public = self.private_key.public_key()
        return _base64url(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def auth(self) -> str:
        """The secret that proves who sealed them."""
        return _base64url(self.secret)

    def described(self) -> dict[str, Any]:
        """Return what the browser itself would send: ``PushSubscription.toJSON()``."""
        return {
            "endpoint": self.endpoint,
            "expirationTime": None,
            "keys": {"p256dh": self.p256dh, "auth": self.auth},
        }


@dataclass(frozen=True, slots=True)
class Reply:
    """How the server answers one request."""

    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReceivedPush:
    """One request: for which browser, with which headers, what was in it, how it was answered."""

    token: str
    topic: str
    ttl: int
    urgency: str
    authorization: str
    size: int
    said: dict[str, Any]
    status: int

    @property
    def was_taken(self) -> bool:
        """Say whether the server took it; the browser will show it."""
        return 200 <= self.status < 300


@dataclass
class PushServer:
    """What the server was sent, and what it answers; tests change the answers.

    ``replies`` hold the answers that come next; without one a message is taken. ``stall_seconds``
    makes it take a message and then keep silent for so long.
    """

    host: str
    received: list[ReceivedPush] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    stall_seconds: float = 0.0
    browsers: dict[str, Browser] = field(default_factory=dict)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def shown(self) -> set[tuple[str, str]]:
        """What people see: browser and topic, because what came twice replaces itself."""
        return {(push.token, push.topic) for push in self.received if push.was_taken}

    def new_browser(self) -> Browser:
        """Make a browser that asks this server for messages."""
        token = _base64url(os.urandom(16))
        browser = Browser(
            endpoint=f"http://{self.host}/push/{token}",
            token=token,
            private_key=ec.generate_private_key(ec.SECP256R1()),
            secret=os.urandom(16),
        )
        self.browsers[token] = browser
        return browser

    def answer(self, token: str, headers: Any, body: bytes) -> Reply:
        """Take one request down and choose the answer."""
        browser = self.browsers.get(token)
        reply = Reply(410) if browser is None else Reply()
        if self.replies:
            reply = self.replies.pop(0)
        self.received.append(
            ReceivedPush(
                token=token,
                topic=headers.get("Topic", ""),
                ttl=int(headers.get("TTL", "-1")),
                urgency=headers.get("Urgency", ""),
                authorization=headers.get("Authorization", ""),
                size=len(body),
                said=_opened(browser, body) if browser else {},
                status=reply.status,
            )
        )
        return reply


@contextmanager
def run_push_server() -> Iterator[PushServer]:
    """Start a push service on a free port of this machine; it is gone afterwards."""
    with _Listening(("127.0.0.1", 0), _Conversation) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield listening.server
        finally:
            listening.server.closing.set()
            listening.shutdown()
            thread.join()


class _Listening(ThreadingHTTPServer):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.server = PushServer(host=f"127.0.0.1:{self.server_port}")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a caller who hung up; that is what some tests are about."""


class _Conversation(BaseHTTPRequestHandler):
    server: _Listening

    def do_POST(self) -> None:
        push_server = self.server.server
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        reply = push_server.answer(self.path.removeprefix("/push/"), self.headers, body)
        if push_server.stall_seconds:
            push_server.closing.wait(push_server.stall_seconds)
        self.send_response(reply.status)
        for name, text in reply.headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's own name
        """Keep quiet."""


def _opened(browser: Browser, body: bytes) -> dict[str, Any]:
    opened = http_ece.decrypt(
        body, private_key=browser.private_key, auth_secret=browser.secret, version="aes128gcm"
    )
    said: dict[str, Any] = json.loads(opened)
    return said


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
