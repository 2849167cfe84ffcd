"""A push service that writes down what it takes: ``python -m tests.faults.sinks.push``."""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.faults.sinks.behaviour import Behaviour, read_behaviour

_GONE, _THROTTLED, _TAKEN = 410, 429, 201


class _Service(ThreadingHTTPServer):
    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self._behaviour = folder / "push.behaviour"
        self._taken = (folder / "push.jsonl").open("a", encoding="utf-8")
        self._asked: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def answer(self, token: str, topic: str) -> tuple[int, Behaviour]:
        """Choose the answer and write down what was taken before it is given."""
        behaviour = read_behaviour(self._behaviour)
        with self._lock:
            status = self._status(behaviour, token)
            line = {
                "at": behaviour.clock or datetime.now(UTC).isoformat(),
                "what": "taken" if status == _TAKEN else "refused",
                "to": token,
                "id": topic,
                "subject": "",
                "digest": "",
            }
            self._taken.write(json.dumps(line) + "\n")
            self._taken.flush()
        return status, behaviour

    def _status(self, behaviour: Behaviour, token: str) -> int:
        if behaviour.mode == "gone" and token.startswith(behaviour.address):
            return _GONE
        if behaviour.mode == "throttle":
            at = datetime.fromisoformat(behaviour.clock)
            asked_at = self._asked.setdefault(token, at)
            if at < asked_at + timedelta(seconds=behaviour.seconds):
                return _THROTTLED
        return _TAKEN

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a caller who hung up."""


class _Conversation(BaseHTTPRequestHandler):
    server: _Service

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        token = self.path.removeprefix("/push/")
        status, behaviour = self.server.answer(token, self.headers.get("Topic", ""))
        if behaviour.mode == "slow":
            time.sleep(behaviour.seconds)
        self.send_response(status)
        if status == _THROTTLED:
            self.send_header("Retry-After", str(round(behaviour.seconds)))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's own name
        """Keep quiet."""


if __name__ == "__main__":
    _Service(Path(sys.argv[1]), int(sys.argv[2])).serve_forever()
