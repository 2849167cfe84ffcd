"""A colleague's patient: a name, whose it is, and a way in with a reason."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

import pytest
from django.urls import reverse

from plans.domain.sight import AccessKind, sight_of
from plans.models import CareRelation, Clinic, Patient, User
from tests.factories.people import make_clinic, make_patient, make_physiotherapist
from tests.factories.plans import start_demo_plan
from tests.plans.web.conftest import SignIn

REASON = {"occasion": "emergency", "reason": "Belt met plotselinge pijn in de kuit"}


@pytest.fixture
def colleague(clinic: Clinic) -> User:
    return make_physiotherapist(clinic)


def _page(patient: Patient) -> str:
    return reverse("colleagues_patient", args=[patient.public_id])


def test_a_search_by_name_shows_colleagues_patients_of_the_own_clinic_only(
    sign_in: SignIn, clinic: Clinic, physiotherapist: User, colleague: User
) -> None:
    wanted = make_patient(clinic, physiotherapist, name="Sanne de Vries")
    own = make_patient(clinic, colleague, name="Sanne Bakker")
    elsewhere = make_clinic()
    foreign = make_patient(elsewhere, make_physiotherapist(elsewhere), name="Sanne Jansen")

    answer = sign_in(colleague).post(reverse("colleagues"), {"name": "sanne"})

    page, sight = answer.content.decode(), sight_of(answer.wsgi_request)
    assert "Sanne de Vries" in page
    assert physiotherapist.name in page
    assert own.user.name not in page
    assert foreign.user.name not in page
    assert (sight.kind, sight.patients) == (AccessKind.SEARCH, {wanted.pk})


@pytest.mark.parametrize("name", ["", "s", "x" * 121])
def test_a_search_needs_a_name(sign_in: SignIn, colleague: User, name: str) -> None:
    answer = sign_in(colleague).post(reverse("colleagues"), {"name": name})

    assert answer.status_code == HTTPStatus.BAD_REQUEST


def test_before_it_is_opened_only_the_name_is_shown(
    sign_in: SignIn, patient: Patient, physiotherapist: User, colleague: User
) -> None:
    start_demo_plan(patient, "achilles-treatment", date(2026, 3, 1))

    page = sign_in(colleague).get(_page(patient)).content.decode()

    assert patient.user.name in page
    assert physiotherapist.name in page
    assert patient.user.email not in page
    assert "chilles" not in page


@pytest.mark.parametrize(
    "filled_in",
    [{}, REASON | {"reason": "nodig"}, REASON | {"occasion": "nieuwsgierig"}],
    ids=["nothing", "a word", "another occasion"],
)
def test_without_a_reason_it_stays_closed(
    sign_in: SignIn, patient: Patient, colleague: User, filled_in: dict[str, str]
) -> None:
    browser = sign_in(colleague)

    assert browser.post(_page(patient), filled_in).status_code == HTTPStatus.BAD_REQUEST

    assert not CareRelation.objects.exists()
    record = browser.get(reverse("patient", args=[patient.public_id]))
    assert record.status_code == HTTPStatus.NOT_FOUND


def test_breaking_the_glass_is_noted_as_that(
    sign_in: SignIn, patient: Patient, colleague: User
) -> None:
    answer = sign_in(colleague).post(_page(patient), REASON)

    assert answer.headers["Location"] == reverse("patient", args=[patient.public_id])
    relation, sight = CareRelation.objects.get(), sight_of(answer.wsgi_request)
    assert (sight.kind, sight.patients) == (AccessKind.BREAK_GLASS, {patient.pk})
    assert sight.details == {"relation": str(relation.public_id), "occasion": "emergency"}


def test_who_treats_the_patient_goes_to_the_record(
    sign_in: SignIn, patient: Patient, physiotherapist: User
) -> None:
    answer = sign_in(physiotherapist).get(_page(patient))

    assert answer.headers["Location"] == reverse("patient", args=[patient.public_id])
