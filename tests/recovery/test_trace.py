"""The lines of one request or task can be found by one trace, in the log and in the access log."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from io import StringIO
from typing import Any

import pytest
from celery import current_app
from django.test import Client

from plans.models import AccessEntry, Patient, User
from tests.factories.people import make_clinic, make_patient, make_physiotherapist

BEGUN = "4bf92f3577b34da6a3ce929d0e0e4736"
HEADERS = {"traceparent": f"00-{BEGUN}-00f067aa0ba902b7-01"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def physiotherapist() -> User:
    return make_physiotherapist(make_clinic())


@pytest.fixture
def stranger(physiotherapist: User) -> Patient:
    """A patient of another clinic."""
    return make_patient(make_clinic())


def _lines(logged: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in logged.getvalue().splitlines()]


def test_a_refusal_has_the_callers_trace_in_the_log_and_in_the_access_log(
    physiotherapist: User, stranger: Patient, logged: StringIO
) -> None:
    client = Client()
    client.force_login(physiotherapist)

    answer = client.get(f"/patients/{stranger.public_id}/", headers=HEADERS)

    assert answer.status_code == HTTPStatus.NOT_FOUND
    denied = AccessEntry.objects.get(kind="denied")
    assert denied.trace_id == BEGUN
    assert {line["trace"] for line in _lines(logged) if line["logger"] == "django.request"} == {
        BEGUN
    }


@pytest.mark.parametrize("sent", [{}, {"traceparent": "00-forged\r\nline-00"}])
def test_who_brings_no_trace_is_given_one_of_their_own(
    sent: dict[str, str], logged: StringIO
) -> None:
    for _ in range(2):
        Client().get("/nowhere/", headers=sent)

    first, second = (line["trace"] for line in _lines(logged) if line["logger"] == "django.request")
    assert first != second
    assert len(first) == len(BEGUN) == len(second)


def test_what_comes_after_a_request_has_nothing_of_its_trace(
    logged: StringIO,
) -> None:
    Client().get("/nowhere/", headers=HEADERS)

    logging.getLogger("plans").warning("later")

    assert "trace" not in _lines(logged)[-1]


def test_a_task_is_its_own_trace(logged: StringIO) -> None:
    @current_app.task(name="tests.speaking")
    def speaking() -> None:
        logging.getLogger("plans").warning("at work")

    try:
        speaking.apply(task_id="4bf92f35-77b3-4da6-a3ce-929d0e0e4736")
    finally:
        current_app.tasks.unregister("tests.speaking")

    (line,) = (line for line in _lines(logged) if line["event"] == "at work")
    assert line["trace"] == BEGUN
