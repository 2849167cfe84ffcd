"""A clinic is taken on and changed by who runs the platform, and leaves its history."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from plans.domain.refusal import Refusal
from plans.models import Clinic, Event, Role, User
from plans.services.clinics import save_clinic
from tests.factories.people import (
    add_second_factor,
    make_administrator,
    make_clinic,
    make_physiotherapist,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def platform(db: None) -> User:
    return User.objects.create(
        email="platform@example.org",
        name="Pia",
        role=Role.ADMINISTRATOR,
        is_superuser=True,
        is_staff=True,
    )


def new_clinic(**fields: str) -> Clinic:
    known = {"name": "De Looppas", "email": "looppas@example.org", "phone": "010 765 43 21"}
    return Clinic(**known | fields)


def test_a_clinic_that_is_taken_on_stands_in_the_history(platform: User) -> None:
    clinic = save_clinic(clinic=new_clinic(), by=platform, now=NOW)

    event = Event.objects.get(kind="clinic_added")
    assert (event.clinic, event.by, event.at) == (clinic, platform, NOW)


def test_what_changed_is_kept_with_what_it_was(platform: User) -> None:
    clinic = make_clinic(phone="010 123 45 67")
    clinic.phone, clinic.timezone = "010 000 00 00", "Europe/Brussels"

    save_clinic(clinic=clinic, by=platform, now=NOW)
    save_clinic(clinic=clinic, by=platform, now=NOW)

    event = Event.objects.get(kind="clinic_changed")
    assert event.facts == {
        "phone": {"before": "010 123 45 67", "after": "010 000 00 00"},
        "timezone": {"before": "Europe/Amsterdam", "after": "Europe/Brussels"},
    }


def test_a_time_zone_that_does_not_exist_is_refused(platform: User) -> None:
    with pytest.raises(Refusal):
        save_clinic(clinic=new_clinic(timezone="Europe/Nergens"), by=platform, now=NOW)

    assert not Clinic.objects.exists()


def test_nobody_else_changes_a_clinic() -> None:
    clinic = make_clinic()
    for by in (make_administrator(clinic), make_physiotherapist(clinic)):
        clinic.phone = "112"
        with pytest.raises(Refusal):
            save_clinic(clinic=clinic, by=by, now=NOW)

    clinic.refresh_from_db()
    assert clinic.phone == "010 123 45 67"


def test_the_admin_offers_the_time_zones_there_are_and_keeps_the_history(
    platform: User, client: Client
) -> None:
    clinic = make_clinic()
    add_second_factor(platform)
    client.force_login(platform)
    page = reverse("admin:plans_clinic_change", args=[clinic.public_id])
    given = {
        "name": clinic.name,
        "email": clinic.email,
        "phone": "010 000 00 00",
        "emergency_phone": "112",
        "gp_phone": "",
    }

    refused = client.post(page, {**given, "timezone": "Europe/Nergens"})
    saved = client.post(page, {**given, "timezone": "Europe/Brussels"})

    assert refused.context["adminform"].form.errors.keys() == {"timezone"}
    assert saved.status_code == 302
    event = Event.objects.get(kind="clinic_changed")
    assert event.by == platform
    assert set(event.facts) == {"phone", "timezone"}
