"""Asking with a token: what it lets in, what ends it, and what it does not let do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from knox.models import AuthToken
from rest_framework.test import APIClient

from plans.models import AccessEntry, Patient, User
from recovery.accounts.models import ApiToken
from tests.factories.people import PASSWORD, make_patient
from tests.plans.api.conftest import NOW, Scene
from tests.plans.web.proof import prove

BODY = {"name": "Mijn horloge", "scope": "write", "days": 30}


@pytest.fixture
def runner(scene: Scene) -> Patient:
    return make_patient(scene.patient.clinic, email="loper@example.org", password=PASSWORD)


def _signed_in(user: User, *, proved: bool = True) -> APIClient:
    client = APIClient()
    client.force_login(user)
    if proved:
        prove(client)
    return client


def _with(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_case_18_a_token_is_shown_once_and_works_until_it_is_ended(runner: Patient) -> None:
    owner = _signed_in(runner.user)

    made = owner.post("/api/me/tokens/", BODY, format="json")
    program = _with(made.json()["token"])
    me = program.get("/api/me/")
    listed = owner.get("/api/me/tokens/").json()["results"]
    ended = owner.delete(f"/api/me/tokens/{made.json()['id']}/")
    after = program.get("/api/me/")

    assert made.status_code == 201
    assert me.json()["email"] == "loper@example.org"
    assert [(token["name"], token["scope"]) for token in listed] == [("Mijn horloge", "write")]
    assert made.json()["token"] not in str(listed)
    assert (ended.status_code, after.status_code) == (204, 401)
    kinds = AccessEntry.objects.filter(object_kind="token").order_by("seq")
    assert list(kinds.values_list("kind", flat=True)) == ["token_added", "token_removed"]


def test_case_18_a_token_is_kept_only_as_a_digest(runner: Patient) -> None:
    token = _signed_in(runner.user).post("/api/me/tokens/", BODY, format="json").json()["token"]

    assert token not in str(list(AuthToken.objects.values_list()))
    assert token not in str(list(ApiToken.objects.values_list()))


def test_case_18_a_token_expires(runner: Patient) -> None:
    token = _signed_in(runner.user).post("/api/me/tokens/", BODY, format="json").json()["token"]

    AuthToken.objects.update(expiry=NOW - timedelta(seconds=1))

    assert _with(token).get("/api/me/").status_code == 401


def test_case_18_a_token_that_may_only_look_changes_nothing(runner: Patient) -> None:
    body = BODY | {"scope": "read"}
    token = _signed_in(runner.user).post("/api/me/tokens/", body, format="json").json()["token"]
    program = _with(token)

    refused = program.patch("/api/me/", {"language": "en"}, format="json")

    assert program.get("/api/me/").json()["language"] == "nl"
    assert refused.status_code == 403
    assert refused.json()["type"] == "urn:recovery:token-may-only-look"


@pytest.mark.parametrize("body", [{"days": 91}, {"days": 0}, {"scope": "all"}, {"name": 5}])
def test_a_token_without_bounds_is_refused(runner: Patient, body: dict[str, object]) -> None:
    answer = _signed_in(runner.user).post("/api/me/tokens/", BODY | body, format="json")

    assert answer.status_code == 400
    assert not AuthToken.objects.exists()


def test_a_token_is_made_only_after_a_recent_sign_in_and_never_with_a_token(
    runner: Patient,
) -> None:
    late = _signed_in(runner.user, proved=False).post("/api/me/tokens/", BODY, format="json")
    token = _signed_in(runner.user).post("/api/me/tokens/", BODY, format="json").json()["token"]
    by_token = _with(token).post("/api/me/tokens/", BODY, format="json")

    assert (late.status_code, by_token.status_code) == (403, 403)
    assert late.json()["type"] == "urn:recovery:reauthentication-required"
    assert AuthToken.objects.count() == 1


def test_nobody_has_more_than_ten_tokens(runner: Patient) -> None:
    owner = _signed_in(runner.user)
    for _ in range(10):
        AuthToken.objects.create(user=runner.user)

    assert owner.post("/api/me/tokens/", BODY, format="json").status_code == 409


def test_somebody_elses_token_does_not_exist(scene: Scene, runner: Patient) -> None:
    made = _signed_in(runner.user).post("/api/me/tokens/", BODY, format="json").json()
    other = _signed_in(scene.patient.user)

    assert other.delete(f"/api/me/tokens/{made['id']}/").status_code == 404
    assert other.get("/api/me/tokens/").json()["results"] == []
    assert _with(made["token"]).get("/api/me/").status_code == 200


def test_a_token_without_a_card_is_of_an_older_way_and_over(runner: Patient) -> None:
    _, token = AuthToken.objects.create(user=runner.user)

    assert _with(token).get("/api/me/").status_code == 401


def test_no_token_is_given_for_a_password(runner: Patient) -> None:
    answer = APIClient().post(
        "/api/tokens/", {"email": "loper@example.org", "password": PASSWORD}, format="json"
    )

    assert answer.status_code == 404


def test_case_13_a_token_ends_with_the_account(runner: Patient) -> None:
    token = _signed_in(runner.user).post("/api/me/tokens/", BODY, format="json").json()["token"]
    assert _with(token).get("/api/me/").status_code == 200

    User.objects.filter(pk=runner.user_id).update(is_active=False)

    assert _with(token).get("/api/me/").status_code == 401


def test_signing_a_program_out_ends_its_token(runner: Patient) -> None:
    token = _signed_in(runner.user).post("/api/me/tokens/", BODY, format="json").json()["token"]

    assert _with(token).delete("/api/tokens/current/").status_code == 204
    assert _with(token).get("/api/me/").status_code == 401


def test_a_page_of_another_site_cannot_use_somebodys_session(scene: Scene) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(scene.patient.user)

    forged = client.patch("/api/me/", {"language": "en"}, format="json")

    assert forged.status_code == 403
    assert forged["Content-Type"] == "application/problem+json"
    assert client.get("/api/me/").json()["language"] == "nl"


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer a b", "Bearer " + "a" * 5000, "Bearer \xff\xfe", "Basic bG9wZXI="]
)
def test_a_header_without_a_token_lets_nobody_in(runner: Patient, header: str) -> None:
    answer = APIClient().get("/api/me/", HTTP_AUTHORIZATION=header)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"
