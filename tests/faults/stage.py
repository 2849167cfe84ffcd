"""The place in which one fault is made: servers, a database and an environment of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg

from recovery import embedded_redis
from recovery.launch.programs import PROJECT_DIR
from tests.faults.running import Programs, Running, wait_until
from tests.faults.sinks.behaviour import Behaviour, write_behaviour
from tests.faults.sinks.taken import Arrival, arrivals, refusals
from tests.servers.ports import free_port
from tests.servers.postgres import PostgresServer, run_postgres_server

POSTGRES, SQLITE = "PostgreSQL", "SQLite"


class MailSink:
    """The mail server of one fault, a process of its own."""

    def __init__(self, programs: Programs, folder: Path, port: int) -> None:
        self._programs = programs
        self._folder = folder
        self.port = port
        self._server: Running | None = None

    def start(self) -> None:
        """Listen."""
        arguments = (str(self._folder), str(self.port))
        self._server = self._programs.module("tests.faults.sinks.mail", *arguments)
        wait_until("the mail server listens", lambda: listens_on(self.port), seconds=30)

    def stop(self) -> None:
        """Listen no more: every connection is refused."""
        if self._server is not None:
            self._server.kill()

    def behave(
        self,
        mode: str = "take",
        *,
        seconds: float = 0.0,
        address: str = "",
        clock: datetime | None = None,
    ) -> None:
        """Answer so from now on."""
        said = Behaviour(mode, seconds, address, clock.isoformat() if clock else "")
        write_behaviour(self._folder / "mail.behaviour", said)

    def came(self) -> list[Arrival]:
        """Return every mail that was taken."""
        return arrivals(self._folder / "mail.jsonl")

    def refused(self) -> list[str]:
        """Return whose mail was refused, once for each refusal."""
        return refusals(self._folder / "mail.jsonl")


class RedisSink:
    """A Redis of one fault that forgets everything when it ends."""

    def __init__(self, programs: Programs, state_dir: Path) -> None:
        self._programs = programs
        self._state_dir = state_dir
        self.server: Running | None = None

    def start(self, *more: str) -> Running:
        """Start an empty one and wait until it answers."""
        command = (*embedded_redis.command(self._state_dir), *more)
        self.server = self._programs.start("redis", command)
        wait_until("Redis answers", self.answers, seconds=10, every=0.02)
        return self.server

    def answers(self) -> bool:
        """Say whether it answers now."""
        return embedded_redis.answers(self._state_dir)


@dataclass
class Stage:
    """Everything that a fault may use and break."""

    database: str
    folder: Path
    programs: Programs
    mail: MailSink
    redis: RedisSink
    postgres: PostgresServer | None
    is_short: bool


@contextmanager
def set_up(database: str, *, own_server: bool, is_short: bool) -> Iterator[Stage]:
    """Make the place, let Django use it, and take all of it away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="fault-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = stack.enter_context(run_postgres_server()) if own_server else None
        url = server.url if server else _fresh_database(database, folder)
        port = free_port()
        env = _environment(folder, url, port)
        os.environ.clear()
        os.environ.update(env)
        django.setup()
        if own_server:
            _make_tables()
        programs = Programs(folder, env)
        stack.callback(programs.end)
        yield Stage(
            database,
            folder,
            programs,
            MailSink(programs, folder, port),
            RedisSink(programs, folder),
            server,
            is_short,
        )


def _environment(folder: Path, url: str, port: int) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        # The database is copied from one place to another, so the key is the same in each.
        "DATA_KEYS": "faults:PD0+P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWls=",
        "LC_ALL": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
        "DJANGO_SETTINGS_MODULE": "recovery.settings",
        "DATABASE_URL": url,
        "STATE_DIR": str(folder),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "DEFAULT_FROM_EMAIL": "Recovery <noreply@clinic.example>",
        "SITE_URL": "http://localhost",
        "MAIL_PER_MINUTE": "1000000",
        "PORT": str(free_port()),
        # Every fault ends in well under a day; a run in one zone is a run in any.
        "TZ": "UTC",
    }


TEMPLATE = "FAULTS_TEMPLATE"
"""Where a fault finds the database that is copied for it, with tables and protocols in it."""


def _fresh_database(database: str, folder: Path) -> str:
    template = os.environ[TEMPLATE]
    if database == SQLITE:
        copy = folder / "db.sqlite3"
        shutil.copyfile(template, copy)
        return f"sqlite:///{copy}"
    name = f"fault_{os.getpid()}"
    parts = urlsplit(template)
    elsewhere = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {parts.path.lstrip('/')}".encode())
    return urlunsplit(parts._replace(path=f"/{name}"))


def fill_template(url: str, state_dir: Path) -> None:
    """Make the tables and load the protocols in the database that faults start from."""
    env = _environment(state_dir, url, 9)
    for command in (("migrate", "-v0"), ("load_catalogue", "-v0")):
        subprocess.run(
            (sys.executable, "manage.py", *command),
            cwd=PROJECT_DIR,
            env=env,
            check=True,
            stdout=subprocess.DEVNULL,
        )


def _make_tables() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0, stdout=StringIO())


def ring(task: str) -> None:
    """Ring for a worker as a process does that has not rung in vain a moment ago."""
    from plans.doorbell import Bell

    Bell().ring(task)


def listens_on(port: int) -> bool:
    """Say whether a server takes connections on this port of the machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
