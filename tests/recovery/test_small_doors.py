"""The small ways in and around: own details, other forms of the API, names of files, the queue."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from recovery.celery import app
from tests.factories.people import (
    make_administrator,
    make_clinic,
    make_patient,
    make_physiotherapist,
)

if TYPE_CHECKING:
    from plans.models import User

PROJECT = Path(__file__).resolve().parents[2]


def _browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wish",
    [
        {"is_staff": True},
        {"is_superuser": True},
        {"role": "administrator"},
        {"clinic": "x"},
        {"groups": [1]},
        {"mfa": False},
    ],
)
def test_case_36_nobody_gives_themselves_rights(wish: dict[str, object]) -> None:
    patient = make_patient(make_clinic())

    answer = _browser(patient.user).patch(
        "/api/me/", wish | {"language": "en"}, content_type="application/json"
    )

    patient.user.refresh_from_db()
    assert answer.status_code == 400
    assert (patient.user.role, patient.user.is_staff, patient.user.is_superuser) == (
        "patient",
        False,
        False,
    )
    assert patient.user.language == "nl"


@pytest.mark.django_db
def test_case_30_a_patient_of_two_clinics_has_two_records_that_do_not_meet() -> None:
    here, there = make_clinic(), make_clinic()
    records = [
        make_patient(clinic, name="Sanne Jansen", email=f"sanne+{number}@example.org")
        for number, clinic in enumerate((here, there))
    ]
    for own, other in (records, records[::-1]):
        colleague = _browser(make_physiotherapist(own.clinic))

        assert colleague.get(reverse("patient", args=[own.public_id])).status_code == 200
        assert colleague.get(reverse("patient", args=[other.public_id])).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{}, {"format": "api"}, {"format": "admin"}])
def test_case_72_the_api_speaks_json_only(query: dict[str, str]) -> None:
    client = _browser(make_patient(make_clinic()).user)

    answer = client.get("/api/me/", query, headers={"accept": "text/html"})

    assert answer.status_code in (404, 406)
    assert "<html" not in answer.content.decode().lower()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["..%2f..%2fdb.sqlite3", "..", "a/../b", "%00", "db.sqlite3"])
def test_case_52_names_of_files_do_not_climb(name: str) -> None:
    client = _browser(make_administrator(make_clinic()))

    assert client.get(f"/mail/{name}/").status_code == 404


def test_case_54_the_queue_reads_json_only() -> None:
    assert list(app.conf.accept_content) == ["json"]
    assert (app.conf.task_serializer, app.conf.result_serializer) == ("json", "json")


_HISTORIC = {
    *("Plan", "PlanPhase", "Prescription", "Pause", "Injury", "Referral", "Task"),
    *("PainReport", "ExerciseReport", "ActivityReport", "AnswerReport", "SignReport", "Patient"),
}
_IN_BULK = {"update", "bulk_update", "bulk_create", "delete", "update_or_create"}


def test_case_81_rows_of_a_record_change_in_services_only() -> None:
    """Services write the history beside each change; a door that writes rows itself would not."""
    past_history = [
        f"{path.relative_to(PROJECT)}:{getattr(node, 'lineno', 0)}"
        for folder in ("plans", "notifications", "recovery")
        for path in (PROJECT / folder).rglob("*.py")
        if not {"migrations", "services"} & set(path.relative_to(PROJECT).parts)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if _writes_in_bulk(node)
    ]

    assert past_history == []


def _writes_in_bulk(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr not in _IN_BULK:
        return False
    names = {item.id for item in ast.walk(node.func.value) if isinstance(item, ast.Name)}
    managers = {item.attr for item in ast.walk(node.func.value) if isinstance(item, ast.Attribute)}
    return bool(names & _HISTORIC) and "objects" in managers
