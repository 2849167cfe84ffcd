"""No test file falls between two runs, and the short run looks at nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.selection import Selection, short_run, whole_run

ROOT = Path(__file__).parents[2]
FILES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py"))


def _times(file: str, selection: Selection) -> int:
    parts = (selection.with_sqlite, selection.with_postgres, selection.programs)
    return sum(_runs(file, arguments) for arguments in parts)


def _runs(file: str, arguments: list[str]) -> bool:
    named = [argument for argument in arguments if not argument.startswith("--")]
    left_out = [
        argument.removeprefix("--ignore=") for argument in arguments if argument not in named
    ]
    return (not named or _lies_in(file, named)) and not _lies_in(file, left_out)


def _lies_in(file: str, places: list[str]) -> bool:
    return any(Path(file).is_relative_to(place) for place in places)


def test_the_short_run_runs_no_file_twice_and_leaves_some_to_the_whole() -> None:
    times = {file: _times(file, short_run()) for file in FILES}

    assert {file for file, often in times.items() if often > 1} == set()
    assert 0 in times.values()


def test_the_whole_run_runs_every_file() -> None:
    assert [file for file in FILES if not _times(file, whole_run())] == []


@pytest.mark.parametrize("selection", [short_run(), whole_run()], ids=["short", "whole"])
def test_every_place_that_is_named_is_there(selection: Selection) -> None:
    named = [*selection.with_sqlite, *selection.with_postgres, *selection.programs]

    places = [argument.removeprefix("--ignore=") for argument in named]

    assert [place for place in places if not (ROOT / place).exists()] == []
