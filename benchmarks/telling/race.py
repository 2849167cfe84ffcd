"""Every way in turn, several rounds over, each with the same rows in the same database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from benchmarks.telling import peers
from benchmarks.telling.effort import Effort, Watch
from benchmarks.telling.ledger import fill, refuse_unsent, wait_until_settled
from benchmarks.telling.workers import Worker, run_worker
from recovery.celery import app

TICK = "notifications.tasks.tick"
_QUEUE = "celery"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to hand ``rows`` messages over; ``begin`` may return before that is done."""

    name: str
    rows: int
    begin: Callable[[], object]

    def effort(self) -> Effort:
        """Return what a message costs, all of them handed over and marked as sent."""
        fill(self.rows)
        watch = Watch()
        self.begin()
        wait_until_settled()
        effort = watch.read()
        refuse_unsent(self.rows)
        return effort.each(self.rows)


def race(*, rows: int, peer_rows: int, rounds: int) -> None:
    """Time the program, its peers and the limit in turn, and print their medians."""
    ways = (
        Way("peer A: one Celery task a reminder", peer_rows, peers.ring_for_each),
        Way("peer B: one at a time, no broker", peer_rows, peers.one_at_a_time),
        Way("the program: a tick, every rule looked at", rows, ring_once),
        Way("the limit: batches of 500, no rule, no broker", rows, peers.bare_batches),
    )
    taken: dict[str, list[Effort]] = {way.name: [] for way in ways}
    with _our_worker(), run_worker(peers.app, peers.__name__, peers.QUEUE, _log()):
        for _ in range(rounds + 1):
            for way in ways:
                taken[way.name].append(way.effort())
    _show(ways, {name: Effort.middle(efforts[1:]) for name, efforts in taken.items()})


def _show(ways: tuple[Way, ...], efforts: dict[str, Effort]) -> None:
    peer = efforts[ways[0].name]
    print(f"\n  {'':<48}{'':>8}{'elapsed':>11}{'':>10}{'processor':>11}")
    head = ("rows", "a second", "x peer A", "us each", "x peer A")
    print(f"  {'way':<48}{head[0]:>8}{head[1]:>11}{head[2]:>10}{head[3]:>11}{head[4]:>10}")
    for way in ways:
        effort = efforts[way.name]
        print(
            f"  {way.name:<48}{way.rows:>8}"
            f"{1 / effort.elapsed:>11,.0f}{peer.elapsed / effort.elapsed:>10.1f}"
            f"{effort.worked * 1e6:>11,.0f}{peer.worked / effort.worked:>10.1f}"
        )


def show_memory(*, few: int, many: int) -> None:
    """Print how much memory a fresh worker needs for few and for many messages."""
    print("\n  peak memory of a process of a fresh worker")
    for rows in (few, many):
        fill(rows)
        with _our_worker() as worker:
            ring_once()
            wait_until_settled()
            print(f"  {rows:>8} rows{worker.peak_memory():>8.0f} MB")
        refuse_unsent(rows)


def ring_once() -> None:
    """Ring as the timetable does every half minute."""
    app.send_task(TICK)


def _our_worker() -> AbstractContextManager[Worker]:
    return run_worker(app, "recovery.celery", _QUEUE, _log())


def _log() -> Path:
    return Path(settings.STATE_DIR) / "workers.log"
