"""Browsers of staff, of the platform's administrator and of those who have no business here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    # This file is read before Django is ready, so rows are imported where they are made.
    from plans.models import Clinic, User


def browser(user: User) -> Client:
    """Return a browser in which ``user`` has signed in."""
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


@pytest.fixture
def desk(clinic: Clinic) -> User:
    """Somebody of the clinic's staff."""
    from tests.factories.people import make_administrator

    return make_administrator(clinic, name="Balie Bos", language="en")


@pytest.fixture
def staff(desk: User) -> Client:
    """A browser of the clinic's administrator."""
    return browser(desk)


@pytest.fixture
def stranger(catalogue: None) -> Client:
    """A browser of another clinic's staff."""
    from tests.factories.people import make_administrator, make_clinic

    return browser(make_administrator(make_clinic(), language="en"))


@pytest.fixture
def administrator(catalogue: None) -> Client:
    """A browser of the platform's administrator."""
    from plans.models import User
    from tests.factories.people import add_second_factor

    user = User.objects.create_superuser(
        "beheer@example.org", "een-lang-wachtwoord-42", name="Beheer", language="en"
    )
    add_second_factor(user)
    return browser(user)
