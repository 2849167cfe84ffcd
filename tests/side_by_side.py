"""Several workers at once, each with a connection of its own, on rows that are really committed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

WORKERS = 3

Answer = TypeVar("Answer")


def all_at_once(work: Callable[[], Answer]) -> list[Answer]:
    """Let ``WORKERS`` threads do the same work at the same time, and return what each answered."""

    def one() -> Answer:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as workers:
        return [turn.result() for turn in [workers.submit(one) for _ in range(WORKERS)]]
