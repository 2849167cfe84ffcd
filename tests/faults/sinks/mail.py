"""A mail server that writes down every mail it takes: ``python -m tests.faults.sinks.mail``."""

from __future__ import annotations

import asyncio
import email
import email.policy
import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.faults.sinks.behaviour import Behaviour, read_behaviour

GREYLISTED = "451 4.7.1 Come back later"
REJECTED = "550 5.1.1 No such mailbox"


class _Silent(asyncio.Protocol):
    """Takes the connection and never says a word: a black hole."""


class _Recorder:
    """Answers as it is told, and writes down each mail before it says that it has it."""

    def __init__(self, folder: Path) -> None:
        self._behaviour = folder / "mail.behaviour"
        self._taken = (folder / "mail.jsonl").open("a", encoding="utf-8")
        self._seen: set[str] = set()

    def behaviour(self) -> Behaviour:
        return read_behaviour(self._behaviour)

    async def handle_RCPT(  # noqa: N802 - the library's own name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        """Take a recipient, unless told to answer otherwise."""
        behaviour = self.behaviour()
        refusal = self._refusal(behaviour, address)
        if refusal:
            self._write(behaviour, what="refused", to=address)
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's own name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a mail and write it down; then answer, at once, late or never."""
        behaviour = self.behaviour()
        message = email.message_from_bytes(
            cast("bytes", envelope.content), policy=email.policy.default
        )
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        for address in envelope.rcpt_tos:
            self._write(
                behaviour,
                what="taken",
                to=address,
                id=str(message["Message-ID"]),
                subject=str(message["Subject"]),
                digest=hashlib.sha256(text.encode()).hexdigest()[:16],
            )
        if behaviour.mode == "drop":
            cast("asyncio.Transport", server.transport).abort()
            await asyncio.sleep(3600)
        if behaviour.seconds:
            await asyncio.sleep(behaviour.seconds)
        return "250 OK"

    def _refusal(self, behaviour: Behaviour, address: str) -> str:
        if behaviour.mode == "greylist" and address not in self._seen:
            self._seen.add(address)
            return GREYLISTED
        if behaviour.mode == "reject" and address == behaviour.address:
            return REJECTED
        return ""

    def _write(self, behaviour: Behaviour, **line: str) -> None:
        at = behaviour.clock or datetime.now(UTC).isoformat()
        self._taken.write(json.dumps({"at": at, **line}) + "\n")
        self._taken.flush()


async def _serve(folder: Path, port: int) -> None:
    recorder = _Recorder(folder)

    def answer() -> asyncio.Protocol:
        if recorder.behaviour().mode == "black_hole":
            return _Silent()
        protocol: Any = SMTP(recorder, hostname="sink", enable_SMTPUTF8=True)
        return cast("asyncio.Protocol", protocol)

    server = await asyncio.get_running_loop().create_server(answer, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
