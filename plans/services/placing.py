"""Writes a plan with its phases and exercises: the rows of what was laid out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from plans.domain.plan import DatedPhase, DatedPrescription, PhaseStatus
from plans.models import Injury, Plan, PlanPhase, Prescription, ProtocolVersion, User
from plans.selectors.plan_values import DOSE, FREQUENCY
from plans.services.refusals import conflict


@transaction.atomic
def place_plan(
    *,
    injury: Injury,
    version: ProtocolVersion,
    starts_on: date,
    phases: Sequence[DatedPhase],
    prescriptions: Sequence[DatedPrescription],
    continues: Plan | None,
    is_follow_up: bool = False,
    by: User,
    now: datetime,
) -> Plan:
    """Write a plan that was laid out. Refuses a second plan under way for the same injury."""
    try:
        with transaction.atomic():
            plan = Plan.objects.create(
                injury=injury,
                protocol_version=version,
                continues=continues,
                is_follow_up=is_follow_up,
                starts_on=starts_on,
                assigned_at=now,
                assigned_by=by,
            )
    except IntegrityError:
        raise conflict(
            "plan_under_way",
            nl="Voor deze klacht loopt al een plan. Stap over of sluit dat plan eerst af.",
            en="A plan is already under way for this injury. Switch it, or end it first.",
        ) from None
    PlanPhase.objects.bulk_create(
        _phase_row(plan, position, phase, by, now) for position, phase in enumerate(phases)
    )
    Prescription.objects.bulk_create(
        prescription_row(plan, item, by, now) for item in prescriptions
    )
    return plan


def prescription_row(
    plan: Plan, prescription: DatedPrescription, by: User, now: datetime
) -> Prescription:
    """Turn one prescription of a plan into a row that is still to be stored."""
    moments = prescription.moments
    return Prescription(
        plan=plan,
        key=prescription.key,
        phase=prescription.phase,
        exercise=prescription.exercise,
        dose=DOSE.dump_python(prescription.dose, mode="json", exclude_none=True),
        frequency=FREQUENCY.dump_python(prescription.frequency, mode="json"),
        starts_after=prescription.starts_after,
        ends_after=prescription.ends_after,
        from_on=prescription.from_on,
        until_on=prescription.until_on,
        moments=[moment.strftime("%H:%M") for moment in moments] if moments else None,
        added_at=now,
        added_by=by,
    )


def _phase_row(plan: Plan, position: int, phase: DatedPhase, by: User, now: datetime) -> PlanPhase:
    is_open = phase.status is PhaseStatus.OPEN
    return PlanPhase(
        plan=plan,
        position=position,
        kind=phase.kind,
        starts_on=phase.starts_on,
        earliest_end_on=phase.earliest_end_on,
        ends_on=phase.ends_on,
        latest_end_on=phase.latest_end_on,
        status=phase.status,
        opened_at=now if is_open else None,
        opened_by=by if is_open else None,
    )
