"""Whether somebody proved a moment ago who they are, for what must not happen behind their back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

RECORDS = "account_authentication_methods"
"""Under which name the library of sign-in keeps in a session how and when somebody proved it."""


def signed_in_lately(session: Any, *, now: datetime) -> bool:
    """Say whether the last sign-in or proof in ``session`` is a few minutes old at most.

    What is no session, such as a token of a program, proves nothing about who sits behind it.
    """
    if not isinstance(session, SessionBase):
        return False
    records = session.get(RECORDS)
    if not isinstance(records, list) or not records:
        return False
    last = max(float(record["at"]) for record in records)
    lasts = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    return now.timestamp() - last < lasts.total_seconds()
