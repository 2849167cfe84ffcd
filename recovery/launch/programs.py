"""The programs that together are the clinic's backend, as the Procfile names them."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from recovery import embedded_redis
from recovery.env import Place

PROJECT_DIR = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Program:
    """One program of ours: what it is called and how it is started."""

    name: str
    command: tuple[str, ...]


def our_programs() -> tuple[Program, ...]:
    """Return web, worker and scheduler, run by the Python that runs now."""
    lines = (PROJECT_DIR / "Procfile").read_text(encoding="utf-8").splitlines()
    return tuple(_program(line) for line in lines if line.strip())


def own_redis(place: Place) -> Program:
    """Return the Redis that comes along; raises ``NoRedis`` if there is none."""
    return Program("redis", tuple(embedded_redis.command(place.state_dir)))


def environment() -> dict[str, str]:
    """Return the environment of the programs: this process's own, and lines that appear at once."""
    ours = {"PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": "recovery.settings"}
    if os.geteuid() == 0:
        # On a machine for one, as root, Celery's long warning says nothing new.
        ours["PYTHONWARNINGS"] = "ignore:You're running the worker with superuser privileges"
    return dict(os.environ) | ours


def _program(line: str) -> Program:
    name, _, command = line.partition(":")
    python, *rest = shlex.split(command)
    return Program(name.strip(), (sys.executable if python == "python" else python, *rest))
