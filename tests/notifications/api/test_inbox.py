"""The API by which somebody reads what they were told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from notifications.domain.kind import MessageKind
from plans.models import Patient, User
from tests.factories.plans import start_demo_plan
from tests.notifications.arrivals import arrive

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
INBOX = "/api/me/inbox/"
UNREAD = "/api/me/inbox/unread/"


def _signed_in(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


@pytest.fixture
def at_home(patient: Patient) -> APIClient:
    return _signed_in(patient.user)


def test_a_message_says_what_it_is_about_and_nothing_about_health(
    at_home: APIClient, patient: Patient
) -> None:
    plan = start_demo_plan(patient)
    message = arrive(patient.user, patient, at=NOW, kind=MessageKind.GATE_MET, plan=plan)

    (card,) = at_home.get(INBOX, headers={"Accept-Language": "en"}).json()["results"]

    assert card == {
        "id": str(message.public_id),
        "kind": "gate_met",
        "headline": "You are ready for a next step",
        "sentence": (
            "You have reached what the next phase asks. You open it yourself in your plan."
        ),
        "at": "2026-03-10T10:00:00+01:00",
        "read_at": None,
        "plan": str(plan.public_id),
        "about": None,
    }


def test_a_clinician_reads_whom_it_is_about(patient: Patient, physiotherapist: User) -> None:
    arrive(physiotherapist, patient, at=NOW, kind=MessageKind.ALERT)

    (card,) = _signed_in(physiotherapist).get(INBOX).json()["results"]

    assert card["about"] == {"id": str(patient.public_id), "name": patient.user.name}


def test_the_inbox_comes_in_pages_the_newest_first(at_home: APIClient, patient: Patient) -> None:
    rows = [arrive(patient.user, patient, at=NOW + hours * HOUR) for hours in range(3)]

    page = at_home.get(INBOX, {"page_size": 2}).json()

    assert page["count"] == 3
    assert [card["id"] for card in page["results"]] == [
        str(rows[2].public_id),
        str(rows[1].public_id),
    ]


def test_reading_counts_once(at_home: APIClient, patient: Patient) -> None:
    rows = [arrive(patient.user, patient, at=NOW + hours * HOUR) for hours in range(2)]
    address = f"{INBOX}{rows[0].public_id}/read/"

    first, second = (at_home.post(address) for _ in range(2))

    assert (first.status_code, second.status_code) == (HTTPStatus.OK, HTTPStatus.OK)
    assert first.json()["read_at"] is not None
    assert first.json() == second.json()
    assert at_home.get(UNREAD).json() == {"unread": 1}


def test_the_message_of_somebody_else_does_not_exist(
    at_home: APIClient, patient: Patient, physiotherapist: User
) -> None:
    other = arrive(physiotherapist, patient, at=NOW, kind=MessageKind.ALERT)

    answer = at_home.post(f"{INBOX}{other.public_id}/read/")

    assert answer.status_code == HTTPStatus.NOT_FOUND
    other.refresh_from_db()
    assert other.read_at is None
    assert at_home.get(INBOX).json()["results"] == []


@pytest.mark.parametrize("messages", [1, 3])
def test_a_page_takes_the_same_queries_however_long(
    at_home: APIClient,
    patient: Patient,
    messages: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for hours in range(messages):
        arrive(patient.user, patient, at=NOW + hours * HOUR)

    with django_assert_num_queries(10):  # session, person, count, page; access log
        at_home.get(INBOX)


@pytest.mark.parametrize("address", [INBOX, UNREAD])
def test_who_is_not_signed_in_has_no_inbox(db: None, address: str) -> None:
    assert APIClient().get(address).status_code == HTTPStatus.UNAUTHORIZED
