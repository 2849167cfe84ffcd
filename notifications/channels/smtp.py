"""A mail connection that is over in time, and knows whether the server had the mail by then."""

from __future__ import annotations

import smtplib
import socket
import time
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

_GO_AHEAD = 354
"""The server's word for "send the mail now"; from then on silence no longer means refusal."""

_LEAST_SECONDS = 0.01
_LONGEST_LINE = 8192
"""As in ``smtplib``; a server that says more on one line is not understood."""


class _Timed(smtplib.SMTP):
    """A connection that is plain or becomes safe by STARTTLS.

    Python's own patience is for each piece that comes in, so a server that drips could hold a
    worker for hours. Here ``timeout`` is for all that comes before the mail together, and then once
    more for the answer to the mail. ``was_handed_over`` is true once the server asked for the
    content of the mail.
    """

    was_handed_over = False
    _ends_at = 0.0

    def connect(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Connect and read the greeting; the time starts to run."""
        self._start_the_clock()
        return super().connect(*args, **kwargs)

    def getreply(self) -> tuple[int, bytes]:
        """Read the server's reply and note the one after which the mail is on its way."""
        if self.file is None and self.sock is not None:
            self.file = _Reader(self)
        reply = super().getreply()
        if reply[0] == _GO_AHEAD:
            self.was_handed_over = True
            self._start_the_clock()
        return reply

    def send(self, s: Any) -> None:
        """Send within the time that is left."""
        if self.sock is not None:
            self.sock.settimeout(max(_LEAST_SECONDS, self.seconds_left()))
        super().send(s)

    def seconds_left(self) -> float:
        """Return how long the server may still take; negative when it took too long."""
        return self._ends_at - time.monotonic()

    def _start_the_clock(self) -> None:
        self._ends_at = time.monotonic() + float(self.timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        # A name can stand for several addresses, and Python gives each of them the whole time.
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        found: socket.socket = super()._get_socket(  # type: ignore[misc]
            host, port, timeout / len(addresses)
        )
        return found


class _TimedSafe(_Timed, smtplib.SMTP_SSL):
    """A connection over TLS from its first byte."""


class _Reader:
    """Reads the server's lines within the time that is left."""

    def __init__(self, connection: _Timed) -> None:
        self._connection = connection
        self._kept = b""

    def readline(self, limit: int) -> bytes:
        """Read a line; what there is of it when the server hangs up."""
        while b"\n" not in self._kept:
            piece = self._piece()
            if not piece:
                break
            self._kept += piece
        line, end, self._kept = self._kept.partition(b"\n")
        return line + end

    def _piece(self) -> bytes:
        left = self._connection.seconds_left()
        if self._connection.sock is None or left <= 0 or len(self._kept) > _LONGEST_LINE:
            raise OSError
        self._connection.sock.settimeout(left)
        return self._connection.sock.recv(4096)

    def close(self) -> None:
        """Hold nothing that has to be closed."""


class TimedBackend(EmailBackend):
    """Django's own SMTP backend with such a connection."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Return the kind of connection that the settings ask for."""
        return _TimedSafe if self.use_ssl else _Timed

    def open(self) -> bool | None:
        """Connect, greet and sign in: all that says nothing about any mail yet."""
        is_new = super().open()
        if self.connection is not None:
            self.connection.ehlo_or_helo_if_needed()
        return is_new

    @property
    def was_handed_over(self) -> bool:
        """Say whether the server asked for the content of the mail."""
        connection: Any = self.connection
        return bool(connection and connection.was_handed_over)
