"""Redis, the doorbell: killed, frozen, full, emptied. It holds nothing that may not be lost."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import redis

from notifications.models import Canary
from recovery import embedded_redis
from tests.faults.crowd import make_crowd
from tests.faults.figures import Figures
from tests.faults.oracle import Due, all_came, compare
from tests.faults.running import TooLate, busy, wait_until
from tests.faults.stage import MailSink, Stage, ring

_SLACK = timedelta(seconds=30)
_ANSWERS_AGAIN = 15.0
"""Seconds: so soon after Redis is back the worker takes work again."""

_RING_TAKES = 1.5
"""Seconds: a web request waits no longer than this for the doorbell, whatever is wrong with it."""

_KILLS, _FLUSHES, _FROZEN_SECONDS = 8, 5, 10.0
_FALLS_WHILE_FULL = 20
_IN_HANDS = 5
_POOL = 2


def kill_redis(stage: Stage, figures: Figures) -> None:
    """Kill Redis eight times and start it again with nothing in it.

    A worker of Celery 5.7 whose children are all at work ends now and then when it finds out.
    """
    with _sending(stage, figures, most_falls=_KILLS) as rings:
        dice = random.Random(8)
        for _ in range(_KILLS):
            assert stage.redis.server is not None
            stage.redis.server.kill()
            rings.try_once()
            time.sleep(dice.uniform(0.1, 3.0))
            stage.redis.start()
            figures.seconds = max(figures.seconds, rings.until_heard())
            figures.times += 1


def freeze_redis(stage: Stage, figures: Figures) -> None:
    """Let Redis stand still for ten seconds while web requests go on ringing."""
    with _sending(stage, figures) as rings:
        assert stage.redis.server is not None
        stage.redis.server.freeze()
        ends = time.monotonic() + _FROZEN_SECONDS
        while time.monotonic() < ends:
            rings.try_once()
            time.sleep(0.2)
        stage.redis.server.thaw()
        figures.times = 1
        figures.seconds = rings.until_heard()


def fill_redis(stage: Stage, figures: Figures) -> None:
    """Fill Redis up, so that it refuses whatever is written, then make room again.

    Celery's worker ends when it cannot say that a task is done; it is started again for as long as
    that takes.
    """
    with _sending(stage, figures, most_falls=_FALLS_WHILE_FULL) as rings:
        client = redis.Redis(unix_socket_path=str(_socket(stage)))
        client.config_set("maxmemory", "1mb")
        figures.must(_is_full(client), "Redis took more than fits")
        for _ in range(10):
            rings.try_once()
            time.sleep(0.3)
        client.config_set("maxmemory", "64mb")
        figures.times = 1
        figures.seconds = rings.until_heard()


def empty_redis(stage: Stage, figures: Figures) -> None:
    """Empty Redis five times while the worker works, and once only of what Celery binds."""
    with _sending(stage, figures) as rings:
        client = redis.Redis(unix_socket_path=str(_socket(stage)))
        for number in range(_FLUSHES):
            if number:
                client.flushall()
            else:
                for name in client.scan_iter("*_kombu.binding.*"):
                    client.delete(name)
            figures.times += 1
            figures.seconds = max(figures.seconds, rings.until_heard())


class _Crew:
    """A worker and the timetable; one that ends is started again, as it is everywhere."""

    def __init__(self, stage: Stage) -> None:
        self.falls = 0
        self._start = {
            "worker": partial(stage.programs.ours, "worker"),
            "beat": partial(stage.programs.ours, "beat"),
        }
        self._running = {name: start() for name, start in self._start.items()}

    def look_after(self) -> None:
        """Start again what has ended."""
        for name, running in self._running.items():
            if running.has_ended():
                self.falls += 1
                self._running[name] = self._start[name]()


class _Rings:
    """Web requests that ring, and how long each of them had to wait.

    ``look_after`` is called all the while: whoever supervises the programs does not sleep either.
    """

    def __init__(self, look_after: Callable[[], None], mail: MailSink) -> None:
        self.longest = 0.0
        self._look_after = look_after
        self._mail = mail

    def try_once(self) -> None:
        """Ring as a web process does that has not rung for a while."""
        self._look_after()
        began = time.monotonic()
        ring("notifications.tasks.tick")
        self.longest = max(self.longest, time.monotonic() - began)

    def until_heard(self) -> float:
        """Ring until the worker does something new; return how long that took.

        A sign of life, or mails: more of them than it may have had in hands.
        """
        asked_at, before = datetime.now(UTC), len(self._mail.came())
        began = time.monotonic()
        while time.monotonic() - began < 6 * _ANSWERS_AGAIN:
            self._look_after()
            ring("notifications.tasks.canary")
            ring("notifications.tasks.tick")
            for _ in range(10):
                mails = len(self._mail.came()) - before
                if mails > _IN_HANDS or Canary.objects.filter(beaten_at__gte=asked_at).exists():
                    return time.monotonic() - began
                time.sleep(0.1)
        raise TooLate("The worker took no work any more after Redis was back.")


@contextmanager
def _sending(stage: Stage, figures: Figures, *, most_falls: int = 0) -> Iterator[_Rings]:
    """Let a worker and the timetable send reminders while a fault is made; then compare."""
    due = make_crowd(100, now=datetime.now(UTC), referrals=10)
    stage.mail.start()
    stage.mail.behave(seconds=0.03)
    stage.redis.start()
    # Enough children that one of them is free to give a sign of life while the others send.
    crew = _Crew(stage)
    rings = _Rings(crew.look_after, stage.mail)
    rings.until_heard()
    wait_until("the worker sends", lambda: bool(stage.mail.came()), seconds=40)
    yield rings
    wait_until("everything has come", lambda: _has_come(stage, rings, due), seconds=90, every=0.5)
    time.sleep(1.0)
    figures.must(crew.falls <= most_falls, f"worker or timetable ended {crew.falls} times")
    figures.must(
        figures.seconds <= _ANSWERS_AGAIN * busy(),
        f"the worker took {figures.seconds:.1f} s to take work again",
    )
    figures.must(rings.longest <= _RING_TAKES, f"a ring took {rings.longest:.1f} s")
    compare(figures, due, stage.mail.came(), slack=_SLACK)
    # A task that is cut off by a lost connection may have one mail in hands, in each child.
    figures.judge(most_raw=figures.times * _POOL)


def _has_come(stage: Stage, rings: _Rings, due: list[Due]) -> bool:
    rings.try_once()
    return all_came(due, stage.mail.came())


def _socket(stage: Stage) -> object:
    return embedded_redis.folder(stage.folder) / "redis.sock"


def _is_full(client: redis.Redis) -> bool:
    try:
        for number in range(5000):
            client.set(f"junk-{number}", "x" * 1000)
    except redis.exceptions.ResponseError:
        return True
    return False
