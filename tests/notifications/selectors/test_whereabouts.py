"""A day is that of where somebody lives, or of where they work."""

from __future__ import annotations

from notifications.selectors.whereabouts import zone_of
from plans.models import Patient, User


def test_a_patients_own_zone_counts(patient: Patient) -> None:
    patient.timezone = "Australia/Lord_Howe"
    patient.save(update_fields=["timezone"])

    assert zone_of(patient.user_id).key == "Australia/Lord_Howe"


def test_who_works_at_the_clinic_is_where_the_clinic_is(physiotherapist: User) -> None:
    assert zone_of(physiotherapist.pk).key == "Europe/Amsterdam"


def test_the_platforms_administrator_is_nowhere(db: None) -> None:
    administrator = User.objects.create_superuser("beheer@example.org", "x", name="Beheer")

    assert zone_of(administrator.pk).key == "UTC"
