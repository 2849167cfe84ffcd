"""The demo clinic itself: its people, and the patients by their own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from plans.models import Clinic, Patient, Role, User
from plans.services.history import the_program
from plans.services.people import add_patient, add_person
from recovery.accounts.demo_phone import give_demo_phone
from recovery.demo.accounts import (
    ADMINISTRATOR,
    DEMO_ACCOUNTS,
    PHYSIOTHERAPIST,
    STAFF,
    WITH_SECOND_FACTOR,
)
from recovery.demo.courses import AMSTERDAM, JOOST, MARIEKE, Story

USUAL_MOMENTS = (time(7, 30), time(20))
# Between them it is daytime somewhere at every instant.
_ABROAD = ("Europe/London", "America/New_York", "Asia/Singapore", "Pacific/Auckland")
_AWAKE_FROM, _AWAKE_UNTIL = time(7), time(22)
_SOON = timedelta(minutes=2)
_PASSWORDS = {account.email: account.password for account in DEMO_ACCOUNTS}


@dataclass(frozen=True, slots=True)
class DemoClinic:
    """The clinic and who works there; physiotherapists by name."""

    clinic: Clinic
    staff: User
    physiotherapists: dict[str, User]


def open_clinic(*, at: datetime) -> DemoClinic:
    """Make the clinic with its staff and physiotherapists, who were there before the patients."""
    clinic = Clinic.objects.create(
        name="Fysiotherapie De Looppas",
        email="praktijk@example.org",
        phone="010 123 45 67",
        gp_phone="010 765 43 21",
        timezone=AMSTERDAM,
    )
    administrator = _add_person(
        clinic,
        Role.ADMINISTRATOR,
        name="Karin Hoekstra",
        email=ADMINISTRATOR.email,
        by=the_program(),
        at=at,
    )
    staff = _add_person(
        clinic, Role.STAFF, name="Anouk Bakker", email=STAFF.email, by=administrator, at=at
    )
    people = {MARIEKE: PHYSIOTHERAPIST.email, JOOST: "joost@example.org"}
    physiotherapists = {
        name: _add_person(
            clinic, Role.PHYSIOTHERAPIST, name=name, email=email, by=administrator, at=at
        )
        for name, email in people.items()
    }
    return DemoClinic(clinic, staff, physiotherapists)


def take_on(practice: DemoClinic, story: Story, *, at: datetime, loaded_at: datetime) -> Patient:
    """Make the account and the record of one patient, who was taken on at ``at``."""
    user = _add_person(
        practice.clinic,
        Role.PATIENT,
        name=story.name,
        email=story.email,
        language=story.language,
        by=practice.staff,
        at=at,
    )
    timezone, moments = daytime(loaded_at) if story.is_abroad else (AMSTERDAM, USUAL_MOMENTS)
    return add_patient(
        user=user,
        physiotherapist=practice.physiotherapists[story.physiotherapist],
        timezone=timezone,
        moments=moments,
        by=practice.staff,
        now=at,
    )


def daytime(now: datetime) -> tuple[str, tuple[time, ...]]:
    """Return a time zone where people are awake, and exercise moments of which one comes soon.

    Soon is in two to three minutes, so that the first reminder is there before a newcomer has
    looked around. A usual moment less than an hour away from it gives way.
    """
    whole_minute = (now + _SOON + timedelta(seconds=59)).replace(second=0, microsecond=0)
    walls = {name: whole_minute.astimezone(ZoneInfo(name)).time() for name in _ABROAD}
    name = next(name for name, wall in walls.items() if _AWAKE_FROM <= wall < _AWAKE_UNTIL)
    others = (usual for usual in USUAL_MOMENTS if _minutes_apart(usual, walls[name]) >= 60)
    return name, tuple(sorted((walls[name], *others)))


def _minutes_apart(first: time, second: time) -> int:
    return abs((first.hour - second.hour) * 60 + first.minute - second.minute)


def _add_person(
    clinic: Clinic,
    role: Role,
    *,
    name: str,
    email: str,
    language: str = "nl",
    by: User,
    at: datetime,
) -> User:
    user = add_person(
        clinic=clinic,
        email=email,
        name=name,
        role=role,
        language=language,
        password=_PASSWORDS.get(email),
        by=by,
        now=at,
    )
    if email in WITH_SECOND_FACTOR:
        give_demo_phone(user)
    return user
