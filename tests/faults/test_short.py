"""A few of the faults, with small numbers; all of them are made by ``make faults``."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from recovery.launch.programs import PROJECT_DIR
from tests.faults.figures import Figures
from tests.faults.register import FAULTS
from tests.faults.table import in_lines


def test_a_few_faults_with_small_numbers_do_no_harm() -> None:
    told = {"DATABASE_URL", "STATE_DIR"}
    env = {name: value for name, value in os.environ.items() if name not in told}

    made = subprocess.run(
        (sys.executable, "-m", "tests.faults", "--short"),
        cwd=PROJECT_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )

    assert made.returncode == 0, made.stdout + made.stderr
    for fault in FAULTS:
        assert (f"\n{fault.name} " in made.stdout) == bool(fault.short_on)


def _figures() -> Figures:
    return Figures(
        fault="worker-killed",
        database="SQLite",
        clock="real",
        times=3,
        due=10,
        delivered=10,
        calls_due=2,
        calls_delivered=2,
    )


def test_what_holds_breaks_nothing() -> None:
    figures = _figures()

    figures.judge(most_raw=0)

    assert figures.broken == []
    assert "holds" in in_lines([figures])[1]


@pytest.mark.parametrize(
    ("field", "value"),
    [("delivered", 9), ("visible", 1), ("late", 1), ("raw", 4), ("calls_delivered", 1)],
)
def test_each_harm_is_called_so(field: str, value: int) -> None:
    figures = _figures()
    setattr(figures, field, value)

    figures.judge(most_raw=3)

    assert len(figures.broken) == 1
    assert "BROKEN" in in_lines([figures])[1]
