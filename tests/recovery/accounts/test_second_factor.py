"""Who works at the clinic shows a second factor before anything else opens."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from plans.models import AccessEntry, Clinic, User
from plans.selectors.second_factor import has_second_factor, needs_second_factor
from tests.factories.people import (
    PASSWORD,
    TOTP_SECRET,
    code_on_phone,
    make_administrator,
    make_patient,
    make_staff,
)
from tests.servers.redis import empty

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
ENROL = "/accounts/2fa/totp/activate/"
SECOND = "/accounts/2fa/authenticate/"


@pytest.fixture(autouse=True)
def _new_tries() -> Iterator[None]:
    caches["default"].clear()
    yield
    caches["default"].clear()


def _with_password(user: User) -> Client:
    client = Client()
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    return client


def _signed_in(user: User) -> Client:
    client = _with_password(user)
    client.post(SECOND, {"code": code_on_phone()})
    return client


@pytest.mark.parametrize("page", ["/", "/worklist/", "/inbox/", "/admin/", "/accounts/sessions/"])
def test_case_7_without_one_every_page_leads_to_setting_it_up(newcomer: User, page: str) -> None:
    User.objects.filter(pk=newcomer.pk).update(is_staff=True)
    client = _with_password(newcomer)

    answer = client.get(page)

    assert answer.status_code == HTTPStatus.FOUND
    assert answer.headers["Location"] == ENROL


def test_case_7_the_api_says_so(newcomer: User) -> None:
    client = _with_password(newcomer)
    by_session = client.get("/api/protocols/")
    by_app = Client().get(
        "/api/protocols/", headers={"X-Session-Token": client.session.session_key or ""}
    )

    for answer in (by_session, by_app):
        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert answer.json()["type"] == "urn:recovery:mfa-required"


def test_case_7_no_token_is_given_for_a_password_alone(physiotherapist: User) -> None:
    answer = Client().post(
        "/api/tokens/",
        {"email": physiotherapist.email, "password": PASSWORD},
        content_type="application/json",
    )

    assert answer.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
    assert not AuthToken.objects.filter(user=physiotherapist).exists()


def test_case_7_a_patient_needs_none(clinic: Clinic) -> None:
    patient = make_patient(clinic, password=PASSWORD)

    assert not needs_second_factor(patient.user)
    assert _with_password(patient.user).get("/today/").status_code == HTTPStatus.OK


def test_case_7_who_works_there_needs_one(clinic: Clinic, newcomer: User) -> None:
    for user in (newcomer, make_staff(clinic), make_administrator(clinic)):
        assert needs_second_factor(user)


def test_case_8_the_admin_has_no_way_in_with_a_password_alone(clinic: Clinic) -> None:
    staff = make_administrator(clinic, password=PASSWORD)
    client = Client()

    for answer in (
        client.get("/admin/login/"),
        client.post("/admin/login/", {"username": staff.email, "password": PASSWORD}),
    ):
        assert answer.status_code == HTTPStatus.FOUND
        assert answer.headers["Location"].startswith(LOGIN)
    assert "_auth_user_id" not in client.session


def test_the_password_alone_opens_nothing(physiotherapist: User) -> None:
    client = _with_password(physiotherapist)

    assert client.get("/worklist/").headers["Location"].startswith(LOGIN)
    assert client.get("/api/protocols/").status_code == HTTPStatus.UNAUTHORIZED


def test_case_9_a_code_works_once(physiotherapist: User) -> None:
    first, second = _with_password(physiotherapist), _with_password(physiotherapist)
    code = code_on_phone()

    assert first.post(SECOND, {"code": code}).status_code == HTTPStatus.FOUND
    assert second.post(SECOND, {"code": code}).status_code == HTTPStatus.OK
    assert "_auth_user_id" not in second.session


def test_case_9_an_emptied_redis_forgets_no_used_code(
    physiotherapist: User, redis_url: str
) -> None:
    first, second = _with_password(physiotherapist), _with_password(physiotherapist)
    code = code_on_phone()
    assert first.post(SECOND, {"code": code}).status_code == HTTPStatus.FOUND

    empty(redis_url)
    caches["in_memory"].clear()

    assert second.post(SECOND, {"code": code}).status_code == HTTPStatus.OK
    assert "_auth_user_id" not in second.session


def test_case_74_an_emptied_redis_gives_nobody_new_tries(
    physiotherapist: User, redis_url: str
) -> None:
    client = _with_password(physiotherapist)
    wrong = "000000" if code_on_phone() != "000000" else "111111"
    for _ in range(5):
        client.post(SECOND, {"code": wrong})

    empty(redis_url)
    caches["in_memory"].clear()

    answer = client.post(SECOND, {"code": code_on_phone()})
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "_auth_user_id" not in client.session


def test_case_10_a_recovery_code_works_once_and_is_not_kept_readable(
    physiotherapist: User,
) -> None:
    codes = RecoveryCodes.activate(physiotherapist)
    code = codes.generate_codes()[0]

    first = _with_password(physiotherapist)
    assert first.post(SECOND, {"code": code}).status_code == HTTPStatus.FOUND
    second = _with_password(physiotherapist)
    assert second.post(SECOND, {"code": code}).status_code == HTTPStatus.OK
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert code not in kept
    assert TOTP_SECRET not in kept
    assert "s1." in kept


def test_guessing_codes_stops_after_five(physiotherapist: User) -> None:
    client = _with_password(physiotherapist)
    wrong = "000000" if code_on_phone() != "000000" else "111111"

    statuses = [client.post(SECOND, {"code": wrong}).status_code for _ in range(6)]

    assert statuses == [HTTPStatus.OK] * 5 + [HTTPStatus.TOO_MANY_REQUESTS]
    assert AccessEntry.objects.filter(kind="second_factor_failed").count() == 5


def test_case_15_the_last_one_cannot_be_taken_away(physiotherapist: User) -> None:
    client = _signed_in(physiotherapist)

    client.post(reverse("mfa_deactivate_totp"))

    assert has_second_factor(physiotherapist)


def test_who_loses_it_is_outside_at_once(physiotherapist: User) -> None:
    client = _signed_in(physiotherapist)
    assert client.get("/worklist/").status_code == HTTPStatus.OK

    Authenticator.objects.get(user=physiotherapist).delete()

    assert client.get("/worklist/").headers["Location"].startswith(LOGIN)


def test_an_app_signs_in_with_password_and_code(physiotherapist: User) -> None:
    app = Client(HTTP_USER_AGENT="app")
    base = "/_allauth/app/v1/auth"
    asked = app.post(
        f"{base}/login",
        {"email": physiotherapist.email, "password": PASSWORD},
        content_type="application/json",
    )
    assert asked.status_code == HTTPStatus.UNAUTHORIZED
    token = asked.json()["meta"]["session_token"]
    assert Client().get("/api/protocols/", headers={"X-Session-Token": token}).status_code == 401

    answer = app.post(
        f"{base}/2fa/authenticate",
        {"code": code_on_phone()},
        content_type="application/json",
        headers={"X-Session-Token": token},
    )

    assert answer.status_code == HTTPStatus.OK
    token = answer.json()["meta"]["session_token"]
    assert Client().get("/api/protocols/", headers={"X-Session-Token": token}).status_code == 200
