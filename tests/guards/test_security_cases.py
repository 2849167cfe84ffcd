"""Every security case names tests that exist, or says why it does not apply."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
TABLE = PROJECT / "docs" / "security-cases.md"
CASES = range(1, 109)

_ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def _rows() -> dict[int, str]:
    found = {int(number): shown for number, _, shown in _ROW.findall(TABLE.read_text("utf-8"))}
    assert found, "the document has no table"
    return found


@cache
def _functions(path: str) -> frozenset[str]:
    tree = ast.parse((PROJECT / path).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_case_has_a_row() -> None:
    assert sorted(_rows()) == list(CASES)


@pytest.mark.parametrize("case", CASES)
def test_the_tests_that_a_case_names_exist(case: int) -> None:
    shown = _rows()[case]
    named = _TEST.findall(shown)

    assert named or "not applicable" in shown.lower() or "not done" in shown.lower(), shown
    for path, function in named:
        assert (PROJECT / path).is_file(), f"case {case} names {path}, which is not there"
        assert not function or function in _functions(path), f"case {case}: no {function} in {path}"
