"""Starts workers in a hundredth of a second: all is loaded once, and each worker is a fork of it.

``python -m tests.faults.nursery``; each line it reads says what is started, each line it writes is
a process number. Started afresh, a worker would be killed while it is still loading.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import datetime
from pathlib import Path

import django

from tests.faults.running import die_with_parent


def _serve() -> None:
    # Who is killed is buried by the system.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os.setsid()
            die_with_parent(signal.SIGKILL)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _work(order)
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _work(order: dict[str, str]) -> None:
    log = os.open(Path(order["log"]), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in (1, 2):
        os.dup2(log, number)
    if order["clock"]:
        _round_after_round(datetime.fromisoformat(order["clock"]))
    else:
        from django.core.management import call_command

        call_command("run_due", "--loop", "--every", order["every"])


def _round_after_round(now: datetime) -> None:
    from notifications.services.rounds import do_round

    while True:
        do_round(now=now)
        time.sleep(0.05)


if __name__ == "__main__":
    django.setup()
    # What a worker would load at its first round.
    import django.core.mail.backends.smtp

    import notifications.services.rounds
    import notifications.tasks  # noqa: F401

    _serve()
