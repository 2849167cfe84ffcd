"""The lines of one request or task can be found by one trace, in the log and in the access log."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from http import HTTPStatus
from io import StringIO
from typing import Any

import pytest
from celery import current_app
from django.test import Client

from plans.models import AccessEntry, Patient, User
from recovery.log_lines import OneLine
from tests.factories.people import make_clinic, make_patient, make_physiotherapist

BEGUN = "4bf92f3577b34da6a3ce929d0e0e4736"
HEADERS = {"traceparent": f"00-{BEGUN}-00f067aa0ba902b7-01"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def logged() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What the program writes to its log during one test."""
    text = StringIO()
    terminal = logging.StreamHandler(text)
    terminal.setFormatter(OneLine())
    logging.getLogger().addHandler(terminal)
    yield lambda: [json.loads(line) for line in text.getvalue().splitlines()]
    logging.getLogger().removeHandler(terminal)


@pytest.fixture
def physiotherapist() -> User:
    return make_physiotherapist(make_clinic())


@pytest.fixture
def stranger(physiotherapist: User) -> Patient:
    """A patient of another clinic."""
    return make_patient(make_clinic())


def test_a_refusal_has_the_callers_trace_in_the_log_and_in_the_access_log(
    physiotherapist: User, stranger: Patient, logged: Callable[[], list[dict[str, Any]]]
) -> None:
    client = Client()
    client.force_login(physiotherapist)

    answer = client.get(f"/patients/{stranger.public_id}/", headers=HEADERS)

    assert answer.status_code == HTTPStatus.NOT_FOUND
    denied = AccessEntry.objects.get(kind="denied")
    assert denied.trace_id == BEGUN
    assert {line["trace"] for line in logged() if line["logger"] == "django.request"} == {BEGUN}


@pytest.mark.parametrize("sent", [{}, {"traceparent": "00-forged\r\nline-00"}])
def test_who_brings_no_trace_is_given_one_of_their_own(
    sent: dict[str, str], logged: Callable[[], list[dict[str, Any]]]
) -> None:
    for _ in range(2):
        Client().get("/nowhere/", headers=sent)

    first, second = (line["trace"] for line in logged() if line["logger"] == "django.request")
    assert first != second
    assert len(first) == len(BEGUN) == len(second)


def test_what_comes_after_a_request_has_nothing_of_its_trace(
    logged: Callable[[], list[dict[str, Any]]],
) -> None:
    Client().get("/nowhere/", headers=HEADERS)

    logging.getLogger("plans").warning("later")

    assert "trace" not in logged()[-1]


def test_a_task_is_its_own_trace(logged: Callable[[], list[dict[str, Any]]]) -> None:
    @current_app.task(name="tests.speaking")
    def speaking() -> None:
        logging.getLogger("plans").warning("at work")

    try:
        speaking.apply(task_id="4bf92f35-77b3-4da6-a3ce-929d0e0e4736")
    finally:
        current_app.tasks.unregister("tests.speaking")

    (line,) = (line for line in logged() if line["event"] == "at work")
    assert line["trace"] == BEGUN
