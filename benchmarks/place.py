"""A place of its own for a benchmark: servers that are started for it and gone afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

_INSIDE = "BENCHMARK_INSIDE"


def is_ready() -> bool:
    """Say whether this process runs inside such a place; then Django is set up too."""
    if _INSIDE not in os.environ:
        return False
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recovery.settings")
    import django

    django.setup()
    return True


def run_inside(module: str, *, database: Literal["postgresql", "sqlite"] = "postgresql") -> None:
    """Run ``module`` with the arguments of this process on a database and a Redis of its own.

    The servers are those of the tests: PostgreSQL without fsync, so a commit costs little. Whoever
    commits once a message gains most by that.
    """
    from tests.servers.postgres import new_database, run_postgres
    from tests.servers.redis import run_redis

    with tempfile.TemporaryDirectory(prefix="bench-") as folder, run_redis(Path(folder)) as redis:
        place = {"REDIS_URL": redis.url, "STATE_DIR": folder, _INSIDE: "yes"}
        if database == "sqlite":
            _run(module, place | {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"})
            return
        with run_postgres() as server, new_database(server) as url:
            _run(module, place | {"DATABASE_URL": url})


def _run(module: str, place: dict[str, str]) -> None:
    command = [sys.executable, "-m", module, *sys.argv[1:]]
    ended = subprocess.run(command, env=os.environ | place, check=False)  # noqa: S603 - our own
    if ended.returncode != 0:
        sys.exit(ended.returncode)
