"""Many plans in a scratch database: one plan with a history, copied by the database itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from plans.models import Plan

START = date(2026, 1, 5)
BASE = 1_000_000
"""The ids of copies begin here, far above those of what was made by hand."""

_ROWS_OF_ONE = 1000


def make_model_plan(days: int, *, start: date = START, **of_patient: Any) -> Plan:
    """Make one plan that has been followed for ``days`` days, judged every night but the last.

    Every fortnight begins at 6 and ends at 4, so that no window calls anybody. ``of_patient`` are
    fields of the patient's record.
    """
    from plans.domain.days import midnight
    from plans.services.judging import judge_due_plans
    from plans.services.reporting import record_pain
    from tests.factories.people import make_clinic, make_patient, make_physiotherapist
    from tests.factories.plans import start_demo_plan

    clinic = make_clinic()
    patient = make_patient(clinic, make_physiotherapist(clinic), **of_patient)
    plan = start_demo_plan(patient, "achilles-self-care", start)
    for number in range(days):
        day = start + timedelta(days=number)
        night = midnight(day, patient.zone)
        judge_due_plans(now=night)
        score = 6 if number % 14 < 8 else 4
        at = night + timedelta(hours=20)
        record_pain(injury=plan.injury, pain=score, by=patient.user, now=at)
        judge_due_plans(now=at)
    plan.refresh_from_db()
    return plan


def copy_plan(
    plan: Plan,
    copies: int,
    *,
    first: int = 1,
    with_history: bool = True,
    with_exercises: bool = False,
) -> None:
    """Copy a plan with its patient, and with its reports and verdicts, ``copies`` times over."""
    from plans.models import (
        Injury,
        PainReport,
        Patient,
        PlanPhase,
        Prescription,
        Task,
        User,
        Verdict,
    )
    from plans.models import Plan as Plans

    injury, patient = plan.injury, plan.injury.patient
    number = "seq.i"
    span = (first, first + copies - 1)
    own: dict[str, str] = {"id": f"{BASE} + {number}", "public_id": new_uuid()}
    copy_rows(
        User.objects.filter(pk=patient.user_id),
        own | {"email": f"'p' || {number} || '@example.org'"},
        span,
    )
    copy_rows(Patient.objects.filter(pk=patient.pk), own | {"user_id": f"{BASE} + {number}"}, span)
    copy_rows(Injury.objects.filter(pk=injury.pk), own | {"patient_id": f"{BASE} + {number}"}, span)
    changed = own | {"injury_id": f"{BASE} + {number}"}
    if not with_history:
        changed["next_judgement_at"] = "NULL"
    copy_rows(Plans.objects.filter(pk=plan.pk), changed, span)
    if not with_history:
        return
    of_plan = {"plan_id": f"{BASE} + {number}"}
    copy_rows(PlanPhase.objects.filter(plan=plan), _numbered(PlanPhase) | of_plan, span)
    if with_exercises:
        exercises = Prescription.objects.filter(plan=plan)
        copy_rows(exercises, _numbered(Prescription) | of_plan, span)
    copy_rows(Verdict.objects.filter(plan=plan), _numbered(Verdict) | of_plan, span)
    tasks = _numbered(Task) | of_plan | {"public_id": new_uuid()}
    copy_rows(Task.objects.filter(plan=plan), tasks, span)
    reported = _numbered(PainReport) | {
        "injury_id": f"{BASE} + {number}",
        "public_id": new_uuid(),
    }
    copy_rows(PainReport.objects.filter(injury=injury), reported, span)


def _numbered(model: type[Model]) -> dict[str, str]:
    """Give each copy of a row an id of its own."""
    return {"id": f"CAST({BASE} + seq.i AS BIGINT) * {_ROWS_OF_ONE} + t.id"}


def new_uuid() -> str:
    """Return the SQL that makes a new public id in this database."""
    if connection.vendor == "postgresql":
        return "gen_random_uuid()"
    return "lower(hex(randomblob(16)))"


def copy_rows(rows: QuerySet[Any], changed: Mapping[str, str], span: tuple[int, int]) -> None:
    """Copy these few rows once for each number of ``span``; ``changed`` columns are SQL of theirs.

    In that SQL ``seq.i`` is the number of the copy and ``t`` the row that is copied.
    """
    table = rows.model._meta.db_table
    columns = [field.column for field in rows.model._meta.concrete_fields]
    values = ", ".join(changed.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    ids = ", ".join(str(pk) for pk in rows.values_list("pk", flat=True))
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) "  # noqa: S608 - names of our own tables only
            f"WITH RECURSIVE seq(i) AS (SELECT {span[0]} UNION ALL "
            f"SELECT i + 1 FROM seq WHERE i < {span[1]}) "
            f"SELECT {values} FROM {table} t, seq WHERE t.id IN ({ids})"
        )
