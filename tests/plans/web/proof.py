"""Somebody who proved a moment ago, in this browser, who they are."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from plans.selectors.recent_sign_in import RECORDS


def prove(client: Client, *, ago: timedelta = timedelta(0)) -> None:
    """Note in the session of ``client`` that a password was given some time ago."""
    session = client.session
    at = (timezone.now() - ago).timestamp()
    session[RECORDS] = [{"method": "password", "at": at, "reauthenticated": True}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
