"""A mail server for tests that breaks the rules: it says what it was told to, as slowly as told."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

SILENCE = b""
"""Instead of a reply: nothing, for as long as the other side waits."""

_GO_AHEAD = b"354"


@dataclass
class RudeServer:
    """What the server says: ``replies[0]`` as its greeting, then one reply to each command.

    After the last reply it hangs up. ``pause`` is how many seconds it rests between two bytes.
    ``said`` is how many bytes it has brought out.
    """

    port: int
    replies: Sequence[bytes]
    pause: float = 0.0
    said: int = field(default=0)

    def talk(self, handler: socketserver.StreamRequestHandler) -> None:
        """Hold one conversation."""
        for reply in self.replies:
            if reply == SILENCE:
                # Until the other side has had enough of it.
                handler.rfile.read()
                return
            self._say(handler, reply)
            if not _listen(handler, is_mail=reply.startswith(_GO_AHEAD)):
                return

    def _say(self, handler: socketserver.StreamRequestHandler, reply: bytes) -> None:
        pieces = [bytes([byte]) for byte in reply] if self.pause else [reply]
        for piece in pieces:
            handler.wfile.write(piece)
            self.said += len(piece)
            time.sleep(self.pause)


def _listen(handler: socketserver.StreamRequestHandler, *, is_mail: bool) -> bool:
    """Hear a command or a whole mail; ``False`` when the other side has gone."""
    line = handler.rfile.readline()
    while is_mail and line not in (b"", b".\r\n"):
        line = handler.rfile.readline()
    return bool(line)


@contextmanager
def run_rude_server(*replies: bytes, pause: float = 0.0) -> Iterator[RudeServer]:
    """Start such a server on a free port of this machine; it is gone afterwards."""
    rude = RudeServer(port=0, replies=replies, pause=pause)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            try:
                rude.talk(self)
            except ConnectionError:
                # The other side has hung up first, which is what the test is about.
                return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        rude.port = int(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield rude
        finally:
            server.shutdown()
            thread.join()
