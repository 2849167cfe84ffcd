"""What happens at the same moment, or only once it is really kept."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import caches
from django.db import connections
from django.test import Client
from django.urls import reverse

from plans.models import AccessEntry, Patient, User
from tests.factories.people import PASSWORD, code_on_phone

pytestmark = pytest.mark.usefixtures("committed")

LOGIN = "/accounts/login/"
ENROL = "/accounts/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def _new_tries(committed: None) -> Iterator[None]:
    caches["default"].clear()
    yield
    caches["default"].clear()


def test_case_4_fifty_at_once_get_no_more_tries_than_one_after_the_other(
    patient: Patient,
) -> None:
    def attempt(_: int) -> int:
        try:
            return (
                Client().post(LOGIN, {"login": patient.user.email, "password": "mis"}).status_code
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as crowd:
        statuses = list(crowd.map(attempt, range(50)))

    assert statuses.count(HTTPStatus.OK) <= 5
    assert set(statuses) == {HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS}


def test_case_9_of_two_at_once_one_gets_in(physiotherapist: User) -> None:
    authenticator = Authenticator.objects.get(user=physiotherapist)
    code = code_on_phone()

    def attempt(_: int) -> bool:
        try:
            return bool(TOTP(authenticator).validate_code(code))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as both:
        got_in = list(both.map(attempt, range(4)))

    assert got_in.count(True) == 1


def test_setting_it_up_opens_the_rest_and_gives_recovery_codes(newcomer: User) -> None:
    client = Client()
    client.post(LOGIN, {"login": newcomer.email, "password": PASSWORD})
    page = client.get(ENROL).content.decode()
    assert "data:image/svg+xml" in page
    secret = client.session["mfa.totp.secret"]
    before = client.session.session_key

    answer = client.post(ENROL, {"code": _code_of(secret)})

    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert client.session.session_key != before
    assert client.get("/worklist/").status_code == HTTPStatus.OK
    assert client.get(reverse("usersessions_list")).content.decode().count("<li>") >= 1
    shown = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert shown.count("<code>") == 10
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert "<code>" not in again
    kinds = AccessEntry.objects.values_list("kind", flat=True)
    assert "second_factor_added" in kinds


def _code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    (counter,) = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(secret, counter)))
