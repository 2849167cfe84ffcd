"""A forgotten password: the link works once, for an hour, and tells nobody who has an account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils.http import int_to_base36
from pytest_django import Settings

from plans.models import AccessEntry, Patient, User
from tests.factories.people import PASSWORD, code_on_phone
from tests.factories.post import send_post

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ASK = "/accounts/password/reset/"
LOGIN = "/accounts/login/"
ANOTHER = "een-heel-ander-woord-43"


@pytest.fixture(autouse=True)
def _new_tries() -> Iterator[None]:
    caches["default"].clear()
    yield
    caches["default"].clear()


def _link(user: User, **more: Any) -> str:
    Client().post(ASK, {"email": user.email}, **more)
    send_post()
    found = re.search(r"https?://\S+", str(mail.outbox[-1].body))
    assert found
    return found.group()


def _path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def _choose(link: str) -> Client:
    client = Client()
    page = client.get(_path(link), follow=True)
    where = page.redirect_chain[-1][0] if page.redirect_chain else _path(link)
    client.post(where, {"password1": ANOTHER, "password2": ANOTHER})
    return client


def _opens(user: User, password: str) -> bool:
    client = Client()
    answer = client.post(LOGIN, {"login": user.email, "password": password})
    return answer.status_code == HTTPStatus.FOUND


def test_case_3_the_answer_is_the_same_for_an_unknown_address(
    patient: Patient,
) -> None:
    known = Client().post(ASK, {"email": patient.user.email}, follow=True)
    unknown = Client().post(ASK, {"email": "niemand@example.org"}, follow=True)

    assert known.status_code == unknown.status_code == HTTPStatus.OK
    assert _plain(known.content.decode()) == _plain(unknown.content.decode())
    # No server is asked while somebody waits, so that the time tells nothing either.
    assert mail.outbox == []
    send_post()
    assert [sent.to for sent in mail.outbox] == [[patient.user.email]]


def _plain(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_case_59_the_link_works_once(patient: Patient) -> None:
    link = _link(patient.user)

    _choose(link)
    assert _opens(patient.user, ANOTHER)

    again = Client().get(_path(link), follow=True)
    assert again.redirect_chain == []
    assert b"password1" not in again.content


def test_case_59_looking_at_the_link_does_not_use_it_up(patient: Patient) -> None:
    link = _link(patient.user)
    Client().get(_path(link), follow=True)

    _choose(link)

    assert _opens(patient.user, ANOTHER)


def test_case_59_after_an_hour_or_another_password_it_is_dead(patient: Patient) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        link = _link(patient.user)
        clock.move_to(NOW + timedelta(minutes=61))
        _choose(link)
        assert _opens(patient.user, PASSWORD)

        link = _link(patient.user)
        patient.user.set_password("nog-een-ander-woord-44")
        patient.user.save()
        _choose(link)
        assert not _opens(patient.user, ANOTHER)


def test_case_11_another_password_is_not_a_second_factor(physiotherapist: User) -> None:
    client = _choose(_link(physiotherapist))
    assert client.get("/worklist/").status_code == HTTPStatus.FOUND

    client.post(LOGIN, {"login": physiotherapist.email, "password": ANOTHER})

    assert client.get("/worklist/").headers["Location"].startswith(LOGIN)
    client.post(reverse("mfa_authenticate"), {"code": code_on_phone()})
    assert client.get("/worklist/").status_code == HTTPStatus.OK


def test_case_60_the_link_begins_with_our_own_address(patient: Patient, settings: Settings) -> None:
    settings.SITE_URL = "https://herstel.example.org"
    link = _link(patient.user, HTTP_X_FORWARDED_HOST="evil.example")
    assert link.startswith("https://herstel.example.org/accounts/password/reset/key/")

    refused = Client().post(ASK, {"email": patient.user.email}, HTTP_HOST="evil.example")

    assert refused.status_code == HTTPStatus.BAD_REQUEST


def test_the_link_names_the_account_as_everywhere_outside(patient: Patient) -> None:
    link = _link(patient.user)

    named, _, token = link.rstrip("/").rpartition("/")[2].partition("-")

    assert named == patient.user.public_id.hex
    for other in (uuid4().hex, int_to_base36(patient.user.pk), "zzzz"):
        page = Client().get(f"/accounts/password/reset/key/{other}-{token}/")
        assert page.status_code == HTTPStatus.OK
        assert b"password1" not in page.content


def test_case_64_the_token_stays_out_of_the_address_bar_and_the_referrer(
    patient: Patient,
) -> None:
    answer = Client().get(_path(_link(patient.user)))

    assert answer.status_code == HTTPStatus.FOUND
    assert answer.headers["Location"].endswith("-set-password/")
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")


def test_case_73_asking_again_and_again_is_limited(patient: Patient) -> None:
    answers = [Client().post(ASK, {"email": patient.user.email}) for _ in range(7)]

    assert answers[-1].status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "Retry-After" in answers[-1].headers
    send_post()
    assert len(mail.outbox) == 5


def test_case_77_asking_stands_in_the_access_log(patient: Patient) -> None:
    _link(patient.user)

    entry = AccessEntry.objects.get(kind="password_reset_asked")
    assert entry.user == patient.user
