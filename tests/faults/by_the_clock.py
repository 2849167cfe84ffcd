"""Does the rounds of a made-up clock: ``python -m tests.faults.by_the_clock [--deadly MARK]``.

Each line it reads is an instant; it does rounds at that instant until nothing is left, and answers
with how much there was to do. Two of these that read the same instants are two workers whose clock
runs as fast as they can work.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from notifications.channels.channel import Answer, Channel, Envelope
    from notifications.domain.kind import Via
    from notifications.domain.pace import Pace

MOST_ROUNDS = 400
_KILLED = 9


class _Deadly:
    """A channel on which one message ends the worker that handles it, without a word."""

    def __init__(self, real: Channel, mark: str) -> None:
        self._real = real
        self._mark = mark

    @property
    def at_once(self) -> int:
        return self._real.at_once

    @property
    def pace(self) -> Pace | None:
        return self._real.pace

    def send(self, envelope: Envelope, *, now: datetime) -> Answer:
        if envelope.message_id == self._mark:
            os._exit(_KILLED)
        return self._real.send(envelope, now=now)


def _rounds(mark: str) -> Callable[..., int]:
    from notifications.channels import CHANNELS
    from notifications.services.deliver import deliver_due
    from notifications.services.rounds import do_round

    if not mark:
        return do_round
    channels: Mapping[Via, Channel] = {
        name: _Deadly(channel, mark) for name, channel in CHANNELS.items()
    }
    return partial(deliver_due, channels=channels)


def main() -> None:
    """Answer every instant."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--deadly", default="")
    do = _rounds(parser.parse_args().deadly)
    for line in sys.stdin:
        now = datetime.fromisoformat(line.strip())
        done = 0
        for _ in range(MOST_ROUNDS):
            did = do(now=now)
            done += did
            if not did:
                break
        sys.stdout.write(f"{done}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    django.setup()
    main()
