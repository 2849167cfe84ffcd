"""Everybody reads the pages in the language of their account, and can choose another one."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from plans.models import Clinic, Patient
from plans.web.language import OwnLanguage
from tests.factories.people import make_patient
from tests.factories.plans import start_demo_plan
from tests.plans.web.conftest import SignIn

pytestmark = pytest.mark.django_db


def test_a_visitor_reads_dutch_and_can_choose_english() -> None:
    client = Client()

    before = client.get("/").content.decode()
    client.post(reverse("choose_language"), {"language": "en", "next": "/"})
    after = client.get("/").content.decode()

    assert '<html lang="nl">' in before
    assert '<html lang="en">' in after
    assert "Sign in" in after


def test_choosing_a_language_is_kept_with_the_account(at_home: Client, patient: Patient) -> None:
    answer = at_home.post(reverse("choose_language"), {"language": "en", "next": "/today/"})

    patient.user.refresh_from_db()
    assert answer.headers["Location"] == "/today/"
    assert patient.user.language == "en"


@pytest.mark.parametrize("language", ["", "xx", "en" * 500])
def test_a_language_that_does_not_exist_changes_nothing(
    at_home: Client, patient: Patient, language: str
) -> None:
    at_home.post(reverse("choose_language"), {"language": language, "next": "/"})

    patient.user.refresh_from_db()
    assert patient.user.language == "nl"


def test_the_way_back_is_never_to_another_site(at_home: Client) -> None:
    answer = at_home.post(
        reverse("choose_language"), {"language": "en", "next": "https://elders.example/"}
    )

    assert answer.headers["Location"] == "/"


def test_who_has_signed_in_reads_the_language_of_the_account(
    clinic: Clinic, rf: RequestFactory
) -> None:
    request = rf.get("/")
    request.user = make_patient(clinic, language="en").user
    spoken = []

    def page(_: HttpRequest) -> HttpResponse:
        spoken.append(translation.get_language())
        return HttpResponse()

    with translation.override("nl"):
        OwnLanguage(page)(request)

    assert spoken == ["en"]


def test_pages_and_refusals_are_english_for_who_reads_english(
    sign_in: SignIn, clinic: Clinic
) -> None:
    patient = make_patient(clinic, language="en")
    plan = start_demo_plan(patient, "achilles-self-care", date(2026, 3, 1))
    client = sign_in(patient.user)

    page = client.get("/today/").content.decode()
    refused = client.post(
        "/today/2026-03-12/", {"form": "score", "plan": plan.public_id, "pain": "5"}
    )

    assert '<html lang="en">' in page
    assert "Tuesday 10 March" in page
    assert "Relative rest" in page
    assert "12 March 2026 has not come yet." in refused.content.decode()
