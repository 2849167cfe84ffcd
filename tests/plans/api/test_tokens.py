"""Signing in with a token, and out."""

from __future__ import annotations

import pytest
from knox.models import AuthToken
from rest_framework.test import APIClient

from plans.models import Patient, User
from tests.factories.people import PASSWORD, make_patient
from tests.plans.api.conftest import Scene


@pytest.fixture
def runner(scene: Scene) -> Patient:
    return make_patient(scene.patient.clinic, email="loper@example.org", password=PASSWORD)


def test_an_address_and_password_give_a_token_that_works_until_it_is_ended(
    runner: Patient,
) -> None:
    client = APIClient()

    given = client.post(
        "/api/tokens/", {"email": "Loper@example.org", "password": PASSWORD}, format="json"
    )
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {given.json()['token']}")
    me = client.get("/api/me/")
    ended = client.delete("/api/tokens/current/")
    after = client.get("/api/me/")

    assert given.status_code == 201
    assert given.json()["expires_at"].startswith("2026-04-09")
    assert me.json()["email"] == "loper@example.org"
    assert (ended.status_code, after.status_code) == (204, 401)


@pytest.mark.parametrize("email", ["loper@example.org", "niemand@example.org"])
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    runner: Patient, email: str
) -> None:
    answer = APIClient().post(
        "/api/tokens/", {"email": email, "password": "niet-het-wachtwoord"}, format="json"
    )

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["type"] == "urn:recovery:wrong-email-or-password"


def test_who_may_not_sign_in_gets_no_token(runner: Patient) -> None:
    User.objects.filter(pk=runner.user_id).update(is_active=False)

    answer = _sign_in(PASSWORD)

    assert answer == 401


def test_a_token_ends_with_the_account(runner: Patient) -> None:
    _, token = AuthToken.objects.create(user=runner.user)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert client.get("/api/me/").status_code == 200

    User.objects.filter(pk=runner.user_id).update(is_active=False)

    assert client.get("/api/me/").status_code == 401


def test_the_eleventh_token_ends_the_oldest(runner: Patient) -> None:
    oldest, _ = AuthToken.objects.create(user=runner.user)
    AuthToken.objects.filter(pk=oldest.pk).update(created="2026-03-01T09:00:00Z")
    for _ in range(9):
        AuthToken.objects.create(user=runner.user)

    assert _sign_in(PASSWORD) == 201

    assert AuthToken.objects.filter(user=runner.user).count() == 10
    assert not AuthToken.objects.filter(pk=oldest.pk).exists()


def test_ten_wrong_passwords_a_minute_are_enough(runner: Patient) -> None:
    tries = [_sign_in("niet-het-wachtwoord") for _ in range(10)]

    refused = APIClient().post(
        "/api/tokens/", {"email": "loper@example.org", "password": PASSWORD}, format="json"
    )

    assert set(tries) == {401}
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0


def test_a_forged_address_of_the_caller_does_not_get_around_the_limit(runner: Patient) -> None:
    answers = [
        APIClient()
        .post(
            "/api/tokens/",
            {"email": "loper@example.org", "password": "niet-het-wachtwoord"},
            format="json",
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )
        .status_code
        for number in range(11)
    ]

    assert answers[-1] == 429


def test_a_page_of_another_site_cannot_use_somebodys_session(scene: Scene) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(scene.patient.user)

    forged = client.patch("/api/me/", {"language": "en"}, format="json")

    assert forged.status_code == 403
    assert forged["Content-Type"] == "application/problem+json"
    assert client.get("/api/me/").json()["language"] == "nl"


def test_a_token_is_stored_only_as_a_digest(runner: Patient) -> None:
    _, token = AuthToken.objects.create(user=runner.user)

    assert token not in str(list(AuthToken.objects.values_list()))


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer a b", "Bearer " + "a" * 5000, "Bearer \xff\xfe", "Basic bG9wZXI="]
)
def test_a_header_without_a_token_lets_nobody_in(runner: Patient, header: str) -> None:
    answer = APIClient().get("/api/me/", HTTP_AUTHORIZATION=header)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("body", [{}, {"email": "loper@example.org"}, {"email": 5, "password": 5}])
def test_half_a_sign_in_is_refused(runner: Patient, body: dict[str, object]) -> None:
    answer = APIClient().post("/api/tokens/", body, format="json")

    assert answer.status_code == 400


def _sign_in(password: str) -> int:
    return (
        APIClient()
        .post("/api/tokens/", {"email": "loper@example.org", "password": password}, format="json")
        .status_code
    )
