"""Passwords may be long and plain, not a word that anybody would try here first."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from pytest_django import Settings

from recovery.accounts.receivers import connect
from tests.factories.people import make_clinic, make_patient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "password",
    [
        *("fysiotherapie1", "Fysiotherapie2026!", "physiotherapy1", "delooppas12", "De Looppas 12"),
        *("hardlopen123", "welkom12345", "password123", "1234567890", "qwertyuiop", "kort"),
    ],
)
def test_case_16_what_anybody_would_try_is_refused(password: str) -> None:
    clinic = make_clinic(name="Fysiotherapie De Looppas")
    user = make_patient(clinic).user

    with pytest.raises(ValidationError):
        validate_password(password, user)


@pytest.mark.parametrize(
    "password",
    [
        *("vier gewone woorden samen", "zonderhoofdlettersofcijfers", "ééndriezessneeuw"),
        *("x y z " * 20, "fysiotherapie en nog vier andere woorden"),
    ],
)
def test_case_16_what_is_long_is_accepted_without_rules_of_composition(password: str) -> None:
    user = make_patient(make_clinic(name="Fysiotherapie De Looppas")).user

    validate_password(password, user)


def test_case_17_the_hash_is_argon2id_and_looks_at_every_character(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    long = "a" * 128

    kept = make_password(long)

    assert kept.startswith("argon2$argon2id$")
    assert identify_hasher(kept).algorithm == "argon2"
    assert check_password(long, kept)
    assert not check_password("a" * 127, kept)


def test_listening_twice_is_listening_once() -> None:
    connect()
