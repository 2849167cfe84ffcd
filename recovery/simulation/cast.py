"""The made-up people of a dry run: one clinic, one physiotherapist, one patient, one injury."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from notifications.models import Preference
from plans.domain.protocol import Protocol
from plans.models import Clinic, Injury, Patient, Plan, Role, User
from plans.services.history import the_program
from plans.services.people import add_patient, add_person
from plans.services.starting import add_injury
from recovery.simulation.scenario import Scenario


@dataclass(slots=True)
class Cast:
    """Everybody in a dry run; ``plan`` is the current one, ``None`` after a referral at intake."""

    clinic: Clinic
    physiotherapist: User
    patient: Patient
    injury: Injury
    plan: Plan | None = None


def make_cast(scenario: Scenario, protocol: Protocol, *, now: datetime) -> Cast:
    """Make the people of ``scenario``, with a new patient's defaults for what it leaves out."""
    name = f"dry-run-{uuid4().hex}"
    clinic = Clinic.objects.create(
        name=name, email=f"{name}@example.org", phone="000", timezone=scenario.timezone
    )
    physiotherapist = _person(clinic, Role.PHYSIOTHERAPIST, scenario.language, now)
    patient = add_patient(
        user=_person(clinic, Role.PATIENT, scenario.language, now),
        physiotherapist=physiotherapist,
        timezone=scenario.timezone,
        moments=scenario.moments,
        log_at=scenario.log_at,
        by=the_program(),
        now=now,
    )
    if scenario.quiet is not None:
        quiet_from, quiet_until = scenario.quiet
        Preference.objects.create(user=patient.user, quiet_from=quiet_from, quiet_until=quiet_until)
    injury = add_injury(
        patient=patient,
        region=protocol.region,
        injured_on=scenario.began_on,
        by=physiotherapist,
        now=now,
    )
    return Cast(clinic, physiotherapist, patient, injury)


def _person(clinic: Clinic, role: Role, language: str, now: datetime) -> User:
    return add_person(
        clinic=clinic,
        email=f"{role}.{clinic.name}@example.org",
        name=str(role.label),
        role=role,
        language=language,
        by=the_program(),
        now=now,
    )
