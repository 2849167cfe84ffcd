"""E-mail: one mail over one connection, so that one refused address stops no other mail."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from notifications.channels.channel import Answer, Envelope
from notifications.channels.smtp import RememberingBackend
from notifications.domain.attempt import Outcome


class EmailChannel:
    """Sends plain mail through the mail server that the settings name."""

    name = "email"

    def send(self, envelope: Envelope) -> Answer:
        """Try once to send ``envelope`` and say what the server made of it."""
        try:
            connection = _connection()
        except ImproperlyConfigured as error:
            return Answer(Outcome.TEMPORARY, _code(error))
        answer = _send(_mail(envelope, connection), connection)
        _hang_up(connection)
        return answer


def _send(mail: EmailMessage, connection: BaseEmailBackend) -> Answer:
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        # Nothing was handed over, and a sign-in that fails is no fault of the address.
        return Answer(Outcome.TEMPORARY, _code(error))
    try:
        connection.send_messages([mail])
    except ValueError as error:
        # The address or a header cannot be written as a mail; it never will be.
        return Answer(Outcome.PERMANENT, type(error).__name__)
    except (OSError, smtplib.SMTPException) as error:
        return Answer(_outcome(error, connection), _code(error))
    return Answer(Outcome.SENT)


def _connection() -> BaseEmailBackend:
    connection: BaseEmailBackend = get_connection()
    return RememberingBackend() if type(connection) is EmailBackend else connection


def _mail(envelope: Envelope, connection: BaseEmailBackend) -> EmailMessage:
    return EmailMessage(
        subject=envelope.subject,
        body=envelope.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[envelope.address],
        reply_to=[envelope.reply_to],
        connection=connection,
        headers={
            "Message-ID": envelope.message_id,
            "Content-Language": envelope.language,
            # Keeps out-of-office answers away.
            "Auto-Submitted": "auto-generated",
        },
    )


def _outcome(error: Exception, connection: BaseEmailBackend) -> Outcome:
    """Tell apart: no for now, no for good, and handed over but never answered."""
    code = _reply_code(error)
    if isinstance(error, smtplib.SMTPSenderRefused):
        # The server dislikes the clinic's address, not this patient's.
        return Outcome.TEMPORARY
    if code is not None and 400 <= code < 500:
        return Outcome.TEMPORARY
    if code is not None and 500 <= code < 600:
        return Outcome.PERMANENT
    has_content = isinstance(connection, RememberingBackend) and connection.was_handed_over
    return Outcome.UNKNOWN if has_content else Outcome.TEMPORARY


def _reply_code(error: Exception) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        # The same exception for "later" and "never": the difference is inside.
        replies = list(error.recipients.values())
        return replies[0][0] if replies else None
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code
    return None


def _code(error: Exception) -> str:
    code = _reply_code(error)
    name = type(error).__name__
    return name if code is None else f"{name} {code}"


def _hang_up(connection: BaseEmailBackend) -> None:
    """End the connection; what happens now says nothing about the mail any more."""
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        return
