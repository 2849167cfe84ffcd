"""The API by which a browser asks for messages, and is left alone again."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from notifications.domain.push_key import public_key_of
from notifications.models import PushSubscription
from plans.models import Patient, User
from tests.servers.push import PushServer

SCREENS = "/api/me/screens/"


@pytest.fixture
def at_home(patient: Patient) -> APIClient:
    return _signed_in(patient.user)


def _signed_in(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def _post(client: APIClient, body: Any) -> Any:
    return client.post(SCREENS, body, format="json")


def test_a_browser_is_added_seen_and_removed(at_home: APIClient, push_server: PushServer) -> None:
    browser = push_server.new_browser()

    added = _post(at_home, browser.described())
    again = _post(at_home, browser.described())
    (listed,) = at_home.get(SCREENS).json()["results"]
    removed = at_home.delete(f"{SCREENS}{added.json()['id']}/")
    once_more = at_home.delete(f"{SCREENS}{added.json()['id']}/")

    assert (added.status_code, again.status_code) == (HTTPStatus.CREATED, HTTPStatus.OK)
    assert listed == again.json()
    assert listed["id"] == added.json()["id"]
    assert listed["service"] == "127.0.0.1"
    assert listed["fingerprint"] == hashlib.sha256(browser.endpoint.encode()).hexdigest()
    assert (removed.status_code, once_more.status_code) == (
        HTTPStatus.NO_CONTENT,
        HTTPStatus.NOT_FOUND,
    )
    assert at_home.get(SCREENS).json()["results"] == []


def test_the_address_of_a_browser_is_never_shown(
    at_home: APIClient, push_server: PushServer
) -> None:
    browser = push_server.new_browser()

    added = _post(at_home, browser.described())

    for answer in (added, at_home.get(SCREENS)):
        for secret in (browser.token, browser.p256dh, browser.auth):
            assert secret not in answer.content.decode()


def test_nobody_sees_or_removes_a_screen_of_somebody_else(
    at_home: APIClient, physiotherapist: User, push_server: PushServer
) -> None:
    added = _post(at_home, push_server.new_browser().described()).json()
    at_work = _signed_in(physiotherapist)

    assert at_work.get(SCREENS).json()["results"] == []
    assert at_work.delete(f"{SCREENS}{added['id']}/").status_code == HTTPStatus.NOT_FOUND
    assert PushSubscription.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"endpoint": "http://169.254.169.254/latest/meta-data/"}, "endpoint"),
        ({"endpoint": "https://example.org/push"}, "endpoint"),
        ({"endpoint": "https://fcm.googleapis.com/" + "x" * 500}, "endpoint"),
        ({"endpoint": 5}, "endpoint"),
        ({"keys": {"p256dh": "AAAA", "auth": "AAAA"}}, "keys"),
        ({"keys": {"p256dh": "AAAA"}}, "keys.auth"),
        ({"keys": None}, "keys"),
        ({"user": 1}, "user"),
        ({"expirationTime": "soon"}, "expirationTime"),
    ],
)
def test_what_no_browser_would_send_is_refused_with_its_place(
    at_home: APIClient, push_server: PushServer, changed: dict[str, Any], place: str
) -> None:
    answer = _post(at_home, push_server.new_browser().described() | changed)

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert [mistake["place"] for mistake in answer.json()["errors"]] == [place]
    assert not PushSubscription.objects.exists()


def test_the_refusal_is_in_the_readers_language(
    at_home: APIClient, push_server: PushServer
) -> None:
    body = push_server.new_browser().described() | {"endpoint": "https://example.org/push"}

    dutch, english = (
        at_home.post(SCREENS, body, format="json", headers={"Accept-Language": language})
        for language in ("nl", "en")
    )

    assert "geen adres van een bekende browser" in dutch.json()["detail"]
    assert "not an address of a known browser" in english.json()["detail"]


def test_browsers_are_given_the_clinics_public_key(
    at_home: APIClient, push_server: PushServer, settings: Settings
) -> None:
    answer = at_home.get("/api/push-key/")

    assert answer.json() == {"public_key": public_key_of(settings.VAPID_PRIVATE_KEY)}


def test_a_clinic_without_a_key_says_so(
    at_home: APIClient, push_server: PushServer, settings: Settings
) -> None:
    settings.VAPID_PRIVATE_KEY = ""

    for answer in (
        at_home.get("/api/push-key/"),
        _post(at_home, push_server.new_browser().described()),
    ):
        assert answer.status_code == HTTPStatus.CONFLICT
        assert answer.json()["type"] == "urn:recovery:push-is-off"


def test_who_is_not_signed_in_is_refused(push_server: PushServer, db: None) -> None:
    client = APIClient()

    assert client.get("/api/push-key/").status_code == HTTPStatus.UNAUTHORIZED
    assert client.get(SCREENS).status_code == HTTPStatus.UNAUTHORIZED
    assert _post(client, push_server.new_browser().described()).status_code == (
        HTTPStatus.UNAUTHORIZED
    )


def test_another_site_cannot_add_a_screen(patient: Patient, push_server: PushServer) -> None:
    """A browser sends the cookie along, but another site does not know the token of the page."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(patient.user)

    answer = client.post(
        SCREENS, push_server.new_browser().described(), content_type="application/json"
    )

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert not PushSubscription.objects.exists()
