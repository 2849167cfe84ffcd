"""Starting a plan: choose, look, confirm; both the complaint and the plan, or neither."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import Clinic, Injury, Patient, Plan
from tests.factories.people import make_clinic, make_physiotherapist, make_staff
from tests.factories.plans import make_injury
from tests.plans.web.conftest import SignIn

pytestmark = pytest.mark.django_db

FORM = {
    "protocol": "heel-self-care",
    "complaint": "new",
    "injured_on": "2026-03-02",
    "side": "left",
    "starts_on": "2026-03-10",
}


def test_the_form_offers_the_published_protocols(at_work: Client, patient: Patient) -> None:
    page = at_work.get(_address(patient)).content.decode()

    assert "heel-self-care" in page
    assert 'value="2026-03-10"' in page


def test_the_plan_is_shown_before_it_starts(at_work: Client, patient: Patient) -> None:
    page = at_work.post(_address(patient), FORM).content.decode()

    assert "Begint op dinsdag 10 maart 2026; de klacht begon op 2 maart 2026." in page
    assert "Week 1, vanaf 10 maart" in page
    assert not Plan.objects.exists()
    assert not Injury.objects.exists()


def test_confirming_writes_the_complaint_down_and_starts_the_plan(
    at_work: Client, patient: Patient
) -> None:
    answer = at_work.post(_address(patient), FORM | {"step": "confirm"})

    plan = Plan.objects.get()
    assert answer.headers["Location"] == reverse("patient", args=[patient.public_id])
    assert (plan.starts_on, plan.injury.side) == (date(2026, 3, 10), "left")
    assert plan.injury.region == "heel"


def test_a_plan_for_a_complaint_that_is_known(at_work: Client, patient: Patient) -> None:
    injury = make_injury(patient, "heel", date(2026, 3, 1))

    at_work.post(_address(patient), FORM | {"step": "confirm", "complaint": str(injury.public_id)})

    assert Plan.objects.get().injury == injury


def test_confirming_twice_starts_one_plan_for_a_known_complaint(
    at_work: Client, patient: Patient
) -> None:
    injury = make_injury(patient, "heel", date(2026, 3, 1))
    form = FORM | {"step": "confirm", "complaint": str(injury.public_id)}

    at_work.post(_address(patient), form)
    again = at_work.post(_address(patient), form)

    assert again.status_code == HTTPStatus.BAD_REQUEST
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"protocol": "onzin"},
        {"starts_on": "2026-02-30"},
        {"starts_on": "2026-03-01"},
        {"starts_on": "2031-03-01"},
        {"injured_on": "2026-03-11"},
        {"injured_on": ""},
        {"injured_on": "1900-01-01"},
        {"side": "midden"},
        {"complaint": "iemand-anders"},
    ],
)
@pytest.mark.parametrize("step", ["preview", "confirm"])
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    at_work: Client, patient: Patient, wrong: dict[str, str], step: str
) -> None:
    answer = at_work.post(_address(patient), FORM | wrong | {"step": step})

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert not Injury.objects.exists()


def test_a_protocol_for_another_part_of_the_body_is_refused_with_a_sentence(
    at_work: Client, patient: Patient
) -> None:
    injury = make_injury(patient, "achilles", date(2026, 3, 1))

    answer = at_work.post(
        _address(patient), FORM | {"step": "confirm", "complaint": str(injury.public_id)}
    )

    assert "een ander lichaamsdeel" in answer.content.decode()


def test_only_the_clinics_own_physiotherapists_start_plans(
    sign_in: SignIn, clinic: Clinic, patient: Patient
) -> None:
    others = [patient.user, make_staff(clinic), make_physiotherapist(make_clinic())]

    answers = [
        sign_in(user).post(_address(patient), FORM | {"step": "confirm"}).status_code
        for user in others
    ]

    assert answers == [HTTPStatus.NOT_FOUND] * 3


def _address(patient: Patient) -> str:
    return reverse("start_plan", args=[patient.public_id])
