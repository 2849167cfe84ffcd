"""Where the clinic decides on what patients ask about their own data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from plans.models import AccessEntry, Clinic, Destruction, Patient, Plan, RightsRequest, User
from plans.services.rights import approve, ask
from tests.factories.people import (
    make_administrator,
    make_clinic,
    make_patient,
    make_physiotherapist,
    make_staff,
)
from tests.plans.web.conftest import NOON, SignIn
from tests.plans.web.proof import prove

LIST = "/rights-requests/"


@pytest.fixture
def destruction(patient: Patient, plan: Plan) -> RightsRequest:
    return ask(patient=patient, kind="destruction", wish="Graag.", by=patient.user, now=NOON)


@pytest.fixture
def administrator(clinic: Clinic) -> User:
    return make_administrator(clinic)


def _page(request: RightsRequest) -> str:
    return f"{LIST}{request.public_id}/"


def test_what_waits_is_listed(at_work: Client, destruction: RightsRequest) -> None:
    page = at_work.get(LIST).content.decode()

    assert destruction.patient.user.name in page
    assert _page(destruction) in page


def test_patients_do_not_decide(at_home: Client, destruction: RightsRequest) -> None:
    assert at_home.get(LIST).status_code == 404
    assert at_home.get(_page(destruction)).status_code == 404
    assert at_home.post(_page(destruction), {"decision": "approve"}).status_code == 404


def test_the_front_desk_writes_down_and_does_not_read(
    clinic: Clinic, sign_in: SignIn, patient: Patient
) -> None:
    desk = sign_in(make_staff(clinic))

    answer = desk.post(LIST, {"email": patient.user.email, "kind": "correction", "wish": "Links"})

    assert answer.status_code == 302
    request = RightsRequest.objects.get(patient=patient)
    page = desk.get(LIST).content.decode()
    assert patient.user.name not in page
    assert "Links" not in page
    assert desk.get(_page(request)).status_code == 404


def test_a_patient_of_another_clinic_is_no_patient(at_work: Client) -> None:
    elsewhere = make_patient(make_clinic())

    answer = at_work.post(LIST, {"email": elsewhere.user.email, "kind": "destruction"})

    assert answer.status_code == 404
    assert not RightsRequest.objects.exists()


def test_strangers_see_no_request(
    sign_in: SignIn, destruction: RightsRequest, clinic: Clinic
) -> None:
    elsewhere = make_clinic()
    strangers = (
        make_physiotherapist(clinic),
        make_physiotherapist(elsewhere),
        make_administrator(elsewhere),
    )
    for person in strangers:
        client = sign_in(person)
        assert destruction.patient.user.name not in client.get(LIST).content.decode()
        assert client.get(_page(destruction)).status_code == 404
        assert client.post(_page(destruction), {"decision": "approve"}).status_code == 404


def test_two_people_destroy_a_record(
    at_work: Client, sign_in: SignIn, administrator: User, destruction: RightsRequest
) -> None:
    prove(at_work)
    at_work.post(_page(destruction), {"decision": "approve", "is_sure": "on"})
    assert not Destruction.objects.exists()
    office = sign_in(administrator)
    prove(office)

    answer = office.post(_page(destruction), {"decision": "approve", "is_sure": "on"}, follow=True)

    assert answer.status_code == 200
    assert Destruction.objects.get().patient == destruction.patient
    assert not Plan.objects.filter(injury__patient=destruction.patient).exists()


def test_nobody_is_hurried_past_the_second_look(
    at_work: Client, destruction: RightsRequest
) -> None:
    prove(at_work)

    answer = at_work.post(_page(destruction), {"decision": "approve"})

    assert answer.status_code == 400
    destruction.refresh_from_db()
    assert destruction.status == "asked"


def test_the_same_person_is_told_that_another_has_to_look(
    at_work: Client, physiotherapist: User, destruction: RightsRequest
) -> None:
    approve(request=destruction, by=physiotherapist, now=NOON)
    prove(at_work)

    page = at_work.get(_page(destruction)).content.decode()
    answer = at_work.post(_page(destruction), {"decision": "approve", "is_sure": "on"})

    assert 'value="approve"' not in page
    assert answer.status_code == 403
    assert not Destruction.objects.exists()


def test_destroying_asks_who_it_is_once_more(
    at_work: Client, physiotherapist: User, destruction: RightsRequest
) -> None:
    prove(at_work, ago=timedelta(minutes=10))

    answer = at_work.post(_page(destruction), {"decision": "approve", "is_sure": "on"})

    assert answer.status_code == 302
    destruction.refresh_from_db()
    assert destruction.status == "asked"


def test_a_refusal_names_why_the_record_is_kept(
    at_work: Client, destruction: RightsRequest
) -> None:
    prove(at_work)
    assert at_work.post(_page(destruction), {"decision": "refuse"}).status_code == 400

    at_work.post(
        _page(destruction),
        {"decision": "refuse", "exceptions": ["legal_duty"], "answer": "Dat moet van de wet."},
    )

    destruction.refresh_from_db()
    assert (destruction.status, destruction.exceptions) == ("refused", ["legal_duty"])


def test_a_correction_is_answered(at_work: Client, patient: Patient) -> None:
    request = ask(patient=patient, kind="correction", wish="Links", by=patient.user, now=NOON)

    at_work.post(_page(request), {"decision": "approve", "answer": "Veranderd."})

    request.refresh_from_db()
    assert (request.status, request.answer) == ("done", "Veranderd.")


@pytest.mark.parametrize("decision", ["", "other"])
def test_what_is_no_decision_is_not_found(
    at_work: Client, destruction: RightsRequest, decision: str
) -> None:
    prove(at_work)

    assert at_work.post(_page(destruction), {"decision": decision}).status_code == 404


def test_case_90_destroying_is_a_line_of_the_access_log(
    at_work: Client, administrator: User, destruction: RightsRequest
) -> None:
    approve(request=destruction, by=administrator, now=NOON)
    prove(at_work)

    at_work.post(_page(destruction), {"decision": "approve", "is_sure": "on"})

    line = AccessEntry.objects.get(kind="destroy")
    assert [subject.patient for subject in line.subjects.all()] == [destruction.patient]


def test_case_90_no_search_shows_a_destroyed_record(
    at_work: Client, sign_in: SignIn, administrator: User, destruction: RightsRequest
) -> None:
    patient = destruction.patient
    approve(request=destruction, by=administrator, now=NOON)
    prove(at_work)
    at_work.post(_page(destruction), {"decision": "approve", "is_sure": "on"})

    assert at_work.get(f"/patients/{patient.public_id}/").status_code == 404
    assert "Vernietigd" not in at_work.get("/worklist/").content.decode()
    listed = sign_in(administrator).get("/api/patients/").json()["results"]
    assert str(patient.public_id) not in str(listed)


def test_the_worklist_says_that_a_request_waits(at_work: Client, patient: Patient) -> None:
    link = f'href="{LIST}"'
    without = at_work.get("/worklist/").content.decode().count(link)

    ask(patient=patient, kind="destruction", by=patient.user, now=NOON)

    assert at_work.get("/worklist/").content.decode().count(link) == without + 1
