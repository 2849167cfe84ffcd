"""E-mail: one mail over one connection, so that one refused address stops no other mail."""

from __future__ import annotations

import smtplib
from datetime import datetime
from email.mime.image import MIMEImage

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from notifications.channels.channel import Answer, Envelope, Picture
from notifications.channels.smtp import TimedBackend
from notifications.domain.attempt import Outcome
from notifications.domain.pace import Pace

_CLOSING = 421
"""The server's word for "not now, for nobody": it hangs up, whatever it was asked."""


class EmailChannel:
    """Sends mail through the mail server that the settings name."""

    at_once = 1

    @property
    def pace(self) -> Pace:
        """Return how many mails a minute the mail server takes."""
        return Pace(settings.MAIL_PER_MINUTE)

    def send(self, envelope: Envelope, *, now: datetime) -> Answer:
        """Try once to send ``envelope`` and say what the server made of it."""
        if not envelope.address:
            return Answer(Outcome.PERMANENT, "NoAddress")
        mail = _mail(envelope)
        try:
            connection = _connection()
        except ImproperlyConfigured as error:
            return Answer(Outcome.UNREACHABLE, _code(error))
        answer = _send(mail, connection)
        _hang_up(connection)
        return answer


class _Mail(EmailMultiAlternatives):
    """A mail whose pictures belong to its page and are no attachments to open one by one."""

    mixed_subtype = "related"


def _send(mail: _Mail, connection: BaseEmailBackend) -> Answer:
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        # Nothing was asked yet, and a sign-in that fails is no fault of the address.
        return Answer(Outcome.UNREACHABLE, _code(error))
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
    return TimedBackend() if type(connection) is EmailBackend else connection


def _mail(envelope: Envelope) -> _Mail:
    words = envelope.write()
    mail = _Mail(
        subject=words.subject,
        body=words.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[envelope.address],
        reply_to=[envelope.reply_to] if envelope.reply_to else None,
        headers=_headers(envelope),
    )
    if words.html:
        mail.attach_alternative(words.html, "text/html")
    for picture in words.pictures:
        mail.attach(_inline(picture))
    return mail


def _headers(envelope: Envelope) -> dict[str, str]:
    headers = {
        "Message-ID": envelope.message_id,
        "Content-Language": envelope.language,
        # Keeps out-of-office answers away.
        "Auto-Submitted": "auto-generated",
    }
    if envelope.unsubscribe:
        # One click in the mail program, without signing in (RFC 8058).
        headers["List-Unsubscribe"] = f"<{envelope.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _inline(picture: Picture) -> MIMEImage:
    image = MIMEImage(picture.png, "png")
    image["Content-ID"] = f"<{picture.content_id}>"
    image.add_header("Content-Disposition", "inline", filename=f"{picture.content_id}.png")
    return image


def _outcome(error: Exception, connection: BaseEmailBackend) -> Outcome:
    """Tell apart: not there, no for now, no for good, and handed over but never answered."""
    code = _reply_code(error)
    has_content = isinstance(connection, TimedBackend) and connection.was_handed_over
    if code == _CLOSING and not has_content:
        return Outcome.UNREACHABLE
    if isinstance(error, smtplib.SMTPSenderRefused):
        # The server dislikes the clinic's address, not this patient's.
        return Outcome.TEMPORARY
    if code is not None and 400 <= code < 500:
        return Outcome.TEMPORARY
    if code is not None and 500 <= code < 600:
        return Outcome.PERMANENT
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
