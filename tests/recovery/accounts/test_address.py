"""The address to sign in with: changed by who it is, with proof, and in step with the account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from plans.models import AccessEntry, Clinic, Patient, User
from tests.factories.people import PASSWORD, code_on_phone, make_patient
from tests.factories.post import code_in, send_post

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
LOGIN = "/accounts/login/"
ADDRESS = "/accounts/email/"


@pytest.fixture(autouse=True)
def _new_tries() -> Iterator[None]:
    caches["default"].clear()
    yield
    caches["default"].clear()


def _signed_in(user: User) -> Client:
    client = Client()
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    if client.session.get("_auth_user_id") is None:
        client.post(reverse("mfa_authenticate"), {"code": code_on_phone()})
    return client


def test_every_account_can_sign_in_with_its_address(patient: Patient) -> None:
    address = EmailAddress.objects.get(user=patient.user)

    assert (address.email, address.primary, address.verified) == (patient.user.email, True, True)


def test_who_was_invited_and_has_not_come_gets_no_other_way_in(clinic: Clinic) -> None:
    invited = make_patient(clinic).user

    for page in ("account_request_login_code", "account_reset_password"):
        Client().post(reverse(page), {"email": invited.email})

    assert not EmailAddress.objects.get(user=invited).verified
    send_post()
    assert mail.outbox == []


def test_what_the_clinic_changes_is_the_address_to_sign_in_with(patient: Patient) -> None:
    patient.user.email = "nieuw@example.org"
    patient.user.save(update_fields=["email"])

    address = EmailAddress.objects.get(user=patient.user)
    assert (address.email, address.primary, address.verified) == ("nieuw@example.org", True, True)


def test_case_15_without_recent_proof_nothing_about_signing_in_changes(
    physiotherapist: User,
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = _signed_in(physiotherapist)
        clock.move_to(NOW + timedelta(minutes=6))

        for page in (
            ADDRESS,
            reverse("mfa_deactivate_totp"),
            reverse("mfa_add_webauthn"),
            reverse("mfa_generate_recovery_codes"),
        ):
            answer = client.post(page, {"email": "dief@example.org", "action_add": ""})
            assert answer.status_code == HTTPStatus.FOUND, page
            assert "reauthenticate" in answer.headers["Location"], page
    assert not EmailAddress.objects.filter(email="dief@example.org").exists()


def test_case_15_who_has_no_password_signs_in_again_with_a_new_code(patient: Patient) -> None:
    patient.user.set_unusable_password()
    patient.user.save()
    with time_machine.travel(NOW, tick=False) as clock:
        client = Client()
        client.post(reverse("account_request_login_code"), {"email": patient.user.email})
        send_post()
        code = code_in(str(mail.outbox[-1].body))
        client.post(reverse("account_confirm_login_code"), {"code": code})
        assert client.get(ADDRESS).status_code == HTTPStatus.OK
        clock.move_to(NOW + timedelta(minutes=6))

        answer = client.get(ADDRESS)

    assert answer.headers["Location"] == f"{LOGIN}?next={ADDRESS}"


def test_a_new_address_counts_when_its_code_was_typed(patient: Patient) -> None:
    client = _signed_in(patient.user)
    client.post(ADDRESS, {"email": "nieuw@example.org", "action_add": ""})
    patient.user.refresh_from_db()
    assert patient.user.email != "nieuw@example.org"
    send_post()
    sent = next(each for each in mail.outbox if each.to == ["nieuw@example.org"])
    code = code_in(str(sent.body))
    assert code not in sent.subject

    client.post(reverse("account_email_verification_sent"), {"code": code})

    patient.user.refresh_from_db()
    assert patient.user.email == "nieuw@example.org"
    assert list(EmailAddress.objects.filter(user=patient.user).values_list("email", flat=True)) == [
        "nieuw@example.org"
    ]
    assert AccessEntry.objects.filter(kind="address_changed").exists()
