"""Turns a plan's rows into the values that the rules work on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import time
from functools import lru_cache
from typing import cast

from pydantic import TypeAdapter

from plans.domain.days import local_day
from plans.domain.dosage import Dose, Frequency
from plans.domain.duration import Duration
from plans.domain.plan import DatedPhase, DatedPlan, DatedPrescription, PhaseStatus, Stop
from plans.domain.plan import Pause as DatedPause
from plans.domain.protocol import PhaseKind
from plans.models import Pause, Plan, PlanPhase, Prescription, Referral, ReferralStatus
from plans.selectors.catalogue import durations_of

DOSE = TypeAdapter(Dose)
FREQUENCY = TypeAdapter(Frequency)


def dated_plan(plan: Plan) -> DatedPlan:
    """Return ``plan`` as a value; at most four queries, none for what was prefetched."""
    return DatedPlan(
        starts_on=plan.starts_on,
        phases=_phases(plan.phases.all(), durations_of(plan.protocol_version_id)),
        prescriptions=tuple(
            _prescription(row) for row in sorted(plan.prescriptions.all(), key=lambda row: row.pk)
        ),
        pauses=tuple(_pauses(plan.pauses.all())),
        stops=tuple(_stops(plan)),
        ended_on=plan.ended_on,
    )


def plan_for_rules(plan: Plan) -> DatedPlan:
    """Return what the rules look at of ``plan``: phases and pauses, not what is proposed."""
    return DatedPlan(
        starts_on=plan.starts_on,
        phases=_phases(plan.phases.all(), durations_of(plan.protocol_version_id)),
        pauses=tuple(_pauses(plan.pauses.all())),
        ended_on=plan.ended_on,
    )


def _phases(
    rows: Iterable[PlanPhase], durations: Mapping[PhaseKind, Duration]
) -> tuple[DatedPhase, ...]:
    return tuple(
        DatedPhase(
            kind=cast("PhaseKind", row.kind),
            duration=durations[cast("PhaseKind", row.kind)],
            starts_on=row.starts_on,
            earliest_end_on=row.earliest_end_on,
            ends_on=row.ends_on,
            latest_end_on=row.latest_end_on,
            status=PhaseStatus(row.status),
            extended_days=row.extended_days,
        )
        for row in sorted(rows, key=lambda row: row.position)
    )


def _prescription(row: Prescription) -> DatedPrescription:
    return DatedPrescription(
        key=row.key,
        phase=cast("PhaseKind", row.phase),
        exercise=row.exercise,
        dose=_dose(json.dumps(row.dose)),
        frequency=_frequency(json.dumps(row.frequency)),
        starts_after=row.starts_after,
        ends_after=row.ends_after,
        from_on=row.from_on,
        until_on=row.until_on,
        moments=tuple(time.fromisoformat(moment) for moment in row.moments)
        if row.moments
        else None,
    )


@lru_cache(maxsize=1000)
def _dose(written: str) -> Dose:
    """Read a dose; most plans of a protocol have the same ones."""
    return DOSE.validate_json(written)


@lru_cache(maxsize=1000)
def _frequency(written: str) -> Frequency:
    """Read how often an exercise is due; most plans of a protocol say the same."""
    return FREQUENCY.validate_json(written)


def _pauses(rows: Iterable[Pause]) -> Iterable[DatedPause]:
    """Leave out pauses that were ended on the day they began: they cover nothing."""
    for row in sorted(rows, key=lambda row: row.from_on):
        if row.until_on > row.from_on:
            yield DatedPause(row.from_on, row.until_on)


def _stops(plan: Plan) -> Iterable[Stop]:
    """Give the days without load: from a red flag until it was seen, closed or withdrawn."""
    zone = plan.injury.patient.zone
    for row in plan.injury.referrals.all():
        if stops_load(row):
            looked_at = row.acknowledged_at or row.closed_at
            yield Stop(
                local_day(row.raised_at, zone), local_day(looked_at, zone) if looked_at else None
            )


def stops_load(referral: Referral) -> bool:
    """Say whether this referral is a red flag that a rule of a plan raised."""
    is_red_flag = referral.to != "physiotherapist" or referral.urgency == "immediate"
    is_withdrawn = referral.status == ReferralStatus.SUPERSEDED
    return is_red_flag and referral.plan_id is not None and not is_withdrawn
