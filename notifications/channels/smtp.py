"""A mail connection that remembers whether the server already had the mail when it fell silent."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

_GO_AHEAD = 354
"""The server's word for "send the mail now"; from then on silence no longer means refusal."""


class _Remembers:
    """``was_handed_over`` is true once the server asked for the content of the mail."""

    was_handed_over = False

    def getreply(self) -> tuple[int, bytes]:
        """Read the server's reply and note the one after which the mail is on its way."""
        reply: tuple[int, bytes] = super().getreply()  # type: ignore[misc]
        if reply[0] == _GO_AHEAD:
            self.was_handed_over = True
        return reply


class _Plain(_Remembers, smtplib.SMTP):
    """A connection that is plain or becomes safe by STARTTLS."""


class _Safe(_Remembers, smtplib.SMTP_SSL):
    """A connection over TLS from its first byte."""


def _connection_class(backend: EmailBackend) -> type[smtplib.SMTP]:
    return _Safe if backend.use_ssl else _Plain


class RememberingBackend(EmailBackend):
    """Django's own SMTP backend with such a connection."""

    connection_class = property(_connection_class)

    @property
    def was_handed_over(self) -> bool:
        """Say whether the server asked for the content of the mail."""
        connection: Any = self.connection
        return bool(connection and connection.was_handed_over)
