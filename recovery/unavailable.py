"""What people are told when the database cannot be used: nothing is lost, try again soon."""

from __future__ import annotations

import logging
import sqlite3
import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from recovery.problem import asks_the_api, problem

_LOG = logging.getLogger(__name__)

RETRY_AFTER = 10
"""Seconds after which it is worth asking again: a database that restarts is back by then."""

_SQLITE_PLACE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer that the clinic's record cannot be reached now (503), in the form of this door."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    answer: HttpResponse
    if asks_the_api(request):
        detail = _("The record cannot be reached now. Nothing was changed; try again in a moment.")
        answer = problem("unavailable", status, detail)
    else:
        answer = render(None, "plans/unavailable.html", status=status)
    answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def answer_to_a_mistake(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``: tell a database that is away from a mistake of our own."""
    error = sys.exc_info()[1]
    if is_unavailable(error):
        _LOG.error("The database could not be used: %s", type(error).__name__)
        return unavailable(request)
    if asks_the_api(request):
        detail = _("Something went wrong with us. Nothing was changed; try again, or call us.")
        return problem("error", HTTPStatus.INTERNAL_SERVER_ERROR, detail)
    return server_error(request)


def is_unavailable(error: BaseException | None) -> bool:
    """Say whether this is a database that is gone, full or busy, and not a mistake of our own."""
    while error is not None:
        if isinstance(error, InterfaceError):
            return True
        if isinstance(error, OperationalError):
            return _is_of_the_place(error)
        error = error.__cause__ or error.__context__
    return False


def _is_of_the_place(error: OperationalError) -> bool:
    """SQLite gives this name to wrong statements too; PostgreSQL to what happens to a server."""
    cause = error.__cause__
    return not isinstance(cause, sqlite3.Error) or cause.sqlite_errorcode & 0xFF in _SQLITE_PLACE
