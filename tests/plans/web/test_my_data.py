"""A patient's own data: seen, taken along, and asked about."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from plans.models import AccessEntry, Clinic, Patient, Plan, RightsRequest, User
from plans.selectors.own_data import own_tables
from plans.services.rights import ask, refuse
from plans.web.my_data_file import columns_of
from plans.web.own_data_words import LABELS, has_words
from recovery.limits import EXPORT
from tests.factories.people import make_administrator, make_patient, make_staff
from tests.plans.web.conftest import NOON, SignIn, report_calm_days
from tests.plans.web.proof import prove

FILE = "/my-data/download/file/"


def _unpacked(content: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(content)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def test_the_page_says_what_is_kept_and_for_how_long(at_home: Client) -> None:
    page = at_home.get("/my-data/").content.decode()

    assert "20 " in page
    assert "/my-data/download/" in page


@pytest.mark.parametrize("path", ["/my-data/", "/my-data/download/", FILE])
def test_it_is_for_patients_only(
    path: str, clinic: Clinic, sign_in: SignIn, at_work: Client
) -> None:
    assert Client().get(path).status_code == 302
    assert at_work.get(path).status_code == 404
    for colleague in (make_staff(clinic), make_administrator(clinic)):
        assert sign_in(colleague).get(path).status_code == 404


def test_the_file_holds_everything_for_programs_and_for_people(
    at_home: Client, patient: Patient, plan: Plan
) -> None:
    report_calm_days(plan, patient, days=2, pain=4)
    prove(at_home)

    answer = at_home.get(FILE)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert 'attachment; filename="' in answer["Content-Disposition"]
    assert "2026-03-10" in answer["Content-Disposition"]
    files = _unpacked(answer.content)
    document = next(text for name, text in files.items() if name.endswith(".json"))
    page = next(text for name, text in files.items() if name.endswith(".html"))
    tables = json.loads(document)["tables"]
    assert [row["pain"] for row in tables["plans.painreport"]] == [4, 4]
    assert patient.user.name in page
    assert "<script" not in page


def test_the_file_holds_nothing_of_others(
    at_home: Client, clinic: Clinic, physiotherapist: User, plan: Plan
) -> None:
    other = make_patient(clinic, physiotherapist, name="Iemand Anders")
    prove(at_home)

    files = _unpacked(at_home.get(FILE).content)

    assert all(other.user.name not in text for text in files.values())
    assert all(str(other.public_id) not in text for text in files.values())


def test_words_in_the_page_are_words(at_home: Client, patient: Patient) -> None:
    ask(patient=patient, kind="correction", wish="<b>vet</b>", by=patient.user, now=NOON)
    prove(at_home)

    files = _unpacked(at_home.get(FILE).content)
    page = next(text for name, text in files.items() if name.endswith(".html"))

    assert "&lt;b&gt;vet&lt;/b&gt;" in page


@pytest.mark.parametrize("path", ["/my-data/download/", FILE])
def test_the_file_asks_who_it_is_once_more(path: str, at_home: Client, patient: Patient) -> None:
    patient.user.set_password("een-lang-wachtwoord-42")
    patient.user.save()
    at_home.force_login(patient.user)
    prove(at_home, ago=timedelta(minutes=10))

    answer = at_home.get(path)

    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]


def test_without_a_password_one_signs_in_again(at_home: Client) -> None:
    answer = at_home.get(FILE)

    assert answer.status_code == 403
    assert answer["Content-Type"].startswith("text/html")


def test_a_patient_asks_for_a_correction(at_home: Client, patient: Patient) -> None:
    answer = at_home.post(
        "/my-data/", {"kind": "correction", "wish": "Het was links."}, follow=True
    )

    assert RightsRequest.objects.get(patient=patient).wish == "Het was links."
    assert "Het was links." in answer.content.decode()


def test_an_empty_correction_is_sent_back(at_home: Client) -> None:
    answer = at_home.post("/my-data/", {"kind": "correction", "wish": " "})

    assert answer.status_code == 400
    assert not RightsRequest.objects.exists()


def test_a_patient_asks_for_destruction_knowing_what_it_is(
    at_home: Client, patient: Patient
) -> None:
    assert at_home.post("/my-data/", {"kind": "destruction"}).status_code == 400

    at_home.post("/my-data/", {"kind": "destruction", "is_sure": "on", "wish": ""})

    assert RightsRequest.objects.get(patient=patient).kind == "destruction"


def test_a_second_request_while_the_first_waits_is_refused(
    at_home: Client, patient: Patient
) -> None:
    ask(patient=patient, kind="destruction", by=patient.user, now=NOON)

    answer = at_home.post("/my-data/", {"kind": "destruction", "is_sure": "on"})

    assert answer.status_code == 409


def test_a_patient_withdraws_what_waits(at_home: Client, patient: Patient) -> None:
    request = ask(patient=patient, kind="destruction", by=patient.user, now=NOON)

    at_home.post("/my-data/", {"withdraw": str(request.public_id)})

    request.refresh_from_db()
    assert request.status == "withdrawn"


def test_nobody_withdraws_the_request_of_another(at_home: Client, clinic: Clinic) -> None:
    other = make_patient(clinic)
    request = ask(patient=other, kind="destruction", by=other.user, now=NOON)

    answer = at_home.post("/my-data/", {"withdraw": str(request.public_id)})

    assert answer.status_code == 404
    request.refresh_from_db()
    assert request.status == "asked"


def test_the_answer_of_the_clinic_is_read_here(
    at_home: Client, patient: Patient, clinic: Clinic
) -> None:
    request = ask(patient=patient, kind="destruction", by=patient.user, now=NOON)
    refuse(
        request=request,
        answer="Er loopt een klacht.",
        exceptions=["ongoing_claim"],
        by=make_administrator(clinic),
        now=NOON,
    )

    assert "Er loopt een klacht." in at_home.get("/my-data/").content.decode()


@pytest.mark.parametrize("sent", [{}, {"kind": "other"}, {"withdraw": "nonsense"}])
def test_what_is_no_request_is_not_found(at_home: Client, sent: dict[str, str]) -> None:
    assert at_home.post("/my-data/", sent).status_code == 404


def test_every_column_that_a_person_reads_has_words() -> None:
    without = {
        f"{table.model}.{field.name}"
        for table in own_tables()
        for field in columns_of(table)
        if not has_words(field) and field.name not in LABELS
    }

    assert without == set()


def test_case_89_taking_along_is_one_line_of_the_access_log(
    at_home: Client, patient: Patient
) -> None:
    prove(at_home)
    before = AccessEntry.objects.count()

    at_home.get(FILE)

    line = AccessEntry.objects.order_by("-seq")[0]
    assert AccessEntry.objects.count() == before + 1
    assert (line.kind, line.user, line.object_kind) == ("export", patient.user, "patient")
    assert [subject.patient for subject in line.subjects.all()] == [patient]


def test_case_73_the_file_has_a_limit(at_home: Client) -> None:
    prove(at_home)

    statuses = [at_home.get(FILE).status_code for _ in range(EXPORT.most)]
    refused = at_home.get(FILE)

    assert set(statuses) == {200}
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
