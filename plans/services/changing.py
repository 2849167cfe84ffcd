"""Changes one patient's plan: shown first, then made, and kept as history with who and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from pydantic import TypeAdapter

from plans.domain.change import (
    AddExercise,
    Change,
    MovePlan,
    OpenPhase,
    PausePlan,
    ResumePlan,
    SwapExercise,
    event_kind,
)
from plans.domain.days import local_day
from plans.domain.plan import DatedPlan, PhaseStatus
from plans.domain.rescheduling import MovedDate, moved_dates
from plans.models import Pause, Plan, PlanPhase, PlanStatus, Prescription, Role, User
from plans.selectors.catalogue import is_known_exercise, protocol_of
from plans.selectors.day import plans_with_dates
from plans.selectors.plan_values import dated_plan
from plans.services.due import judge_afresh
from plans.services.editing import changed_meanwhile
from plans.services.ending import ended
from plans.services.gates import require_gate_met
from plans.services.history import record_event
from plans.services.placing import prescription_row
from plans.services.refusals import invalid, require_clinician, require_clinician_or_self

CHANGE: TypeAdapter[Change] = TypeAdapter(Change)


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A change with its effect: the plan before and after, and every date that moves."""

    before: DatedPlan
    after: DatedPlan
    moved: tuple[MovedDate, ...]


def preview_change(*, plan: Plan, change: Change, by: User, now: datetime) -> PlannedChange:
    """Show what ``change`` would move; nothing is stored. Refuses what the rules do not allow."""
    _check_allowed(plan, change, by)
    before = dated_plan(plan)
    if _is_open_already(before, change):
        return PlannedChange(before, before, ())
    if isinstance(change, OpenPhase) and by.role == Role.PATIENT:
        require_gate_met(plan=plan, now=now)
    after = change.apply(before, local_day(now, plan.injury.patient.zone))
    if isinstance(change, MovePlan) and change.starts_on < plan.injury.injured_on:
        raise invalid(
            "start_before_injury",
            nl="Het plan kan niet beginnen voordat de klacht er was ({injured_on}).",
            en="The plan cannot start before the injury happened ({injured_on}).",
            place="starts_on",
            injured_on=plan.injury.injured_on,
        )
    return PlannedChange(before, after, moved_dates(before, after))


@transaction.atomic
def change_plan(
    *,
    plan: Plan,
    change: Change,
    by: User,
    now: datetime,
    reason: str = "",
    expected_version: int | None = None,
) -> PlannedChange:
    """Make ``change``; with ``expected_version`` refuse when somebody else changed it first."""
    locked = plans_with_dates().select_for_update(of=("self",)).get(pk=plan.pk)
    if expected_version is not None and locked.version != expected_version:
        raise changed_meanwhile()
    planned = preview_change(plan=locked, change=change, by=by, now=now)
    if _is_open_already(planned.before, change):
        return planned
    _save_phases(locked, planned, by, now)
    _save_prescriptions(locked, planned, by, now)
    _save_pauses(locked, planned, reason, by, now)
    locked.starts_on = planned.after.starts_on
    locked.version += 1
    locked.save(update_fields=["starts_on", "version"])
    record_event(
        event_kind(change),
        by=by,
        now=now,
        plan=locked,
        facts=_facts(change, planned),
        reason=reason,
    )
    judge_afresh(plan=locked, now=now)
    plan.refresh_from_db()
    return planned


def _check_allowed(plan: Plan, change: Change, by: User) -> None:
    if plan.status != PlanStatus.ACTIVE:
        raise ended()
    pathway = protocol_of(plan.protocol_version_id).pathway
    may_patient = isinstance(change, PausePlan | ResumePlan) or (
        isinstance(change, OpenPhase) and pathway == "self_care"
    )
    if may_patient:
        require_clinician_or_self(by, plan.injury.patient)
    else:
        require_clinician(by, plan.injury.patient)
    if isinstance(change, AddExercise | SwapExercise) and not is_known_exercise(change.exercise):
        raise invalid(
            "unknown_exercise",
            nl=f"De oefening {change.exercise!r} staat niet in de oefeningenlijst.",
            en=f"The exercise {change.exercise!r} is not in the library.",
            place="exercise",
        )


def _is_open_already(plan: DatedPlan, change: Change) -> bool:
    """Say whether the change is a phase that was opened before: twice has the effect of once."""
    current = plan.open_phase()
    return isinstance(change, OpenPhase) and current is not None and current.kind == change.phase


def _save_phases(plan: Plan, planned: PlannedChange, by: User, now: datetime) -> None:
    rows = {row.kind: row for row in plan.phases.all()}
    moved: list[PlanPhase] = []
    for old, new in zip(planned.before.phases, planned.after.phases, strict=True):
        if old == new:
            continue
        row: PlanPhase = rows[new.kind]
        moved.append(row)
        row.starts_on, row.ends_on = new.starts_on, new.ends_on
        row.earliest_end_on, row.latest_end_on = new.earliest_end_on, new.latest_end_on
        row.extended_days = new.extended_days
        row.status = new.status
        if new.status is PhaseStatus.OPEN and old.status is not PhaseStatus.OPEN:
            row.opened_at, row.opened_by = now, by
    # A phase closes before the next one opens: a plan never has two open phases.
    for row in sorted(moved, key=lambda row: (row.status == "open", row.position)):
        row.save(
            update_fields=[
                "starts_on",
                "ends_on",
                "earliest_end_on",
                "latest_end_on",
                "extended_days",
                "status",
                "opened_at",
                "opened_by",
            ]
        )


def _save_prescriptions(plan: Plan, planned: PlannedChange, by: User, now: datetime) -> None:
    known = {item.key: item for item in planned.before.prescriptions}
    for item in planned.after.prescriptions:
        if item.key not in known:
            prescription_row(plan, item, by, now).save()
        elif item != known[item.key]:
            Prescription.objects.filter(plan=plan, key=item.key).update(until_on=item.until_on)


def _save_pauses(plan: Plan, planned: PlannedChange, reason: str, by: User, now: datetime) -> None:
    before = {pause.from_on: pause for pause in planned.before.pauses}
    for pause in planned.after.pauses:
        if pause.from_on not in before:
            Pause.objects.create(
                plan=plan,
                from_on=pause.from_on,
                until_on=pause.until_on,
                reason=reason,
                added_at=now,
                added_by=by,
            )
        elif pause != before[pause.from_on]:
            Pause.objects.filter(
                plan=plan, from_on=pause.from_on, until_on=before[pause.from_on].until_on
            ).update(until_on=pause.until_on, resumed_at=now, resumed_by=by)


def _facts(change: Change, planned: PlannedChange) -> dict[str, Any]:
    return {
        "change": CHANGE.dump_python(change, mode="json", exclude_none=True),
        "moved": [
            {
                "phase": moved.phase,
                "field": moved.field,
                "before": moved.before.isoformat(),
                "after": moved.after.isoformat(),
            }
            for moved in planned.moved
        ],
    }
