"""People for tests: a clinic with its physiotherapists, staff and patients."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from plans.models import Clinic, Patient, Role, User
from plans.services.history import the_program
from plans.services.people import add_patient, add_person

PASSWORD = "een-lang-wachtwoord-42"
SOME_TIME_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

_numbers = count(1)


def make_clinic(**fields: Any) -> Clinic:
    """Make a clinic with a name of its own."""
    number = next(_numbers)
    known = {
        "name": f"Praktijk {number}",
        "email": f"praktijk{number}@example.org",
        "phone": "010 123 45 67",
    }
    return Clinic.objects.create(**known | fields)


def make_physiotherapist(clinic: Clinic, **fields: Any) -> User:
    """Make a physiotherapist of ``clinic``."""
    return _make_person(clinic, Role.PHYSIOTHERAPIST, fields)


def make_staff(clinic: Clinic, **fields: Any) -> User:
    """Make somebody who works in the admin of ``clinic``."""
    return _make_person(clinic, Role.STAFF, fields)


def make_patient(clinic: Clinic, physiotherapist: User | None = None, **fields: Any) -> Patient:
    """Make a patient of ``clinic``; ``fields`` are those of the patient record or the account."""
    own = {key: fields.pop(key) for key in ("timezone", "moments", "log_at") if key in fields}
    return add_patient(
        user=_make_person(clinic, Role.PATIENT, fields),
        physiotherapist=physiotherapist,
        by=the_program(),
        now=SOME_TIME_AGO,
        **own,
    )


def _make_person(clinic: Clinic, role: Role, fields: dict[str, Any]) -> User:
    number = next(_numbers)
    known = {"email": f"{role}{number}@example.org", "name": f"{role.label} {number}"}
    return add_person(
        clinic=clinic, role=role, by=the_program(), now=SOME_TIME_AGO, **(known | fields)
    )
