"""Runs ``manage.py`` on a machine whose clock is wrong by so many hours."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import time_machine

if __name__ == "__main__":
    hours, *command = sys.argv[1:]
    there = datetime.now(UTC) + timedelta(hours=int(hours))
    with time_machine.travel(there, tick=True):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["manage.py", *command])
