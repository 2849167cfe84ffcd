"""Whether the place is free to start in, and whether what was started answers."""

from __future__ import annotations

import fcntl
import http.client
import os
import socket
import sys
from http import HTTPStatus
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from recovery.env import Place, this_place

_EVERY_ADDRESS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where one is asked to listen


class NotReady(Exception):  # noqa: N818 - it says what is in the way, in one sentence
    """Nothing was started; the message says what is in the way and the way out."""


def refuse_busy_port(place: Place) -> None:
    """Raise ``NotReady`` if another program listens where the web server is to listen."""
    try:
        addresses = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotReady(f"HOST is {place.host!r}, which is no address of this machine.") from error
    family, kind, protocol, _, address = addresses[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError:
            raise NotReady(
                f"This user may not use port {place.port}; choose one above 1023, "
                "for example PORT=8001."
            ) from None
        except OSError:
            raise NotReady(
                f"Port {place.port} of {place.host} is in use by another program; stop that one, "
                f"or choose another port, for example PORT={place.port + 1}."
            ) from None


def claim(state_dir: Path) -> IO[str]:
    """Take the state folder for this start; raises ``NotReady`` if another start has it.

    The claim ends when the returned file is closed or this process ends.
    """
    file = (state_dir / "up.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        file.close()
        raise NotReady(
            f"The program already runs from the folder {state_dir} (process {holder}); "
            "stop that one, or set STATE_DIR to another folder."
        ) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def web_answers(place: Place) -> bool:
    """Whether the web server says that it is well."""
    address = _EVERY_ADDRESS.get(place.host, place.host)
    connection = http.client.HTTPConnection(address, place.port, timeout=3)
    # Asked by the name that the program knows itself by, or it would not answer.
    name = urlsplit(place.site_url).hostname or "localhost"
    try:
        connection.request("GET", "/health/web", headers={"Host": name})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    # The health check of the web container.
    sys.exit(0 if web_answers(this_place()) else 1)
