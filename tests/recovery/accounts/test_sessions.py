"""A session ends when nobody is there, and at once when the account is closed or changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from plans.models import AccessEntry, Patient, User
from tests.factories.people import PASSWORD, code_on_phone

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
LOGIN = "/accounts/login/"
ANOTHER = "een-heel-ander-woord-43"


@pytest.fixture(autouse=True)
def _new_tries() -> Iterator[None]:
    caches["default"].clear()
    yield
    caches["default"].clear()


def _signed_in(user: User) -> Client:
    client = Client(HTTP_USER_AGENT="Een telefoon")
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    if client.session.get("_auth_user_id") is None:
        client.post(reverse("mfa_authenticate"), {"code": code_on_phone()})
    return client


def _is_in(client: Client, page: str) -> bool:
    return client.get(page).status_code == HTTPStatus.OK


def test_case_14_who_works_there_is_out_after_a_quarter_of_an_hour(physiotherapist: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = _signed_in(physiotherapist)
        clock.move_to(NOW + timedelta(minutes=14))
        assert _is_in(client, "/worklist/")
        clock.move_to(NOW + timedelta(minutes=28))
        assert _is_in(client, "/worklist/")
        clock.move_to(NOW + timedelta(minutes=44))

        answer = client.get("/worklist/")

    assert answer.headers["Location"] == f"{LOGIN}?next=/worklist/"


def test_case_14_and_after_twelve_hours_however_busy(physiotherapist: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = _signed_in(physiotherapist)
        for passed in range(10, 12 * 60, 10):
            clock.move_to(NOW + timedelta(minutes=passed))
            client.get("/accounts/inactive/")
        assert _is_in(client, "/worklist/")
        clock.move_to(NOW + timedelta(hours=12, minutes=1))

        assert not _is_in(client, "/worklist/")


def test_case_14_the_session_of_an_app_ends_in_the_same_way(physiotherapist: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        headers = {"X-Session-Token": _signed_in(physiotherapist).session.session_key or ""}
        assert Client().get("/api/protocols/", headers=headers).status_code == HTTPStatus.OK
        clock.move_to(NOW + timedelta(minutes=16))

        assert (
            Client().get("/api/protocols/", headers=headers).status_code == HTTPStatus.UNAUTHORIZED
        )


def test_a_patient_stays_signed_in_for_two_weeks(patient: Patient) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = _signed_in(patient.user)
        clock.move_to(NOW + timedelta(days=13))
        assert _is_in(client, "/today/")
        clock.move_to(NOW + timedelta(days=28))

        assert not _is_in(client, "/today/")


def test_case_13_signing_out_ends_the_session_itself(patient: Patient) -> None:
    client = _signed_in(patient.user)
    key = client.session.session_key or ""

    client.post(reverse("account_logout"))

    thief = Client()
    thief.cookies["sessionid"] = key
    assert not _is_in(thief, "/today/")
    assert AccessEntry.objects.filter(kind="signed_out", user=patient.user).exists()


def test_case_13_a_closed_account_is_outside_with_the_next_request(physiotherapist: User) -> None:
    client = _signed_in(physiotherapist)
    headers = {"X-Session-Token": client.session.session_key or ""}
    AuthToken.objects.create(user=physiotherapist)

    physiotherapist.is_active = False
    physiotherapist.save(update_fields=["is_active"])

    assert not _is_in(client, "/worklist/")
    assert Client().get("/api/protocols/", headers=headers).status_code == HTTPStatus.UNAUTHORIZED
    assert not AuthToken.objects.filter(user=physiotherapist).exists()
    # Opened again, the old session stays closed.
    physiotherapist.is_active = True
    physiotherapist.save(update_fields=["is_active"])
    assert not _is_in(client, "/worklist/")


def test_case_13_another_password_ends_all_other_sessions_and_tokens(patient: Patient) -> None:
    here, there = _signed_in(patient.user), _signed_in(patient.user)
    AuthToken.objects.create(user=patient.user)

    answer = here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER},
    )

    assert answer.status_code == HTTPStatus.FOUND
    assert _is_in(here, "/today/")
    assert not _is_in(there, "/today/")
    assert not AuthToken.objects.filter(user=patient.user).exists()
    assert AccessEntry.objects.filter(kind="password_changed").exists()


def test_hashing_the_same_password_anew_ends_nothing(patient: Patient) -> None:
    client = _signed_in(patient.user)
    AuthToken.objects.create(user=patient.user)

    patient.user.save(update_fields=["password"])

    assert _is_in(client, "/today/")
    assert AuthToken.objects.filter(user=patient.user).exists()


def test_one_sees_where_one_is_signed_in_and_ends_the_rest(patient: Patient) -> None:
    here, there = _signed_in(patient.user), _signed_in(patient.user)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert page.count("Een telefoon") == 2

    here.post(reverse("usersessions_list"))

    assert _is_in(here, "/today/")
    assert not _is_in(there, "/today/")
    assert UserSession.objects.filter(user=patient.user).count() == 1
