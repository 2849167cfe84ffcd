"""Who gets a letter, and has no clock for it."""

from __future__ import annotations

from datetime import UTC, datetime

from notifications.domain.kind import MessageKind
from notifications.models import LetterClock, Preference
from notifications.selectors.letter_clocks import without_letter_clock
from plans.models import Clinic, Patient, User
from plans.services.history import the_program
from tests.factories.people import make_clinic, make_patient, make_physiotherapist, make_staff

DIGEST, SUMMARY = MessageKind.DIGEST, MessageKind.WEEKLY_SUMMARY


def test_clinicians_get_an_overview_and_patients_who_want_it_a_summary(
    patient: Patient, physiotherapist: User, clinic: Clinic
) -> None:
    desk = make_staff(clinic)
    make_patient(clinic, physiotherapist)
    Preference.objects.create(user=patient.user, weekly_summary=True)

    found = without_letter_clock(None, 10)

    assert sorted(found) == sorted(
        [(physiotherapist.pk, DIGEST), (desk.pk, DIGEST), (patient.user_id, SUMMARY)]
    )


def test_nobody_else_gets_one(physiotherapist: User) -> None:
    the_program()
    User.objects.create_superuser("platform@example.org", "x", name="Platform")
    gone = make_physiotherapist(make_clinic())
    User.objects.filter(pk=gone.pk).update(is_active=False)
    Preference.objects.create(user=physiotherapist, weekly_summary=True)

    assert without_letter_clock(None, 10) == [(physiotherapist.pk, DIGEST)]


def test_a_clock_that_stands_still_counts_as_none(physiotherapist: User) -> None:
    running = LetterClock.objects.create(
        user=physiotherapist, kind=DIGEST, next_due_at=datetime(2026, 3, 2, tzinfo=UTC)
    )
    with_clock = without_letter_clock(None, 10)
    running.next_due_at = None
    running.save(update_fields=["next_due_at"])

    assert with_clock == []
    assert without_letter_clock(None, 10) == [(physiotherapist.pk, DIGEST)]


def test_no_more_are_found_than_asked_for(clinic: Clinic) -> None:
    for _ in range(3):
        make_staff(clinic)
    other = make_staff(make_clinic())

    assert len(without_letter_clock(clinic.pk, 2)) == 2
    assert without_letter_clock(other.clinic_id, 2) == [(other.pk, DIGEST)]
