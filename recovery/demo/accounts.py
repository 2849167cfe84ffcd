"""Who can sign in to the demo clinic, and with which password."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """One made-up person who can sign in; the password is public and for the demo only."""

    role_label: str
    email: str
    password: str


PATIENT = DemoAccount(
    role_label="patient",
    email="sanne@example.org",
    password="rustig-opbouwen-7",  # noqa: S106 - public, for a made-up person
)
PHYSIOTHERAPIST = DemoAccount(
    role_label="physiotherapist",
    email="marieke@example.org",
    password="samen-herstellen-8",  # noqa: S106 - public, for a made-up person
)
STAFF = DemoAccount(
    role_label="front desk",
    email="anouk@example.org",
    password="goed-geregeld-9",  # noqa: S106 - public, for a made-up person
)

ADMINISTRATOR = DemoAccount(
    role_label="clinic administrator",
    email="karin@example.org",
    password="alles-op-orde-10",  # noqa: S106 - public, for a made-up person
)

DEMO_ACCOUNTS: tuple[DemoAccount, ...] = (PATIENT, PHYSIOTHERAPIST, STAFF, ADMINISTRATOR)

WITH_SECOND_FACTOR = frozenset(account.email for account in (PHYSIOTHERAPIST, STAFF, ADMINISTRATOR))
"""Who is asked for a code after the password."""

DEMO_TOTP_SECRET = "KRUGS4ZANFZSA33ONR4SAYJAMRSW23ZB"  # noqa: S105 - public, for made-up people
"""What the phone of made-up people makes codes from; the page for the second step shows them."""
