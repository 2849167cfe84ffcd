"""Plans for tests, on the real catalogue."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from plans.models import Injury, Patient, Plan, User
from plans.selectors.catalogue import protocol_of, published_protocol
from plans.services.starting import add_injury, start_plan
from tests.factories.people import make_physiotherapist


def make_injury(
    patient: Patient,
    region: str = "achilles",
    injured_on: date = date(2026, 3, 1),
    **fields: Any,
) -> Injury:
    """Write down a complaint of ``patient``, by a physiotherapist of the clinic."""
    return add_injury(
        patient=patient,
        region=region,
        injured_on=injured_on,
        by=_clinician(patient),
        now=datetime.combine(injured_on, time(9), tzinfo=UTC),
        **fields,
    )


def start_demo_plan(
    patient: Patient,
    protocol: str = "achilles-self-care",
    starts_on: date = date(2026, 3, 1),
    now: datetime | None = None,
    injured_on: date | None = None,
) -> Plan:
    """Start a plan for a new injury of ``patient``; ``now`` is nine in the morning of the start."""
    version = published_protocol(protocol)
    injury = make_injury(
        patient, region=protocol_of(version.pk).region, injured_on=injured_on or starts_on
    )
    return start_plan(
        injury=injury,
        version=version,
        starts_on=starts_on,
        by=_clinician(patient),
        now=now or datetime.combine(starts_on, time(9), tzinfo=UTC),
    )


def _clinician(patient: Patient) -> User:
    return patient.physiotherapist or make_physiotherapist(patient.clinic)
