"""The log has one line per record and holds nothing of what patients said."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, OperationalError

from recovery.log_lines import OneLine

SAID = "my knee hurts since the divorce"


def _line(message: str, *args: object, error: BaseException | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("plans", logging.WARNING, "file", 1, message, args, info)
    return OneLine().format(record)


def test_case_50_and_83_a_record_is_one_json_line_in_universal_time() -> None:
    line = _line("a path: %s", "/plans/\r\n2030-01-01 forged \x1b[31m")

    assert "\n" not in line
    assert "\x1b" not in line
    told = json.loads(line)
    assert told["event"] == "a path: /plans/\r\n2030-01-01 forged \x1b[31m"
    assert datetime.fromisoformat(told["at"]).tzinfo == UTC
    assert told["at"].endswith("Z")
    assert (told["level"], told["logger"]) == ("WARNING", "plans")


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u202e", "\x9b", "\x7f", "\U000e0041"])
def test_case_50_signs_that_end_or_turn_a_line_are_written_out(sign: str) -> None:
    line = _line("a name: %s", f"a{sign}b")

    assert line.isprintable()
    assert json.loads(line)["event"] == f"a name: a{sign}b"


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("to sanne.jansen+knie@example.org now", "to <address> now"),
        ("/patients/?q=jansen&page=2 was slow", "/patients/?<left out> was slow"),
        ("/invitation/Zk3v9_Qm1xT7b-0aLw8RcY2pNf5HdUeKs4JtGiOoPqA/", "/invitation/<key>/"),
        ("s1.3.kgyj_Y3TA2IWpd3AIYgUuaJdd15ZYN8uXkGmPdpe7A", "s1.3.<key>"),
        (
            "/api/plans/6f9619ff-8b86-4d01-b42d-00cf4fc964ff/",
            "/api/plans/6f9619ff-8b86-4d01-b42d-00cf4fc964ff/",
        ),
        ("what now? nothing", "what now? nothing"),
    ],
)
def test_addresses_searches_and_keys_are_left_out(said: str, logged: str) -> None:
    assert json.loads(_line("%s", said))["event"] == logged


def test_words_that_do_not_fit_their_pattern_are_not_written_past_the_log(
    capfd: pytest.CaptureFixture[str],
) -> None:
    line = _line("%d times", SAID)

    assert json.loads(line)["event"] == "%d times"
    assert SAID not in "".join(capfd.readouterr())


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
