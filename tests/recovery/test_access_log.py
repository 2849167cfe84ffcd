"""Whoever looks at a record leaves a line, and who cannot leave one sees nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from plans.domain.access_log import EntryDraft
from plans.domain.sight import AccessKind
from plans.selectors.clock import database_now
from tests.factories.people import make_clinic, make_patient, make_physiotherapist

if TYPE_CHECKING:
    from plans.models import AccessEntry, Patient, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def physiotherapist() -> User:
    return make_physiotherapist(make_clinic(), name="Marieke")


@pytest.fixture
def patient(physiotherapist: User) -> Patient:
    clinic = physiotherapist.clinic
    assert clinic is not None
    return make_patient(clinic, physiotherapist, name="Sanne")


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _lines() -> list[AccessEntry]:
    from plans.models import AccessEntry

    return list(AccessEntry.objects.order_by("seq"))


def test_a_look_at_a_record_leaves_one_line_with_all_that_the_norm_asks(
    physiotherapist: User, patient: Patient
) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    client = _client(physiotherapist)

    answer = client.get(
        f"/patients/{patient.public_id}/",
        headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"},
    )

    assert answer.status_code == HTTPStatus.OK
    (line,) = _lines()
    assert [subject.patient_id for subject in line.subjects.all()] == [patient.pk]
    assert (line.kind, line.action, line.outcome) == ("view", "R", "0")
    assert (line.user, line.role, line.responsible) == (
        physiotherapist,
        "physiotherapist",
        physiotherapist,
    )
    assert (line.basis, line.purpose, line.clinic) == (
        "treating",
        "TREAT",
        physiotherapist.clinic,
    )
    assert (line.source, line.route) == ("web", "GET /patients/<uuid:public_id>/")
    assert (line.network_address, line.trace_id) == ("127.0.0.1", trace)
    assert (line.object_kind, line.object_id) == ("patient", str(patient.public_id))
    assert abs(line.at - database_now()) < timedelta(minutes=1)


def test_a_patients_own_look_is_a_line_too(patient: Patient) -> None:
    answer = _client(patient.user).get("/api/me/")

    assert answer.status_code == HTTPStatus.OK
    (line,) = _lines()
    assert (line.basis, line.purpose, line.source) == ("own_record", "PATRQT", "api")


def test_a_foreign_record_answers_like_none_and_leaves_a_refusal(patient: Patient) -> None:
    stranger = _client(make_physiotherapist(make_clinic()))

    foreign = stranger.get(f"/api/patients/{patient.public_id}/")
    nothing = stranger.get(f"/api/patients/{uuid4()}/")

    assert (foreign.status_code, foreign.content) == (nothing.status_code, nothing.content)
    assert foreign.status_code == HTTPStatus.NOT_FOUND
    tried, unknown = _lines()
    assert (tried.kind, tried.outcome) == ("denied", "4")
    assert (unknown.kind, unknown.outcome) == ("denied", "4")
    assert [subject.patient_id for subject in tried.subjects.all()] == [patient.pk]
    assert list(unknown.subjects.all()) == []


def test_a_change_is_a_change_and_one_that_failed_says_so(
    physiotherapist: User, patient: Patient
) -> None:
    client = _client(physiotherapist)
    address = f"/api/patients/{patient.public_id}/"

    client.patch(address, {"log_at": "21:00"}, content_type="application/json")
    client.patch(address, {"log_at": "late"}, content_type="application/json")

    done, failed = _lines()
    assert (done.kind, done.action, done.outcome) == ("change", "U", "0")
    assert (failed.kind, failed.action, failed.outcome) == ("change", "U", "4")


@contextmanager
def _log_that_cannot_be_written() -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION full_up() RETURNS trigger AS $$ BEGIN "
                "RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END; $$ LANGUAGE plpgsql"
            )
            cursor.execute(
                "CREATE TRIGGER full_up BEFORE INSERT ON plans_accessentry "
                "FOR EACH ROW EXECUTE FUNCTION full_up()"
            )
        else:
            cursor.execute(
                "CREATE TRIGGER full_up BEFORE INSERT ON plans_accessentry "
                "BEGIN SELECT RAISE(ABORT, 'full'); END"
            )
    yield
    with connection.cursor() as cursor:
        on = " ON plans_accessentry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER full_up{on}")


@pytest.mark.parametrize("address", ["/patients/{}/", "/api/patients/{}/"])
def test_what_cannot_be_logged_is_not_shown(
    physiotherapist: User, patient: Patient, address: str
) -> None:
    client = _client(physiotherapist)

    with _log_that_cannot_be_written():
        answer = client.get(address.format(patient.public_id))
        front = Client().get("/")
        sign_in = Client().get(reverse(settings.LOGIN_URL))

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert int(answer.headers["Retry-After"]) > 0
    assert "Sanne" not in answer.content.decode()
    assert (front.status_code, sign_in.status_code) == (HTTPStatus.OK, HTTPStatus.OK)
    assert client.get(address.format(patient.public_id)).status_code == HTTPStatus.OK


def test_what_cannot_be_logged_is_not_done(physiotherapist: User, patient: Patient) -> None:
    client = _client(physiotherapist)
    address = f"/api/patients/{patient.public_id}/"

    with _log_that_cannot_be_written():
        answer = client.patch(address, {"log_at": "21:00"}, content_type="application/json")

    before = patient.log_at
    patient.refresh_from_db()
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert patient.log_at == before


def _add(patient: Patient, *, at: datetime | None = None) -> AccessEntry:
    from plans.services.access_log import add_entry

    return add_entry(
        EntryDraft(
            kind=AccessKind.VIEW,
            at=at or datetime(2026, 3, 1, 9, tzinfo=UTC),
            user=patient.user_id,
            patients=(patient.pk,),
        )
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plans_accessentry SET kind = 'list'",
        "DELETE FROM plans_accessentry",
        "UPDATE plans_accesssubject SET patient_id = patient_id",
        "DELETE FROM plans_accesssubject",
    ],
)
def test_the_database_refuses_to_change_a_line(patient: Patient, statement: str) -> None:
    _add(patient, at=database_now())

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_only_a_line_older_than_five_years_may_go(patient: Patient) -> None:
    from plans.models import AccessEntry, AccessSubject

    old = _add(patient, at=database_now() - timedelta(days=5 * 366))
    young = _add(patient, at=database_now() - timedelta(days=5 * 364))

    AccessSubject.objects.filter(entry=old).delete()
    AccessEntry.objects.filter(pk=old.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessSubject.objects.filter(entry=young).delete()

    assert _lines() == [young]
