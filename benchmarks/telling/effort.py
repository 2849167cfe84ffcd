"""What a stretch of work costs: elapsed seconds, and processor seconds of everybody who took part.

On a machine that others use too the elapsed time tells more of them than of the work.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from statistics import median
from typing import Self

import psutil


@dataclass(frozen=True, slots=True)
class Effort:
    """Seconds on the clock, and seconds of processor time over all processes."""

    elapsed: float
    worked: float

    def each(self, count: int) -> Effort:
        """Return the part of one of ``count``."""
        return Effort(self.elapsed / count, self.worked / count)

    @classmethod
    def middle(cls, efforts: list[Effort]) -> Self:
        """Return the median of several rounds, for each figure by itself."""
        return cls(
            median(effort.elapsed for effort in efforts),
            median(effort.worked for effort in efforts),
        )


class Watch:
    """Runs from when it is made until it is read."""

    def __init__(self) -> None:
        self._worked = _processor_seconds()
        self._began = time.perf_counter()

    def read(self) -> Effort:
        """Return the effort so far."""
        elapsed = time.perf_counter() - self._began
        return Effort(elapsed, _processor_seconds() - self._worked)


def _processor_seconds() -> float:
    """Return what this process, its workers and the servers beside it have used."""
    place = psutil.Process(os.getppid())
    return sum(_used(process) for process in place.children(recursive=True))


def _used(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
