"""In the demo the page shows the code of made-up people, and nowhere else of nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from pytest_django import Settings

from plans.models import User
from recovery.accounts.demo_phone import code_now, give_demo_phone
from recovery.demo.accounts import PHYSIOTHERAPIST
from tests.factories.people import PASSWORD, make_clinic, make_physiotherapist

pytestmark = pytest.mark.django_db


@pytest.fixture
def marieke() -> User:
    """The physiotherapist of the demo, with the phone of the demo."""
    user = make_physiotherapist(
        make_clinic(), email=PHYSIOTHERAPIST.email, password=PASSWORD, has_second_factor=False
    )
    give_demo_phone(user)
    return user


def _second_page(user: User) -> str:
    answer = Client().post(
        "/accounts/login/", {"login": user.email, "password": PASSWORD}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/accounts/2fa/authenticate/"
    return answer.content.decode()


def test_the_page_shows_the_code_that_works(marieke: User) -> None:
    code = code_now()

    assert f"{code[:3]} {code[3:]}" in _second_page(marieke)


def test_a_place_with_patients_shows_none(marieke: User, settings: Settings) -> None:
    settings.ENVIRONMENT = "production"
    settings.PLACE = replace(settings.PLACE, environment="production")
    code = code_now()

    assert f"{code[:3]} {code[3:]}" not in _second_page(marieke)


def test_whoever_has_a_phone_of_their_own_is_shown_none(physiotherapist: User) -> None:
    code = code_now()

    assert f"{code[:3]} {code[3:]}" not in _second_page(physiotherapist)


def test_a_demo_name_with_a_phone_of_its_own_is_shown_none(clinic: object) -> None:
    user = make_physiotherapist(make_clinic(), email=PHYSIOTHERAPIST.email, password=PASSWORD)
    code = code_now()

    assert f"{code[:3]} {code[3:]}" not in _second_page(user)
