"""One program of ours that runs beside us and never outlives us."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1


def start(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: int | IO[bytes] | None = None,
    user: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a process group of its own, so that all of it can be stopped.

    On Linux the system ends it when this process dies, however that happens.
    """
    return subprocess.Popen(
        command,
        env=dict(env) if env is not None else None,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        user=user,
        extra_groups=[] if user is not None else None,
        preexec_fn=_die_with_parent(os.getpid()),  # noqa: PLW1509 - no threads run here yet
    )


def end(children: Sequence[subprocess.Popen[bytes]], *, patience: float) -> None:
    """Ask every group to stop, wait ``patience`` seconds for all together, then end the rest."""
    for child in children:
        _signal_group(child, signal.SIGTERM)
    for child in children:
        try:
            child.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            patience = 0.0
    for child in children:
        # Also where the child itself has gone: one of its own children may have stayed.
        _signal_group(child, signal.SIGKILL)
        child.wait()


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return


def _die_with_parent(parent: int) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    # Loaded here and not in the child: between fork and exec only simple calls are safe.
    libc = ctypes.CDLL(None, use_errno=True)

    def ask_the_system() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_system
