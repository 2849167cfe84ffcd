"""A patient reads who opened the own record, when, in which role and on what ground."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from plans.domain.access_log import EntryDraft
from plans.domain.sight import AccessKind
from tests.factories.people import make_patient
from tests.plans.web.conftest import NOON

if TYPE_CHECKING:
    from plans.models import Patient, User

pytestmark = pytest.mark.django_db

ADDRESS = "/my-data/access/"


def _look(
    patient: Patient, user: User, at: datetime = NOON, *, kind: AccessKind = AccessKind.VIEW
) -> None:
    from plans.services.access_log import add_entry

    add_entry(
        EntryDraft(
            kind=kind,
            at=at,
            user=user.pk,
            role=user.role,
            basis="treating",
            clinic=user.clinic_id,
            patients=(patient.pk,),
        )
    )


def test_case_82_a_patient_sees_who_looked_when_and_on_what_ground(
    at_home: Client, patient: Patient, physiotherapist: User
) -> None:
    _look(patient, physiotherapist)

    page = at_home.get(ADDRESS)

    (line,) = page.context["lines"]
    assert (line.who, line.at) == (physiotherapist.name, NOON)
    assert (line.what, line.ground, line.is_emergency) != ("", "", True)
    assert page.context["patient"] == patient
    assert physiotherapist.name in page.content.decode()


def test_case_82_the_own_look_at_the_log_is_in_it_the_next_time(
    at_home: Client, patient: Patient
) -> None:
    at_home.get(ADDRESS)

    (line,) = at_home.get(ADDRESS).context["lines"]

    assert line.who != patient.user.name


def test_case_82_nobody_elses_record_and_no_refusal_is_shown(
    at_home: Client, patient: Patient, physiotherapist: User
) -> None:
    other = make_patient(patient.clinic, physiotherapist)
    _look(other, physiotherapist)
    _look(patient, physiotherapist, kind=AccessKind.DENIED)

    assert at_home.get(ADDRESS).context["lines"] == []


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        ("2026-03-01", "2026-03-10", 1),
        ("2026-03-10", "2026-03-10", 1),
        ("2026-03-01", "2026-03-09", 0),
        ("0001-01-01", "9999-12-31", 2),
        ("yesterday", "", 1),
    ],
)
def test_case_82_it_can_be_limited_to_a_period(
    *, at_home: Client, patient: Patient, physiotherapist: User, since: str, until: str, count: int
) -> None:
    _look(patient, physiotherapist, NOON - timedelta(days=200))
    _look(patient, physiotherapist)

    page = at_home.get(ADDRESS, {"since": since, "until": until})
    answer = at_home.get("/api/me/access-log/", {"since": since, "until": until})

    assert page.status_code == HTTPStatus.OK
    assert len(page.context["lines"]) == count
    is_readable = since[:4].isdigit()
    assert answer.status_code == (HTTPStatus.OK if is_readable else HTTPStatus.BAD_REQUEST)


def test_case_82_the_api_tells_the_same(
    at_home: Client, patient: Patient, physiotherapist: User
) -> None:
    _look(patient, physiotherapist)

    (look,) = at_home.get("/api/me/access-log/").json()["results"]

    assert look["who"]["name"] == physiotherapist.name
    assert (look["what"], look["ground"]) == ("view", "treating")
    assert date.fromisoformat(look["at"][:10]) == NOON.date()


def test_somebody_who_works_here_has_no_such_page(at_work: Client) -> None:
    assert at_work.get(ADDRESS).status_code == HTTPStatus.NOT_FOUND
