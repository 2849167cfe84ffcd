"""Signing in tells nobody who has an account, and holds against guessing."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from plans.models import AccessEntry, Patient, User
from tests.factories.people import PASSWORD, code_on_phone
from tests.factories.post import code_in, send_post

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _new_tries() -> Iterator[None]:
    caches["default"].clear()
    yield
    caches["default"].clear()


class CountingHasher(PBKDF2PasswordHasher):
    """A real hash that counts how often it is worked out."""

    algorithm = "counting"
    iterations = 1
    worked = 0

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Work out the hash."""
        CountingHasher.worked += 1
        return super().encode(password, salt, iterations)


@pytest.fixture
def _counted(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]


def _try(email: str, **more: Any) -> tuple[int, str, int]:
    CountingHasher.worked = 0
    answer = Client().post(LOGIN, {"login": email, "password": "niet-het-goede"}, **more)
    body = answer.content.decode().replace(email, "…")
    return answer.status_code, _without_token(body), CountingHasher.worked


def _without_token(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


@pytest.mark.usefixtures("_counted")
def test_case_1_and_2_no_answer_tells_whether_an_account_exists(
    patient: Patient, settings: Settings
) -> None:
    patient.user.set_password(PASSWORD)
    patient.user.save()
    known = _try(patient.user.email)
    patient.user.set_unusable_password()
    patient.user.save()
    without_password = _try(patient.user.email)
    unknown = _try("niemand@example.org")

    assert known[0] == HTTPStatus.OK
    assert "horen niet bij elkaar" in known[1]
    assert known[:2] == without_password[:2] == unknown[:2]
    # The hash is what takes time: it is worked out once, whoever is meant.
    assert known[2] == without_password[2] == unknown[2] == 1


def test_case_4_the_sixth_wrong_password_is_not_looked_at(patient: Patient) -> None:
    for _ in range(5):
        assert _try(patient.user.email)[0] == HTTPStatus.OK

    answer = Client().post(LOGIN, {"login": patient.user.email, "password": PASSWORD})

    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(answer.headers["Retry-After"]) >= 60
    assert "Wacht" in answer.content.decode() or "Wait" in answer.content.decode()


def test_case_5_nobody_can_lock_somebody_else_out(physiotherapist: User) -> None:
    for number in range(30):
        address = f"198.51.100.{number // 5}"
        _try(physiotherapist.email, REMOTE_ADDR=address)
    client = Client(REMOTE_ADDR="203.0.113.7")

    client.post(LOGIN, {"login": physiotherapist.email, "password": PASSWORD})
    answer = client.post(reverse("mfa_authenticate"), {"code": code_on_phone()})

    assert answer.status_code == HTTPStatus.FOUND
    assert client.get("/worklist/").status_code == HTTPStatus.OK


def test_case_6_another_forwarded_address_gives_no_new_tries(patient: Patient) -> None:
    statuses = [
        _try(patient.user.email, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")[0]
        for number in range(7)
    ]

    assert statuses[-2:] == [HTTPStatus.TOO_MANY_REQUESTS] * 2


def test_case_12_the_session_gets_a_new_key_when_somebody_signs_in(physiotherapist: User) -> None:
    client = Client()
    client.post(LOGIN, {"login": physiotherapist.email, "password": PASSWORD})
    before = client.cookies["sessionid"].value

    client.post(reverse("mfa_authenticate"), {"code": code_on_phone()})

    assert client.cookies["sessionid"].value != before


@pytest.mark.parametrize("there", ["//evil.example", "/\\evil.example", "https:evil.example"])
def test_case_61_after_signing_in_nobody_is_sent_elsewhere(patient: Patient, there: str) -> None:
    answer = Client().post(
        LOGIN, {"login": patient.user.email, "password": PASSWORD, "next": there}
    )

    assert answer.headers["Location"] == "/"


def test_case_61_nor_to_a_script(patient: Patient) -> None:
    answer = Client().post(
        LOGIN,
        {"login": patient.user.email, "password": PASSWORD, "next": "javascript:alert(1)"},
    )

    assert answer.headers["Location"] == "/"


def test_case_66_signing_in_takes_a_form_of_our_own(patient: Patient) -> None:
    client = Client(enforce_csrf_checks=True)

    answer = client.post(LOGIN, {"login": patient.user.email, "password": PASSWORD})

    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_case_77_signing_in_and_failing_to_stand_in_the_access_log(patient: Patient) -> None:
    _try(patient.user.email)
    _try("niemand@example.org")
    Client().post(LOGIN, {"login": patient.user.email, "password": PASSWORD})

    kinds = list(AccessEntry.objects.order_by("seq").values_list("kind", "user", "object_id"))

    person = str(patient.user.public_id)
    assert kinds[-3:] == [
        ("sign_in_failed", None, person),
        ("sign_in_failed", None, ""),
        ("signed_in", patient.user.pk, person),
    ]
    assert "example.org" not in str(list(AccessEntry.objects.values()))


def test_a_passkey_login_page_works_without_a_script_in_the_page() -> None:
    page = Client().get(LOGIN).content.decode()

    assert "<script>" not in page
    assert "onclick" not in page
    assert 'type="application/json"' in page


def test_nobody_signs_up(clinic: object) -> None:
    page = Client().get(reverse("account_signup")).content.decode()

    assert "form" in page
    assert "password1" not in page


def test_a_code_by_mail_is_typed_where_it_was_asked_for(
    patient: Patient, mailoutbox: list[object]
) -> None:
    from django.core import mail

    client = Client()
    answer = client.post(
        reverse("account_request_login_code"), {"email": patient.user.email}, follow=True
    )
    assert "Typ de code" in answer.content.decode() or "Type the code" in answer.content.decode()
    send_post()
    (sent,) = mail.outbox
    code = code_in(str(sent.body))
    assert code not in sent.subject

    # A mail scanner has nothing to follow, and another browser cannot use the code.
    other = Client().post(reverse("account_confirm_login_code"), {"code": code})
    assert other.headers["Location"].startswith(LOGIN)
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert client.get("/today/").status_code == HTTPStatus.OK


def test_no_mail_goes_to_who_has_no_account_and_the_page_is_the_same(
    patient: Patient, mailoutbox: list[object]
) -> None:
    pages = []
    for email in (patient.user.email, "niemand@example.org"):
        answer = Client().post(reverse("account_request_login_code"), {"email": email}, follow=True)
        pages.append(_without_token(answer.content.decode()).replace(email, "…"))

    send_post()
    assert pages[0] == pages[1]
    assert len(mailoutbox) == 1


def test_a_clock_that_moves_on_gives_new_tries(patient: Patient) -> None:
    for _ in range(6):
        _try(patient.user.email)
    with time_machine.travel("2040-01-01", tick=False):
        assert _try(patient.user.email)[0] == HTTPStatus.OK
