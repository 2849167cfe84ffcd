"""One command starts everything, says what is in the way, and leaves nothing behind."""

from __future__ import annotations

import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from recovery.launch.programs import PROJECT_DIR
from tests.servers.ports import free_port

PATIENCE_SECONDS = 60.0


def _up(state_dir: Path, **more: str) -> subprocess.Popen[str]:
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(state_dir.parent),
        "STATE_DIR": str(state_dir),
        "PORT": str(free_port()),
        **more,
    }
    return subprocess.Popen(
        [sys.executable, "-u", "manage.py", "up"],
        cwd=PROJECT_DIR,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _refusal(state_dir: Path, *, room: int | None = None, **more: str) -> str:
    """Start where it must not start, and return the one sentence that is said.

    ``room`` is how many bytes a file may have there.
    """
    refused = _up(state_dir, **more)
    if room is not None:
        resource.prlimit(refused.pid, resource.RLIMIT_FSIZE, (room, room))
    said, _ = refused.communicate(timeout=PATIENCE_SECONDS)
    assert refused.returncode == 1, said
    assert "Traceback" not in said
    return said


def _read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


def _descendants(process: subprocess.Popen[str]) -> list[psutil.Process]:
    found: list[psutil.Process] = psutil.Process(process.pid).children(recursive=True)
    return found


def _within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture(scope="module")
def state_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all full starts, so that only the first of them makes the tables."""
    return tmp_path_factory.mktemp("up") / "state"


@pytest.fixture
def running(state_dir: Path) -> Iterator[subprocess.Popen[str]]:
    process = _up(state_dir)
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_it_starts_everything_picks_up_what_falls_and_stops_all(
    running: subprocess.Popen[str], state_dir: Path
) -> None:
    said = _read_until(running, "Ctrl-C stops everything")
    assert "Ready in" in said
    assert "Sign in to the demo clinic" in said
    with closing(sqlite3.connect(state_dir / "db.sqlite3")) as record:
        assert record.execute("SELECT count(*) FROM plans_clinic").fetchone() == (1,)

    # A second start from the same folder names the first.
    assert f"(process {running.pid})" in _refusal(state_dir)

    (redis,) = [each for each in _descendants(running) if "redis-server" in each.name()]
    redis.kill()
    _read_until(running, "redis  | ended (exit code -9); it is started again")

    started = _descendants(running)
    assert len(started) >= 7
    running.send_signal(signal.SIGINT)
    said, _ = running.communicate(timeout=PATIENCE_SECONDS)
    assert "Stopped." in said
    assert running.returncode == 0
    assert [each for each in started if each.is_running()] == []


def test_nothing_stays_behind_when_it_is_killed(running: subprocess.Popen[str]) -> None:
    _read_until(running, "the web server answers")
    started = _descendants(running)

    running.kill()

    assert _within(15, lambda: not any(each.is_running() for each in started))


def test_a_busy_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]

        said = _refusal(tmp_path / "state", PORT=str(port))

    assert f"Port {port} of 127.0.0.1 is in use by another program" in said
    assert not (tmp_path / "state" / "db.sqlite3").exists()


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    said = _refusal(tmp_path / "file" / "state")

    assert "cannot be used: not a directory" in said
    assert "STATE_DIR" in said


def test_a_database_from_the_future_is_one_sentence(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as record, record:
        record.execute(
            "CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app, name, applied)"
        )
        record.execute(
            "INSERT INTO django_migrations VALUES (1, 'plans', '9999_later', '2030-01-01')"
        )

    said = _refusal(tmp_path)

    assert "The database is newer than this program: it has plans.9999_later" in said


def test_a_database_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "db.sqlite3").write_bytes(b"this is no database, but it is long enough" * 50)

    said = _refusal(tmp_path)

    assert "file is not a database" in said


def test_a_disk_that_fills_up_while_preparing_is_one_sentence(tmp_path: Path) -> None:
    said = _refusal(tmp_path / "state", room=200 * 1024)

    assert "The database could not be prepared: " in said
    assert "make room" in said


def test_a_wrong_address_of_redis_is_one_sentence(tmp_path: Path) -> None:
    said = _refusal(tmp_path / "state", REDIS_URL="http://localhost")

    assert "REDIS_URL is not an address of a Redis server" in said
