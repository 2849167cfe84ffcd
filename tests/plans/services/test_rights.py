"""What a patient asks about their own record, and how the clinic decides on it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from plans.domain.event import EventKind
from plans.domain.refusal import Refusal
from plans.models import (
    Clinic,
    Destruction,
    Event,
    PainReport,
    Patient,
    Plan,
    RequestStatus,
    RightsRequest,
    User,
)
from plans.services.reporting import set_day_score
from plans.services.rights import approve, ask, refuse, withdraw
from tests.factories.people import (
    make_administrator,
    make_clinic,
    make_patient,
    make_physiotherapist,
    make_staff,
)
from tests.factories.plans import start_demo_plan

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def administrator(clinic: Clinic) -> User:
    return make_administrator(clinic)


@pytest.fixture
def plan(patient: Patient) -> Plan:
    plan = start_demo_plan(patient)
    set_day_score(injury=plan.injury, for_on=plan.starts_on, pain=5, by=patient.user, now=NOW)
    return plan


@pytest.fixture
def destruction(patient: Patient, plan: Plan) -> RightsRequest:
    return ask(patient=patient, kind="destruction", by=patient.user, now=NOW)


def test_a_patient_asks_for_a_correction(patient: Patient) -> None:
    request = ask(
        patient=patient, kind="correction", wish="Het was links.", by=patient.user, now=NOW
    )

    request.refresh_from_db()
    assert (request.status, request.wish) == (RequestStatus.ASKED, "Het was links.")
    event = Event.objects.get(kind=EventKind.RIGHT_ASKED)
    assert event.patient == patient
    assert "links" not in str(event.facts)


def test_a_correction_says_what_is_wrong(patient: Patient) -> None:
    with pytest.raises(Refusal, match="what is not right"):
        ask(patient=patient, kind="correction", wish=" ", by=patient.user, now=NOW)


def test_there_is_one_open_request_of_a_kind(patient: Patient) -> None:
    ask(patient=patient, kind="destruction", by=patient.user, now=NOW)

    with pytest.raises(Refusal) as refused:
        ask(patient=patient, kind="destruction", by=patient.user, now=NOW)

    assert refused.value.code == "asked_already"


def test_the_front_desk_writes_a_request_down(patient: Patient, clinic: Clinic) -> None:
    desk = make_staff(clinic)

    assert ask(patient=patient, kind="destruction", by=desk, now=NOW).asked_by == desk


def test_nobody_asks_for_somebody_elses_patient(patient: Patient) -> None:
    for stranger in (make_staff(make_clinic()), make_patient(make_clinic()).user):
        with pytest.raises(Refusal):
            ask(patient=patient, kind="destruction", by=stranger, now=NOW)


def test_a_patient_withdraws_a_request(destruction: RightsRequest, patient: Patient) -> None:
    assert withdraw(request=destruction, by=patient.user, now=NOW).status == "withdrawn"

    # Then it can be asked again.
    ask(patient=patient, kind="destruction", by=patient.user, now=NOW)


def test_only_the_patient_withdraws(destruction: RightsRequest, administrator: User) -> None:
    with pytest.raises(Refusal):
        withdraw(request=destruction, by=administrator, now=NOW)


def test_a_correction_is_done_with_an_answer(patient: Patient, physiotherapist: User) -> None:
    request = ask(patient=patient, kind="correction", wish="Links", by=patient.user, now=NOW)

    with pytest.raises(Refusal, match="Write an answer"):
        approve(request=request, by=physiotherapist, now=NOW)
    done = approve(request=request, answer="Veranderd.", by=physiotherapist, now=NOW)

    assert (done.status, done.closed_by) == (RequestStatus.DONE, physiotherapist)


def test_one_person_destroys_nothing(
    destruction: RightsRequest, administrator: User, plan: Plan
) -> None:
    once = approve(request=destruction, by=administrator, now=NOW)

    assert once.status == RequestStatus.APPROVED_ONCE
    with pytest.raises(Refusal, match="already"):
        approve(request=destruction, by=administrator, now=NOW)
    assert PainReport.objects.filter(injury=plan.injury).exists()
    assert not Destruction.objects.exists()


def test_two_people_destroy_the_record(
    destruction: RightsRequest, administrator: User, physiotherapist: User, plan: Plan
) -> None:
    approve(request=destruction, by=physiotherapist, now=NOW)
    approve(request=destruction, by=administrator, now=NOW)

    proof = Destruction.objects.get()
    assert (proof.first, proof.second) == (physiotherapist, administrator)
    assert proof.counts["plans.PainReport"] == 1
    assert not Plan.objects.filter(pk=plan.pk).exists()


def test_two_physiotherapists_are_not_enough(
    destruction: RightsRequest, physiotherapist: User, patient: Patient
) -> None:
    approve(request=destruction, by=physiotherapist, now=NOW)
    Patient.objects.filter(pk=patient.pk).update(physiotherapist=None)
    other = make_physiotherapist(patient.clinic)

    with pytest.raises(Refusal, match="administrator"):
        approve(request=destruction, by=other, now=NOW)


def test_the_patient_the_desk_and_strangers_approve_nothing(
    destruction: RightsRequest, patient: Patient, clinic: Clinic
) -> None:
    elsewhere = make_clinic()
    platform = User.objects.create_superuser("platform@example.org", "x", name="Platform")
    people = (
        patient.user,
        make_staff(clinic),
        make_physiotherapist(clinic),
        make_administrator(elsewhere),
        platform,
    )
    for person in people:
        with pytest.raises(Refusal):
            approve(request=destruction, by=person, now=NOW)


def test_the_database_too_wants_two_people(destruction: RightsRequest, administrator: User) -> None:
    destruction.status, destruction.closed_at = RequestStatus.DONE, NOW
    destruction.approved_by = destruction.closed_by = administrator

    with pytest.raises(IntegrityError), transaction.atomic():
        destruction.save()


def test_there_is_no_proof_without_an_approved_request(
    destruction: RightsRequest, administrator: User, physiotherapist: User, patient: Patient
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Destruction.objects.create(
            patient=patient,
            request=destruction,
            at=NOW,
            first=administrator,
            second=physiotherapist,
        )


def test_a_refused_destruction_names_why_the_record_is_kept(
    destruction: RightsRequest, administrator: User
) -> None:
    with pytest.raises(Refusal, match="why the record"):
        refuse(request=destruction, answer="Nee.", by=administrator, now=NOW)
    with pytest.raises(Refusal, match="Write an answer"):
        refuse(
            request=destruction,
            answer="",
            exceptions=["ongoing_claim"],
            by=administrator,
            now=NOW,
        )
    done = refuse(
        request=destruction,
        answer="Er loopt een klacht.",
        exceptions=["ongoing_claim"],
        by=administrator,
        now=NOW,
    )

    assert (done.status, done.exceptions) == (RequestStatus.REFUSED, ["ongoing_claim"])
    decided = Event.objects.get(kind=EventKind.RIGHT_DECIDED)
    assert decided.facts["exceptions"] == ["ongoing_claim"]


def test_what_was_refused_is_not_approved_later(
    destruction: RightsRequest, administrator: User, physiotherapist: User
) -> None:
    refuse(request=destruction, answer="x", exceptions=["legal_duty"], by=administrator, now=NOW)

    with pytest.raises(Refusal, match="decided on already"):
        approve(request=destruction, by=physiotherapist, now=NOW)
