"""Sees in every test whether an answer was made from a patient's record without a line of the log.

A page or address that reads what is about patients and leaves no line in the access log fails the
test that asked for it, whatever that test is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any

from django.apps import apps
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from plans.domain.privacy import About
from recovery.privacy import REGISTER

MESSAGES = "notifications.Message"
"""About anybody with an account, but what is sent to patients says how they are doing."""

OF_THE_LOG = ("plans.AccessSubject",)
"""The log's own rows: reading whether somebody looked is not looking."""

EXCEPTIONS: dict[str, str] = {
    "/api/me/inbox/unread/": "how many messages one has oneself: a number, asked every minute",
    "/preferences/": "looks up in which zone a colleague lives; a patient's visit is a line",
    "/health": "it counts what could not be told, for whoever watches the machine",
    "/admin/": "the first page counts what could not be told, and names nobody",
}
"""Routes that read such rows and show none of them, each with its reason."""

_WRITTEN_TO_BE_TOLD = re.compile('INSERT (OR IGNORE )?INTO "notifications_message"')
"""A mail about an account that will go out reads nothing of anybody."""

_LINE = 'INSERT INTO "plans_accessentry"'

found: list[str] = []
"""What the current test found, as ``GET route: tables``."""


@cache
def tables() -> re.Pattern[str]:
    """Return what finds the tables about patients in a statement."""
    about = {table.model for table in REGISTER if table.about is About.PATIENTS} | {MESSAGES}
    names = [apps.get_model(label)._meta.db_table for label in sorted(about.difference(OF_THE_LOG))]
    return re.compile('"(' + "|".join(map(re.escape, names)) + ')"')


class AccessWatch:
    """Stands around the access log and reads along with the statements of each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and note it when the answer was made from a record without a line."""
        touched: set[str] = set()
        written: list[str] = []

        def read_along(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if not _WRITTEN_TO_BE_TOLD.match(sql):
                touched.update(tables().findall(sql))
            if sql.startswith(_LINE):
                written.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(read_along):
            answer = self._get_response(request)
        match = request.resolver_match
        route = f"/{match.route}" if match is not None else "?"
        shows = answer.status_code < HTTPStatus.BAD_REQUEST and route not in EXCEPTIONS
        if shows and touched and not written:
            found.append(f"{request.method} {route}: {', '.join(sorted(touched))}")
        return answer
