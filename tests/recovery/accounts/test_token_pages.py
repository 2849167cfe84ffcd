"""The pages of tokens: shown once, with a proof of a moment ago, ended at once."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from plans.models import AccessEntry, Patient, User
from recovery.accounts.models import ApiToken
from tests.plans.web.proof import prove

pytestmark = pytest.mark.django_db

GIVEN = {"name": "Mijn horloge", "scope": "read", "days": "30"}
NEW = "/accounts/tokens/new/"


def signed_in(user: User, *, proved: bool = True) -> Client:
    client = Client()
    client.force_login(user)
    if proved:
        prove(client)
    return client


def make(client: Client) -> str:
    page = client.post(NEW, GIVEN).content.decode()
    found = re.search(r"<code>([^<]+)</code>", page)
    assert found is not None, page
    return found.group(1)


def ask(token: str) -> int:
    headers = {"authorization": f"Bearer {token}"}
    return int(Client().get("/api/me/", headers=headers).status_code)


def test_case_18_a_token_is_shown_once_and_ended_at_once(patient: Patient) -> None:
    client = signed_in(patient.user)

    token = make(client)
    listed = client.get(reverse("tokens")).content.decode()
    card = ApiToken.objects.get()
    works = ask(token)
    ended = client.post(reverse("stop_token", args=[card.public_id]), follow=True)

    assert works == HTTPStatus.OK
    assert "Mijn horloge" in listed
    assert token not in listed
    assert ask(token) == HTTPStatus.UNAUTHORIZED
    assert "Mijn horloge" not in ended.content.decode()
    kinds = AccessEntry.objects.filter(object_kind="token").order_by("seq")
    assert list(kinds.values_list("kind", "user")) == [
        ("token_added", patient.user.pk),
        ("token_removed", patient.user.pk),
    ]


def test_case_15_a_token_takes_a_proof_of_a_moment_ago(patient: Patient) -> None:
    client = signed_in(patient.user, proved=False)
    prove(client, ago=timedelta(minutes=6))

    answers = [client.get(NEW), client.post(NEW, GIVEN)]

    assert {answer.status_code for answer in answers} == {HTTPStatus.FOUND}
    assert all("reauthenticate" in answer.headers["Location"] for answer in answers)
    assert not AuthToken.objects.exists()


def test_who_works_at_the_clinic_needs_the_second_step_first(newcomer: User) -> None:
    answer = signed_in(newcomer).post(NEW, GIVEN)

    assert answer.headers["Location"] == reverse("mfa_activate_totp")
    assert not AuthToken.objects.exists()


def test_nobody_ends_the_token_of_another(patient: Patient, physiotherapist: User) -> None:
    token = make(signed_in(patient.user))

    answer = signed_in(physiotherapist).post(
        reverse("stop_token", args=[ApiToken.objects.get().public_id])
    )

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert ask(token) == HTTPStatus.OK


@pytest.mark.parametrize(
    "wrong", [{"days": "91"}, {"days": "0"}, {"scope": "everything"}, {"name": ""}]
)
def test_what_is_filled_in_wrong_makes_nothing(wrong: dict[str, str], patient: Patient) -> None:
    answer = signed_in(patient.user).post(NEW, GIVEN | wrong)

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert not AuthToken.objects.exists()


def test_the_eleventh_token_is_refused_in_a_sentence(patient: Patient) -> None:
    client = signed_in(patient.user)
    for _ in range(10):
        make(client)

    answer = client.post(NEW, GIVEN)

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "al 10 tokens" in answer.content.decode()
    assert AuthToken.objects.count() == 10


def test_a_visitor_is_asked_to_sign_in() -> None:
    assert Client().get(reverse("tokens")).headers["Location"].startswith("/accounts/login/")
