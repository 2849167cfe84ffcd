"""Every answer is private, and the doors stand where the documents say."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import Settings

from notifications.services.canary import beat
from plans.selectors.clock import database_now

pytestmark = pytest.mark.django_db


def test_health_is_red_until_a_worker_has_worked(client: Client) -> None:
    answer = client.get("/health")

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.headers["Retry-After"] == "30"
    assert answer.json() == {"database": "ok", "worker_silent_seconds": None, "stuck_events": 0}


@pytest.mark.parametrize(
    ("seconds", "status"), [(100, HTTPStatus.OK), (130, HTTPStatus.SERVICE_UNAVAILABLE)]
)
def test_health_tells_about_the_program_and_not_about_people(
    client: Client, seconds: int, status: HTTPStatus
) -> None:
    beat(now=database_now() - timedelta(seconds=seconds))

    answer = client.get("/health")

    assert answer.status_code == status
    assert set(answer.json()) == {"database", "worker_silent_seconds", "stuck_events"}
    assert answer.json()["worker_silent_seconds"] in (seconds, seconds + 1)


def test_the_web_process_is_well_whatever_the_workers_do(client: Client) -> None:
    answer = client.get("/health/web")

    assert answer.status_code == HTTPStatus.OK
    assert answer.json() == {"database": "ok"}


def test_health_is_only_read(client: Client) -> None:
    assert client.post("/health").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_no_answer_stays_in_a_cache_or_loads_from_elsewhere(client: Client) -> None:
    headers = client.get("/health").headers

    assert "no-store" in headers["Cache-Control"]
    assert "object-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_another_host_name_is_not_answered(client: Client) -> None:
    answer = client.get("/health", headers={"host": "evil.example"})

    assert answer.status_code == HTTPStatus.BAD_REQUEST


def test_the_admin_asks_who_one_is(client: Client) -> None:
    answer = client.get("/admin/")

    assert answer.status_code == HTTPStatus.FOUND
    assert "/admin/login/" in answer.headers["Location"]


def test_the_admin_has_its_styles(client: Client, settings: Settings) -> None:
    settings.WHITENOISE_USE_FINDERS = True

    answer = client.get("/static/admin/css/base.css")

    assert answer.status_code == HTTPStatus.OK
    assert "no-store" not in answer.headers["Cache-Control"]
    answer.close()
