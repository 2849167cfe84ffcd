"""An old backup does not bring back what was destroyed, and nothing else is ever deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from plans.catalogue.reading import Catalogue
from plans.models import AccessEntry, Destruction, Patient, Plan, User
from plans.services.destruction_proofs import proofs_file, read_proofs, write_proofs
from plans.services.reporting import set_day_score
from plans.services.rights import approve, ask
from tests.factories.people import (
    make_administrator,
    make_clinic,
    make_patient,
    make_physiotherapist,
)
from tests.factories.plans import start_demo_plan

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
NAME = "Vera Verdwijnt"

Captured = Callable[..., Any]


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path


@pytest.fixture
def physiotherapist(catalogue: Catalogue) -> User:
    return make_physiotherapist(make_clinic())


@pytest.fixture
def patient(physiotherapist: User) -> Patient:
    assert physiotherapist.clinic is not None
    patient = make_patient(physiotherapist.clinic, physiotherapist, name=NAME)
    plan = start_demo_plan(patient)
    set_day_score(injury=plan.injury, for_on=plan.starts_on, pain=5, by=patient.user, now=NOW)
    return patient


def _destroy_and_restore(patient: Patient, physiotherapist: User, commit: Captured) -> None:
    """Destroy a record, and put the database back to how it was before."""
    administrator = make_administrator(patient.clinic)
    before = transaction.savepoint()
    request = ask(patient=patient, kind="destruction", by=patient.user, now=NOW)
    with commit(execute=True):
        approve(request=request, by=physiotherapist, now=NOW)
        approve(request=request, by=administrator, now=NOW)
    assert Destruction.objects.exists()
    transaction.savepoint_rollback(before)
    assert Plan.objects.filter(injury__patient=patient).exists()


def _run() -> str:
    told = StringIO()
    call_command("destroy_again", stdout=told)
    return told.getvalue()


def test_the_proof_stands_outside_the_database_without_what_was_in_the_record(
    patient: Patient, physiotherapist: User, django_capture_on_commit_callbacks: Captured
) -> None:
    _destroy_and_restore(patient, physiotherapist, django_capture_on_commit_callbacks)

    (proof,) = read_proofs()
    assert proof.patient == str(patient.public_id)
    assert NAME not in proofs_file().read_text()


def test_a_record_from_a_backup_is_destroyed_again(
    patient: Patient, physiotherapist: User, django_capture_on_commit_callbacks: Captured
) -> None:
    _destroy_and_restore(patient, physiotherapist, django_capture_on_commit_callbacks)

    assert "Destroyed again: 1" in _run()

    assert not Plan.objects.filter(injury__patient=patient).exists()
    assert not User.objects.filter(name=NAME).exists()
    assert Destruction.objects.get().at == NOW
    line = AccessEntry.objects.get(kind="destroy")
    assert [subject.patient for subject in line.subjects.all()] == [patient]


def test_doing_it_twice_has_the_effect_of_once(
    patient: Patient, physiotherapist: User, django_capture_on_commit_callbacks: Captured
) -> None:
    _destroy_and_restore(patient, physiotherapist, django_capture_on_commit_callbacks)
    _run()

    assert "Destroyed again: 0" in _run()
    assert Destruction.objects.count() == 1


def test_a_request_that_the_backup_knows_is_used(
    patient: Patient, physiotherapist: User, django_capture_on_commit_callbacks: Captured
) -> None:
    administrator = make_administrator(patient.clinic)
    request = ask(patient=patient, kind="destruction", by=patient.user, now=NOW)
    before = transaction.savepoint()
    with django_capture_on_commit_callbacks(execute=True):
        approve(request=request, by=physiotherapist, now=NOW)
        approve(request=request, by=administrator, now=NOW)
    transaction.savepoint_rollback(before)

    assert "Destroyed again: 1" in _run()
    assert Destruction.objects.get().request == request


def test_missing_proofs_are_written_down(
    patient: Patient, physiotherapist: User, django_capture_on_commit_callbacks: Captured
) -> None:
    administrator = make_administrator(patient.clinic)
    request = ask(patient=patient, kind="destruction", by=patient.user, now=NOW)
    with django_capture_on_commit_callbacks(execute=False):
        approve(request=request, by=physiotherapist, now=NOW)
        approve(request=request, by=administrator, now=NOW)
    assert not proofs_file().exists()

    assert "missing: 1" in _run()
    assert write_proofs() == 0


def test_a_backup_that_is_too_old_says_so(patient: Patient) -> None:
    proofs_file().write_text(
        f'{{"patient": "{patient.public_id}", "request": "{patient.public_id}", '
        f'"at": "2026-03-10T12:00:00+00:00", "first": "{patient.public_id}", '
        f'"second": "{patient.public_id}"}}\n'
    )

    with pytest.raises(CommandError, match="not in this backup"):
        _run()
    assert Plan.objects.filter(injury__patient=patient).exists()
