"""People for tests: a clinic with its physiotherapists, staff and patients."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from plans.models import WORKING_ROLES, Clinic, Patient, Role, User
from plans.services.history import the_program
from plans.services.people import add_patient, add_person

PASSWORD = "een-lang-wachtwoord-42"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""What the phone of everybody who works at a clinic makes codes from."""
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
    """Make somebody who works at the front desk of ``clinic``."""
    return _make_person(clinic, Role.STAFF, fields)


def make_administrator(clinic: Clinic, **fields: Any) -> User:
    """Make somebody who arranges the accounts and protocols of ``clinic``."""
    return _make_person(clinic, Role.ADMINISTRATOR, fields)


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
    has_second_factor = fields.pop("has_second_factor", role in WORKING_ROLES)
    user = add_person(
        clinic=clinic, role=role, by=the_program(), now=SOME_TIME_AGO, **(known | fields)
    )
    if has_second_factor:
        add_second_factor(user)
    return user


def add_second_factor(user: User) -> None:
    """Give somebody an authenticator app."""
    # Loaded late: this file is read before Django is ready.
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(user, TOTP_SECRET)


def code_on_phone(*, steps: int = 0) -> str:
    """Return what the app shows now; ``steps`` later half minutes on."""
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    (counter,) = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(TOTP_SECRET, counter + steps)))
