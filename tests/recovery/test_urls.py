"""Every answer is private, and the doors stand where the documents say."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db


def test_health_tells_about_the_program_and_not_about_people(client: Client) -> None:
    answer = client.get("/health")

    assert answer.status_code == HTTPStatus.OK
    assert answer.json() == {"database": "ok", "worker_silent_seconds": None}


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
