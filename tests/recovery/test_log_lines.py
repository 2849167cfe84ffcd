"""The log has one line per record and holds nothing of what patients said."""

from __future__ import annotations

import logging
import sys

import pytest
from django.db import IntegrityError, OperationalError

from recovery.log_lines import OneLine

SAID = "my knee hurts since the divorce"


def _line(message: str, *args: object, error: BaseException | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("plans", logging.WARNING, "file", 1, message, args, info)
    return OneLine().format(record)


def test_a_record_is_one_line_in_universal_time() -> None:
    line = _line("a path: %s", "/plans/\r\n2030-01-01 forged \x1b[31m")

    assert "\n" not in line
    assert "\x1b" not in line
    assert line.split(" ")[0].endswith("Z")
    assert line.split(" ")[1:3] == ["WARNING", "plans"]


def test_dutch_letters_stay_readable() -> None:
    assert "één knieën" in _line("één knieën")


def test_an_exception_shows_where_and_not_what() -> None:
    try:
        try:
            raise ValueError(SAID)
        except ValueError as cause:
            raise IntegrityError(SAID) from cause
    except IntegrityError as error:
        line = _line("it went wrong", error=error)

    assert SAID not in line
    assert "IntegrityError at " in line
    assert " <- ValueError at " in line
    assert "test_log_lines.py:" in line
    assert "\n" not in line


def test_trouble_with_a_server_may_be_told() -> None:
    line = _line("it went wrong", error=OperationalError("database or disk is full"))

    assert "OperationalError(database or disk is full)" in line


def test_a_failed_task_does_not_show_its_words() -> None:
    context = {"name": "plans.tasks.x", "exc": SAID, "traceback": SAID, "args": SAID, "kwargs": ""}
    record = logging.LogRecord(
        "celery.app.trace",
        logging.ERROR,
        "file",
        1,
        "Task %(name)s raised unexpected: %(exc)s\n%(traceback)s %(args)s",
        (context,),
        None,
    )

    line = OneLine().format(record)

    assert SAID not in line
    assert "plans.tasks.x" in line


@pytest.mark.parametrize("handled", [True, False])
def test_a_traceback_that_another_handler_left_behind_is_not_used(handled: bool) -> None:
    record = logging.LogRecord("plans", logging.ERROR, "file", 1, "it went wrong", (), None)
    try:
        raise ValueError(SAID)
    except ValueError:
        record.exc_info = sys.exc_info()
    if handled:
        logging.Formatter().format(record)

    assert SAID not in OneLine().format(record)
