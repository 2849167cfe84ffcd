"""What a patient asks about their own record through the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from knox.models import AuthToken
from rest_framework.test import APIClient

from plans.models import Patient, RightsRequest
from plans.services.rights import ask
from recovery.accounts.models import ApiToken, TokenScope
from tests.factories.people import make_administrator
from tests.plans.api.conftest import NOW, Scene, SignIn
from tests.plans.web.proof import prove

EXPORT = "/api/me/export/"
REQUESTS = "/api/me/requests/"


@pytest.fixture
def at_home(sign_in: SignIn, patient: Patient) -> APIClient:
    return sign_in(patient.user)


def test_a_patient_gets_everything_at_once(at_home: APIClient, scene: Scene) -> None:
    prove(at_home)

    answer = at_home.get(EXPORT)

    assert answer.status_code == 200
    document = answer.json()
    assert (document["format"], document["version"]) == ("recovery-own-data", 1)
    assert [row["public_id"] for row in document["tables"]["plans.plan"]] == [
        str(scene.plan.public_id)
    ]
    assert str(scene.other_plan.public_id) not in answer.content.decode()


def test_the_export_asks_for_a_recent_sign_in(at_home: APIClient) -> None:
    prove(at_home, ago=timedelta(minutes=10))

    answer = at_home.get(EXPORT)

    assert answer.status_code == 403
    assert answer.json()["type"].endswith("reauthentication-required")


def test_only_patients_have_a_record_to_take_along(scene: Scene, sign_in: SignIn) -> None:
    office = make_administrator(scene.patient.clinic)
    for person in (scene.physiotherapist, scene.staff, office):
        client = sign_in(person)
        prove(client)
        assert client.get(EXPORT).status_code == 404
        assert client.get(REQUESTS).status_code == 404
        assert client.post(REQUESTS, {"kind": "destruction"}, format="json").status_code == 404


def test_a_patient_asks_and_reads_where_it_stands(at_home: APIClient, patient: Patient) -> None:
    body = {"kind": "correction", "wish": "Het was links."}

    made = at_home.post(REQUESTS, body, format="json")

    assert made.status_code == 201
    assert RightsRequest.objects.get(patient=patient).wish == "Het was links."
    listed = at_home.get(REQUESTS).json()["results"]
    assert listed == [made.json()]
    assert (listed[0]["status"], listed[0]["answer"]) == ("asked", None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "export"},
        {"kind": "correction"},
        {"kind": "destruction", "patient": "x"},
        {"kind": "destruction", "status": "done"},
    ],
)
def test_anything_else_is_refused(at_home: APIClient, body: dict[str, str]) -> None:
    assert at_home.post(REQUESTS, body, format="json").status_code == 400
    assert not RightsRequest.objects.exists()


def test_one_open_request_of_a_kind(at_home: APIClient, patient: Patient) -> None:
    ask(patient=patient, kind="destruction", by=patient.user, now=NOW)

    assert at_home.post(REQUESTS, {"kind": "destruction"}, format="json").status_code == 409


def test_a_patient_sees_only_the_own_requests(at_home: APIClient, scene: Scene) -> None:
    other = scene.other_patient
    ask(patient=other, kind="destruction", by=other.user, now=NOW)

    assert at_home.get(REQUESTS).json()["results"] == []


def test_a_request_that_is_sent_twice_is_asked_once(at_home: APIClient) -> None:
    body, key = {"kind": "destruction"}, {"Idempotency-Key": "eenmaal"}

    answers = [at_home.post(REQUESTS, body, format="json", headers=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert RightsRequest.objects.count() == 1


def test_an_app_that_signed_in_a_moment_ago_gets_everything(patient: Patient) -> None:
    browser = APIClient()
    browser.force_login(patient.user)
    prove(browser)
    app = APIClient(headers={"X-Session-Token": browser.session.session_key})

    assert app.get(EXPORT).status_code == 200


def test_an_app_that_signed_in_long_ago_does_not(patient: Patient) -> None:
    browser = APIClient()
    browser.force_login(patient.user)
    prove(browser, ago=timedelta(minutes=10))
    app = APIClient(headers={"X-Session-Token": browser.session.session_key})

    assert app.get(EXPORT).status_code == 403


def test_a_token_of_a_program_takes_nothing_along(patient: Patient) -> None:
    row, token = AuthToken.objects.create(user=patient.user)
    ApiToken.objects.create(token=row, name="horloge", scope=TokenScope.READ)
    program = APIClient(headers={"Authorization": f"Bearer {token}"})

    assert program.get(REQUESTS).status_code == 200
    assert program.get(EXPORT).status_code == 403
