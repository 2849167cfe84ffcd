"""Patients, injuries and intakes through the API."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

from plans.models import Event, Injury, Patient, Referral, User
from plans.selectors.catalogue import published_intake
from tests.factories.people import make_patient
from tests.plans.api.conftest import Scene, SignIn


def test_somebody_sees_who_they_are(scene: Scene, own: APIClient) -> None:
    me = own.get("/api/me/").json()

    assert me["role"] == "patient"
    assert me["clinic"]["emergency_phone"] == "112"
    assert me["patient"]["moments"] == ["07:30", "20:00"]
    assert me["patient"]["physiotherapist"]["name"] == scene.physiotherapist.name


def test_a_patient_sets_the_moments_of_the_day(scene: Scene, own: APIClient) -> None:
    sent = {
        "language": "en",
        "timezone": "Europe/Lisbon",
        "moments": ["20:00", "08:15"],
        "log_at": "21:00",
    }

    answer = own.patch("/api/me/", sent, format="json")

    patient = Patient.objects.get(pk=scene.patient.pk)
    assert answer.json()["patient"]["moments"] == ["08:15", "20:00"]
    assert (patient.timezone, patient.user.language) == ("Europe/Lisbon", "en")
    kinds = Event.objects.filter(patient=patient, kind__endswith="_changed").order_by("kind")
    assert list(kinds.values_list("kind", flat=True)) == ["patient_changed", "person_changed"]


def test_a_half_wrong_wish_changes_nothing(scene: Scene, own: APIClient) -> None:
    answer = own.patch("/api/me/", {"language": "en", "timezone": "Europe/Nergens"}, format="json")

    assert answer.status_code == 400
    assert User.objects.get(pk=scene.patient.user_id).language == "nl"


def test_nobody_gives_themselves_rights(scene: Scene, own: APIClient) -> None:
    for name in ("is_staff", "is_superuser", "clinic", "role", "groups", "email"):
        answer = own.patch("/api/me/", {name: True, "language": "en"}, format="json")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["place"] == name
    user = User.objects.get(pk=scene.patient.user_id)
    assert (user.is_staff, user.role, user.language) == (False, "patient", "nl")


def test_a_physiotherapist_has_no_moments_to_set(scene: Scene, clinician: APIClient) -> None:
    answer = clinician.patch("/api/me/", {"log_at": "21:00"}, format="json")

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:recovery:not-a-patient"


def test_a_clinic_takes_on_a_patient(scene: Scene, clinician: APIClient) -> None:
    body = {
        "email": "Nieuw@Example.org",
        "name": "Nieuwe Loper",
        "language": "en",
        "physiotherapist": str(scene.physiotherapist.public_id),
        "moments": ["06:45"],
    }

    answer = clinician.post("/api/patients/", body, format="json")

    patient = Patient.objects.get(public_id=answer.json()["id"])
    assert answer.status_code == 201
    assert patient.clinic == scene.patient.clinic
    assert patient.physiotherapist == scene.physiotherapist
    assert patient.moments == ["06:45"]
    assert not patient.user.has_usable_password()


def test_an_address_that_is_taken_leaves_no_half_patient(
    scene: Scene, clinician: APIClient
) -> None:
    body = {"email": scene.patient.user.email, "name": "Dubbel"}

    answer = clinician.post("/api/patients/", body, format="json")

    assert answer.status_code == 409
    assert answer.json()["errors"][0]["place"] == "email"
    assert not User.objects.filter(name="Dubbel").exists()


def test_a_physiotherapist_of_another_clinic_is_unknown(scene: Scene, clinician: APIClient) -> None:
    foreign = {"physiotherapist": str(scene.stranger.public_id)}
    missing = {"physiotherapist": "00000000-0000-4000-8000-000000000000"}
    body = {"email": "nieuw@example.org", "name": "Nieuw"}

    answers = [
        clinician.post("/api/patients/", body | extra, format="json")
        for extra in (foreign, missing)
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].json() == answers[1].json()


def test_an_injury_is_written_down_and_listed(scene: Scene, clinician: APIClient) -> None:
    address = f"/api/patients/{scene.patient.public_id}/injuries/"

    added = clinician.post(
        address, {"region": "heel", "injured_on": "2026-03-08", "side": "left"}, format="json"
    )
    listed = clinician.get(address).json()["results"]

    assert added.status_code == 201
    assert [injury["region"] for injury in listed] == ["heel", "achilles"]
    assert [injury["plan"] for injury in listed] == [None, str(scene.plan.public_id)]


def test_a_region_that_the_catalogue_does_not_know_is_refused(
    scene: Scene, clinician: APIClient
) -> None:
    answer = clinician.post(
        f"/api/patients/{scene.patient.public_id}/injuries/",
        {"region": "elleboog", "injured_on": "2026-03-08"},
        format="json",
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["place"] == "region"


def test_answers_lead_to_the_next_question_and_store_nothing(scene: Scene, own: APIClient) -> None:
    first = published_intake("achilles").questions[0]
    injuries = Injury.objects.count()

    answer = own.post("/api/intakes/achilles/outcome/", {"answers": {}}, format="json")

    assert answer.json() == {"outcome": {"kind": "question", "question": first.name}}
    assert Injury.objects.count() == injuries


def test_an_answer_that_is_not_offered_is_refused(scene: Scene, own: APIClient) -> None:
    first = published_intake("achilles").questions[0]

    for answers in ({first.name: "misschien"}, {"hoe_dan": "yes"}):
        answer = own.post("/api/intakes/achilles/outcome/", {"answers": answers}, format="json")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["place"] == "answers"


def test_an_intake_that_leads_to_a_protocol_suggests_it(scene: Scene, clinician: APIClient) -> None:
    answer = _take_in(scene.patient, clinician, "protocol")

    made = answer.json()
    assert answer.status_code == 201
    assert made["suggested_protocol"] == made["outcome"]["protocol"]
    assert made["referral"] is None
    assert Injury.objects.get(public_id=made["injury"]).patient == scene.patient


def test_an_intake_that_leads_to_a_person_calls_that_person(
    scene: Scene, clinician: APIClient
) -> None:
    answer = _take_in(scene.patient, clinician, "referral")

    made = answer.json()
    referral = Referral.objects.get(public_id=made["referral"])
    assert made["suggested_protocol"] is None
    assert referral.rule == made["outcome"]["rule"]
    assert str(referral.injury.public_id) == made["injury"]


def test_a_patient_of_another_clinic_is_not_taken_in(scene: Scene, sign_in: SignIn) -> None:
    stranger = sign_in(scene.stranger)
    injuries = Injury.objects.count()

    answer = _take_in(scene.patient, stranger, "protocol")

    assert answer.status_code == 404
    assert Injury.objects.count() == injuries


def test_the_list_of_patients_is_by_name(scene: Scene, clinician: APIClient) -> None:
    make_patient(scene.patient.clinic, name="Aafke")

    names = [row["name"] for row in clinician.get("/api/patients/").json()["results"]]

    assert names[0] == "Aafke"
    assert names == sorted(names)


def _take_in(patient: Patient, client: APIClient, kind: str) -> Any:
    """Answer the shin's intake so that it leads to this kind of outcome."""
    return client.post(
        f"/api/patients/{patient.public_id}/intakes/",
        {"region": "shin", "injured_on": "2026-03-08", "answers": _path_to(kind)},
        format="json",
    )


def _path_to(kind: str, answers: dict[str, str] | None = None) -> dict[str, str]:
    """Search the answers that lead to this kind of outcome."""
    intake = published_intake("shin")
    so_far = answers or {}
    outcome = intake.outcome(so_far)
    if outcome.kind == kind:
        return so_far
    if outcome.kind != "question":
        return {}
    question = next(item for item in intake.questions if item.name == outcome.question)
    for option in question.options:
        found = _path_to(kind, so_far | {question.name: option.value})
        if found:
            return found
    return {}
