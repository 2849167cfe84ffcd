"""The web server writes what everything else writes: JSON lines without what people sent."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from recovery.launch import child
from recovery.launch.programs import PROJECT_DIR
from tests.servers.ports import free_port

CANARY = "KANARIE-5e1d"
PATIENCE_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Served:
    """A web server that runs, and the file with what it said."""

    port: int
    log: Path

    def lines(self) -> list[str]:
        """Return what it said until now."""
        return self.log.read_text().splitlines()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real web server on an empty database of its own."""
    place = tmp_path_factory.mktemp("web")
    port = free_port()
    env = {
        "PATH": os.environ["PATH"],
        "STATE_DIR": str(place / "state"),
        "PORT": str(port),
        "WEB_WORKERS": "1",
    }
    migrate = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
    subprocess.run(migrate, cwd=PROJECT_DIR, env=env, check=True, capture_output=True)
    command = [sys.executable, "-m", "gunicorn", "--config", "recovery/web_server.py"]
    with (place / "log").open("wb") as log:
        server = child.start([*command, "recovery.wsgi"], env=env, cwd=PROJECT_DIR, output=log)
        try:
            _wait(port)
            yield Served(port, place / "log")
        finally:
            child.end([server], patience=5)


def _wait(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def _ask(served: Served, method: str, path: str, body: str = "", **headers: str) -> int:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body or None, headers=named)
    status = connection.getresponse().status
    connection.close()
    return status


def _say(served: Served, raw: bytes) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as line:
        line.sendall(raw)
        line.recv(1000)


def test_case_50_and_86_requests_good_and_bad_leave_lines_without_what_was_sent(
    served: Served,
) -> None:
    statuses = {
        _ask(served, "GET", f"/api/patients/?search={CANARY}"),
        _ask(served, "GET", f"/worklist/?next={CANARY}", Cookie=f"sessionid={CANARY}"),
        _ask(served, "POST", "/api/tokens/", f'{{"email": "{CANARY}', Content_Type="text/json"),
        _ask(served, "GET", f"/nowhere?q={CANARY}", User_Agent=CANARY, Referer=f"x:{CANARY}"),
        _ask(served, "GET", "/", Host=f"{CANARY}.example"),
        _ask(served, "POST", "/nowhere", CANARY, Authorization=f"Bearer {CANARY}"),
    }
    _say(served, f"GET /{CANARY} HTTP/9.9\r\n\r\n".encode())
    _say(served, f"GET / HTTP/1.1\r\nHost: x\r\n{CANARY} : bad\r\n\r\n".encode())
    _say(served, f"{CANARY}\x1b[31m\r\n\r\n".encode())

    assert {400, 404} <= statuses
    assert not statuses & {500, 502, 503}
    lines = served.lines()
    assert lines
    told = [json.loads(line) for line in lines]
    assert all(each["at"].endswith("Z") for each in told)
    # Which host was asked for is written down: somebody may be trying something.
    assert [line for line in lines if CANARY in line and "DisallowedHost" not in line] == []
