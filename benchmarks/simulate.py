"""A dry run of 120 days with a score every day: starting up and running apart.

Run with ``python -m benchmarks.simulate`` on a database with the catalogue in it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import django

from benchmarks.rounds import show, time_in_turn

START = date(2026, 3, 1)
DAYS = 120
SETUP = "python and django.setup()"
MISTAKE = "manage.py simulate, a mistake"
WHOLE = f"manage.py simulate, {DAYS} days"
HERE = f"simulate(), {DAYS} days, in one process"


def main() -> None:
    """Time the command as a whole, and its parts beside it; processor time on one core."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recovery.settings")
    django.setup()
    from plans.models import ProtocolVersion
    from recovery.simulation.run import simulate
    from recovery.simulation.scenario import read_scenario

    if not ProtocolVersion.objects.exists():
        raise SystemExit("There is no catalogue: run manage.py load_catalogue first.")
    scenario = _scenario()
    setup = "import django; django.setup()"
    ways: dict[str, Callable[[], object]] = {
        SETUP: partial(_spend, "-c", setup),
        MISTAKE: partial(_spend, "manage.py", "simulate", "-", said="{}", status=2),
        HERE: lambda: simulate(read_scenario(scenario)),
        WHOLE: partial(_spend, "manage.py", "simulate", "-", said=scenario),
    }
    show("a dry run", time_in_turn(ways, rounds=5), limit=SETUP, unit="ms")


def _scenario() -> str:
    events = [
        {
            "at": f"{START + timedelta(days=number)}T21:00",
            "do": "log",
            "pain": max(1, 6 - number // 15),
        }
        for number in range(DAYS)
    ]
    return json.dumps(
        {
            "protocol": "achilles-self-care",
            "start_on": START.isoformat(),
            "until": (START + timedelta(days=DAYS - 1)).isoformat(),
            "events": events,
        }
    )


def _spend(*arguments: str, said: str = "", status: int = 0) -> None:
    """Run Python to its end; its processor time is counted with ours."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *arguments], input=said, capture_output=True, text=True, check=False
    )
    if done.returncode != status:
        raise SystemExit(done.stderr or f"{arguments} ended with {done.returncode}")


if __name__ == "__main__":
    main()
