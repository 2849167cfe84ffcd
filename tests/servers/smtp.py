"""A mail server for tests: takes real mail over a real connection and answers as it is told."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.ports import free_port

Stage = Literal["mail", "rcpt", "data"]


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """One mail that the server took."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage


@dataclass
class MailServer:
    """What the server took, and what it answers; tests change the answers.

    ``answers["mail"]`` (the sender), ``answers["rcpt"]`` and ``answers["data"]`` hold the replies
    that come next at that stage, such as ``"451 4.7.1 Later"``; without one the mail is taken.
    ``stall_seconds`` makes it take a mail and then keep silent for so long.
    """

    port: int
    host: str = "127.0.0.1"
    received: list[ReceivedMail] = field(default_factory=list)
    answers: dict[Stage, list[str]] = field(default_factory=lambda: defaultdict(list))
    stall_seconds: float = 0.0

    async def handle_MAIL(  # noqa: N802 - the library's own name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        mail_options: list[str],
    ) -> str:
        """Take a sender, unless told to answer otherwise."""
        answer = self._next_answer("mail")
        if answer:
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the library's own name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        """Take a recipient, unless told to answer otherwise."""
        answer = self._next_answer("rcpt")
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's own name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a mail, unless told to answer otherwise; then answer, at once or late."""
        answer = self._next_answer("data")
        if answer:
            return answer
        content = cast("bytes", envelope.content)
        message = email.message_from_bytes(content, policy=email.policy.default)
        self.received.append(
            ReceivedMail(
                sender=envelope.mail_from or "",
                recipients=tuple(envelope.rcpt_tos),
                message=message,
            )
        )
        if self.stall_seconds:
            await asyncio.sleep(self.stall_seconds)
        return "250 OK"

    def _next_answer(self, stage: Stage) -> str | None:
        return self.answers[stage].pop(0) if self.answers[stage] else None


@contextmanager
def run_mail_server() -> Iterator[MailServer]:
    """Start a mail server on a free port of this machine; it is gone afterwards."""
    mail_server = MailServer(port=free_port())
    controller = Controller(mail_server, hostname=mail_server.host, port=mail_server.port)
    controller.start()
    try:
        yield mail_server
    finally:
        controller.stop()
