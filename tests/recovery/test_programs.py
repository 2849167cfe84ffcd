"""The programs that the containers run, started by hand against real servers."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from recovery.env import read_place
from recovery.launch import child
from recovery.launch.programs import PROJECT_DIR, our_programs
from recovery.launch.ready import web_answers
from tests.servers.ports import free_port

PATIENCE_SECONDS = 40.0


def _production(tmp_path: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "ENVIRONMENT": "production",
        "SECRET_KEY": "made-up-for-this-test-0123456789-abcdefghijklmnopqrstuvw",
        "DATA_KEYS": "made-up:ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=",
        "SITE_URL": "https://clinic.example",
        "ALLOWED_HOSTS": "clinic.example",
        "EMAIL_URL": "smtp://localhost:9",
        "STATE_DIR": str(tmp_path),
        **more,
    }


def _celery(env: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "celery", "--app", "recovery.celery", *arguments]
    subprocess.run(command, cwd=PROJECT_DIR, env=env, capture_output=True, check=True)


def _manage(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def _running(env: dict[str, str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    with tempfile.TemporaryFile() as log:
        children = [
            child.start(program.command, env=env, cwd=PROJECT_DIR, output=log)
            for program in our_programs()
        ]
        try:
            yield children
        finally:
            child.end(children, patience=5)


def _within_patience(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def test_a_production_start_works_from_an_empty_database(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    env = _production(
        tmp_path, DATABASE_URL=postgres_url, REDIS_URL=redis_url, PORT=str(free_port())
    )
    place = read_place(env, project_dir=PROJECT_DIR)

    migrated = _manage(env, "migrate", "--no-input")
    assert migrated.returncode == 0, migrated.stderr
    silent = _manage(env, "check_worker")
    assert "No worker has ever taken work" in silent.stderr
    with _running(env) as children:
        # The timetable would ring in half a minute; a hand rings now.
        _celery(env, "call", "notifications.tasks.canary")
        assert _within_patience(lambda: web_answers(place))
        assert _within_patience(lambda: _manage(env, "check_worker").returncode == 0)
        assert [running.poll() for running in children] == [None, None, None]

    with psycopg.connect(postgres_url) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('plans', '9999_x', now())"
        )
    refused = _manage(env, "check", "--database", "default")
    assert "newer than this program: it has plans.9999_x" in refused.stderr


def test_production_does_not_start_with_a_weak_secret(tmp_path: Path) -> None:
    env = _production(tmp_path, SECRET_KEY="secret", PORT=str(free_port()))
    web, worker, _beat = our_programs()

    for program in (web, worker):
        refused = subprocess.run(
            program.command,
            cwd=PROJECT_DIR,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        said = refused.stdout + refused.stderr
        assert refused.returncode != 0
        assert "SECRET_KEY is too easy to guess." in said
        assert "Traceback" not in said
