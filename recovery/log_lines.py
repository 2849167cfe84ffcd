"""How the program writes about itself: one JSON line per record, nothing of what patients said."""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

import structlog
from django.db import OperationalError
from structlog.typing import EventDict, WrappedLogger

# These speak of servers and files; any other exception may quote a row, a form or an answer.
_MAY_SPEAK = (OperationalError, OSError, ImportError)

_HIDDEN = (
    (re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)*"), "<address>"),
    # What somebody searched for, and keys that some links carry.
    (re.compile(r"(?<=[\w/])\?[^\s\"']+"), "?<left out>"),
    # The web server quotes a request that it does not understand.
    (re.compile(r"(Invalid request from ip=\S+: [^:']*).*", re.DOTALL), r"\1<left out>"),
    # Longer than any name of ours, and with digits: a key of a link, a token, sealed words.
    (re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{40,}(?![\w-])"), "<key>"),
)


class OneLine(structlog.stdlib.ProcessorFormatter):
    """Formats a record as one JSON line: ``at`` (UTC), ``level``, ``logger``, ``event``, ``error``.

    What belongs to a request or a task has its ``trace`` too. An exception is told by its types and
    places, not by its words.
    """

    def __init__(self) -> None:
        super().__init__(
            foreign_pre_chain=[structlog.contextvars.merge_contextvars, _describe],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _hide,
                structlog.processors.JSONRenderer(serializer=_as_json),
            ],
        )

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line without control characters."""
        return super().format(_sayable(_without_task_words(record)))


def _describe(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Say when, how grave, and of which part of the program; and where an exception came from."""
    record: logging.LogRecord = event["_record"]
    info = event.pop("exc_info", None)
    event.pop("stack_info", None)
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    told: EventDict = {
        "at": at.replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        **event,
    }
    if isinstance(info, tuple) and info[1] is not None:
        told["error"] = " <- ".join(_places(link) for link in _chain(info[1]))
    return told


def _hide(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Leave out addresses of people, what was asked behind a ``?``, and keys of links."""
    return {key: _hidden(said) if isinstance(said, str) else said for key, said in event.items()}


def _hidden(text: str) -> str:
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text


def _as_json(event: EventDict, **_options: Any) -> str:
    return _on_one_line(json.dumps(event, ensure_ascii=False, default=_kind_of))


def _kind_of(thing: object) -> str:
    """Name what is no text by its kind only: its words may be a patient's."""
    return type(thing).__name__


def _chain(error: BaseException | None) -> list[BaseException]:
    links: list[BaseException] = []
    while error is not None and error not in links:
        links.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return links


def _places(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    way = " > ".join(f"{frame.filename}:{frame.lineno}" for frame in frames)
    said = f"({error})" if isinstance(error, _MAY_SPEAK) else ""
    return f"{type(error).__name__}{said} at {way}"


def _without_task_words(record: logging.LogRecord) -> logging.LogRecord:
    """Return Celery's line about a failed task without the exception's words and the arguments."""
    if not isinstance(record.args, dict) or "traceback" not in record.args:
        return record
    copy = logging.makeLogRecord(record.__dict__)
    copy.args = dict(record.args) | {"exc": "", "traceback": "", "args": "", "kwargs": ""}
    return copy


def _sayable(record: logging.LogRecord) -> logging.LogRecord:
    """Return a record whose words do not fit its pattern with the pattern alone.

    Python itself would write both to the terminal, past all that stands here.
    """
    try:
        record.getMessage()
    except (TypeError, ValueError, KeyError):
        record = logging.makeLogRecord(record.__dict__)
        record.args = ()
    return record


def _on_one_line(text: str) -> str:
    """Write what would end or colour a line as JSON writes it, also what JSON itself lets pass."""
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)
