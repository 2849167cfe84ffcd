"""What happened and what was published cannot be changed, not even in the database itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, ProtectedError

from plans.models import (
    ActivityReport,
    AnswerReport,
    Clinic,
    Event,
    ExerciseReport,
    ExerciseVersion,
    IntakeVersion,
    PainReport,
    Patient,
    Plan,
    ProtocolVersion,
    SignReport,
    Verdict,
    VersionState,
)
from plans.models.catalogue import DocumentVersion
from plans.models.report import Report
from plans.services.reporting import (
    record_activity,
    record_answer,
    record_exercise,
    record_pain,
    record_signs,
)
from tests.factories.plans import start_demo_plan
from tests.plans.services.diary import evening_of, night_before

ADDED_ONLY: dict[type[Model], tuple[str, Any]] = {
    Event: ("kind", "plan_ended"),
    Verdict: ("verdict", "settled"),
    PainReport: ("pain", 0),
    ExerciseReport: ("done", "none"),
    ActivityReport: ("minutes", 1),
    AnswerReport: ("answer", "other"),
    SignReport: ("for_on", date(2026, 3, 2)),
}
"""Every table that is only added to, and something one might want to change in it."""

VERSIONED = (ExerciseVersion, IntakeVersion, ProtocolVersion)
CONTENT: dict[str, Any] = {
    "slug": "other",
    "number": 99,
    "document": {},
    "checksum": "other",
    "changes": "nothing",
    "loaded_at": datetime(2020, 1, 1, tzinfo=UTC),
}


@pytest.fixture
def history(patient: Patient) -> Plan:
    """One row in every table that is only added to."""
    plan = start_demo_plan(patient, "calf-strain")
    known: dict[str, Any] = {
        "injury": plan.injury,
        "by": patient.user,
        "now": evening_of(date(2026, 3, 1)),
    }
    record_pain(pain=4, **known)
    record_exercise(exercise="calf-stretch", **known)
    record_activity(kind="walk", minutes=30, **known)
    record_answer(question="walking", answer="normal", **known)
    record_signs(signs=["warm"], **known)
    night_before(plan, date(2026, 3, 20))
    return plan


def _refused(change: Any) -> bool:
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        change()
    return "is history and cannot be changed" in str(refused.value)


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("model", ADDED_ONLY, ids=lambda model: model.__name__)
def test_history_is_neither_changed_nor_deleted(history: Plan, model: type[Model]) -> None:
    field, other = ADDED_ONLY[model]
    rows = model._default_manager.all()
    table = model._meta.db_table
    before = list(rows.order_by("pk").values())
    assert before

    assert _refused(lambda: rows.update(**{field: other}))
    assert _refused(lambda: rows._raw_delete(rows.db))
    assert _refused(lambda: _execute(f"UPDATE {table} SET id = id + 1000"))  # noqa: S608
    assert _refused(lambda: _execute(f"DELETE FROM {table}"))  # noqa: S608

    assert list(rows.order_by("pk").values()) == before


@pytest.mark.parametrize("model", VERSIONED, ids=lambda model: model.__name__)
@pytest.mark.parametrize("field", CONTENT)
def test_the_content_of_a_published_version_does_not_change(
    clinic: Clinic, model: type[DocumentVersion], field: str
) -> None:
    version = model._default_manager.filter(state=VersionState.PUBLISHED)[:1].get()
    rows = model._default_manager.filter(pk=version.pk)

    assert _refused(lambda: rows.update(**{field: CONTENT[field]}))
    assert _refused(lambda: rows.update(state=VersionState.DRAFT))
    assert _refused(lambda: _execute(f"DELETE FROM {model._meta.db_table} WHERE id = {version.pk}"))  # noqa: S608
    version.refresh_from_db()
    assert version.state == VersionState.PUBLISHED


def test_a_draft_may_be_thrown_away(clinic: Clinic) -> None:
    newest = ProtocolVersion.objects.filter(slug="achilles-self-care").latest("number")
    draft = ProtocolVersion.objects.create(
        slug=newest.slug,
        number=newest.number + 1,
        document=newest.document,
        checksum="draft",
        changes="tried",
        state=VersionState.DRAFT,
        loaded_at=newest.loaded_at,
    )

    draft.delete()

    assert ProtocolVersion.objects.filter(slug=newest.slug).latest("number") == newest


def test_every_kind_of_report_and_of_version_is_guarded() -> None:
    """A new kind of report without its triggers fails here and in the test above."""
    reports = {model for model in apps.get_models() if issubclass(model, Report)}
    versions = {model for model in apps.get_models() if issubclass(model, DocumentVersion)}

    assert reports == {model for model in ADDED_ONLY if issubclass(model, Report)}
    assert versions == set(VERSIONED)


@pytest.mark.parametrize("whose", ["patient", "user", "clinic", "injury"])
def test_nobody_with_a_record_can_be_deleted(history: Plan, whose: str) -> None:
    patient = history.injury.patient
    row: Model = {
        "patient": patient,
        "user": patient.user,
        "clinic": patient.clinic,
        "injury": history.injury,
    }[whose]

    with pytest.raises(ProtectedError):
        row.delete()
