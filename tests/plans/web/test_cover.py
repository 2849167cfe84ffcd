"""Who treats a patient lets a colleague stand in, and sees who else can see the record."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from plans.models import CareRelation, Clinic, Patient, User
from plans.selectors.clock import database_now
from plans.services.relations import break_glass
from tests.factories.people import make_physiotherapist


@pytest.fixture
def colleague(clinic: Clinic) -> User:
    return make_physiotherapist(clinic)


def _browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_colleague_stands_in_until_it_is_ended(
    patient: Patient, physiotherapist: User, colleague: User, db: None
) -> None:
    now = database_now()
    page, record = (reverse(name, args=[patient.public_id]) for name in ("cover", "patient"))
    with time_machine.travel(now - timedelta(minutes=1), tick=False):
        answer = _browser(physiotherapist).post(
            page,
            {
                "physiotherapist": str(colleague.public_id),
                "last_on": (now + timedelta(days=6)).date().isoformat(),
                "reason": "vakantie",
            },
        )
        assert answer.headers["Location"] == page
    with time_machine.travel(now, tick=False):
        assert colleague.name in _browser(physiotherapist).get(page).content.decode()
        assert _browser(colleague).get(record).status_code == HTTPStatus.OK
        relation = CareRelation.objects.get()

        end = reverse("end_cover", args=[relation.public_id])
        assert _browser(colleague).post(end).headers["Location"] == reverse("worklist")

        assert _browser(colleague).get(record).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("last_on", ["2020-01-01", "9999-12-31", "gisteren"])
def test_cover_ends_on_a_day_that_makes_sense(
    patient: Patient, physiotherapist: User, colleague: User, last_on: str
) -> None:
    filled_in = {
        "physiotherapist": str(colleague.public_id),
        "last_on": last_on,
        "reason": "vakantie",
    }

    page = reverse("cover", args=[patient.public_id])
    assert _browser(physiotherapist).post(page, filled_in).status_code == HTTPStatus.BAD_REQUEST

    assert not CareRelation.objects.exists()


def test_an_emergency_opening_says_so_on_the_record(patient: Patient, colleague: User) -> None:
    now = database_now()
    break_glass(
        patient=patient,
        reason="Belt met plotselinge pijn",
        by=colleague,
        now=now - timedelta(minutes=1),
    )
    with time_machine.travel(now, tick=False):
        page = _browser(colleague).get(reverse("patient", args=[patient.public_id]))

    relation = CareRelation.objects.get()
    assert page.context["opened"] == relation
    assert reverse("end_cover", args=[relation.public_id]) in page.content.decode()
