"""Runs the study: ``python -m benchmarks.calibration [--n 200] [--seed 20260302] [--write]``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.calibration.cohort import PATIENTS, PROTOCOLS, SEED, protocols_of, results_of
from benchmarks.calibration.counting import Miss
from benchmarks.calibration.page import headline, page
from benchmarks.calibration.plot import plot
from benchmarks.calibration.tables import tables

_DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; return 1 when somebody was missed for lack of data."""
    wanted = _parser().parse_args(arguments)
    protocols = protocols_of(wanted.protocols)
    results = results_of(protocols, number=wanted.n, seed=wanted.seed, processes=wanted.processes)
    print(headline(results), tables(results), sep="\n\n")
    if wanted.write:
        _write("calibration.md", page(results, number=wanted.n, seed=wanted.seed))
        _write("calibration.svg", plot(results))
    missed = [result for result in results if result.miss is Miss.DATA]
    for result in missed:
        print(f"missed for lack of data: {result.patient} ({result.threshold})", file=sys.stderr)
    return 1 if missed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration")
    parser.add_argument("--n", type=_positive, default=PATIENTS, help="patients of each kind")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed, another cohort")
    parser.add_argument("--protocols", nargs="+", choices=PROTOCOLS, default=PROTOCOLS)
    parser.add_argument("--processes", type=_positive, default=os.cpu_count() or 1)
    parser.add_argument("--write", action="store_true", help="refresh docs/calibration.md and .svg")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("1 or more is expected")
    return number


def _write(name: str, text: str) -> None:
    (_DOCS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
