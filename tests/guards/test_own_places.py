"""The tests have a place of their own, also where several processes share them out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

HERE = Path(__file__)


def test_the_settings_are_of_this_process() -> None:
    assert str(settings.STATE_DIR) == os.environ["STATE_DIR"]


def test_two_processes_side_by_side_have_a_place_each() -> None:
    one = f"{HERE}::{test_the_settings_are_of_this_process.__name__}"

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n2", one],
        cwd=HERE.parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
