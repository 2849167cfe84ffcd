"""How the program writes about itself: one line per record, and nothing of what patients said."""

from __future__ import annotations

import logging
import time
import traceback
from types import TracebackType

from django.db import OperationalError

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# These speak of servers and files; any other exception may quote a row, a form or an answer.
_MAY_SPEAK = (OperationalError, OSError, ImportError)


class OneLine(logging.Formatter):
    """Formats a record as one line in UTC; an exception as its types and places, not its words."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line without control characters."""
        silenced = _without_task_words(record)
        # Another handler may have left its own, longer version of the traceback here.
        silenced.exc_text = None
        return _on_one_line(super().format(silenced))

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's own name
        """Return the chain of exceptions as types and places in the code."""
        _, error, _ = ei
        return "" if error is None else " <- ".join(_places(link) for link in _chain(error))


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


def _on_one_line(text: str) -> str:
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )
