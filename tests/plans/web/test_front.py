"""The front door sends everybody to their own page, and the error pages show the way back."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import Clinic, Patient, User
from tests.factories.people import PASSWORD, make_patient, make_staff
from tests.plans.web.conftest import SignIn

pytestmark = pytest.mark.django_db


def test_a_visitor_reads_what_this_is_and_is_not() -> None:
    page = Client().get("/").content.decode()

    assert "geen gecertificeerd medisch hulpmiddel" in page
    assert reverse("account_login") in page


def test_everybody_is_sent_to_their_own_page(
    sign_in: SignIn, clinic: Clinic, patient: Patient, physiotherapist: User
) -> None:
    staff = make_staff(clinic)

    went = [
        sign_in(user).get("/").headers["Location"]
        for user in (patient.user, physiotherapist, staff)
    ]

    assert went == ["/today/", "/worklist/", "/admin/"]


def test_signing_in_with_address_and_password_leads_to_the_own_page(clinic: Clinic) -> None:
    patient = make_patient(clinic, email="loper@example.org", password=PASSWORD)
    client = Client()

    answer = client.post(
        reverse("account_login"), {"login": patient.user.email, "password": PASSWORD}, follow=True
    )

    assert answer.redirect_chain[-1][0] == "/today/"


def test_a_wrong_password_gets_one_clear_sentence(clinic: Clinic) -> None:
    page = Client().post(reverse("account_login"), {"login": "wie@example.org", "password": "x"})

    assert "horen niet bij elkaar" in page.content.decode()


def test_signing_out_takes_a_form_with_a_token(at_home: Client) -> None:
    answer = at_home.post(reverse("account_logout"))

    assert answer.headers["Location"] == reverse("account_login")
    assert at_home.get(reverse("today")).status_code == HTTPStatus.FOUND


def test_a_page_that_does_not_exist_shows_the_way_back() -> None:
    answer = Client().get("/nergens/")

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "Deze pagina bestaat niet" in answer.content.decode()


def test_a_form_without_its_token_is_refused_with_a_page(patient: Patient) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(patient.user)

    answer = client.post(reverse("today"), {"form": "score", "pain": "3"})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Dit formulier is niet meer geldig" in answer.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_pages_for_our_own_mistakes_need_nothing_to_be_shown(name: str) -> None:
    from django.template import loader

    assert "<h1>" in loader.get_template(name).render()


@pytest.mark.parametrize("name", ["today", "worklist"])
def test_a_visitor_is_asked_to_sign_in(name: str) -> None:
    answer = Client().get(reverse(name))

    assert answer.headers["Location"].startswith(reverse("account_login"))
