"""Staff note what people of their own clinic want to be told, and who noted it is kept."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications.domain.kind import Topic, Via
from notifications.models import Absence, Decline, Preference, WishChange
from plans.models import Patient, User
from tests.factories.people import make_clinic, make_patient

ADD = "admin:notifications_preference_add"
ADD_ABSENCE = "admin:notifications_absence_add"


@pytest.fixture
def preference(patient: Patient) -> Preference:
    """The page of the patient's wishes, which are still the defaults."""
    return Preference.objects.create(user=patient.user)


def page_of(preference: Preference) -> str:
    return reverse("admin:notifications_preference_change", args=[preference.user.public_id])


WISHES = {
    "quiet_from": "21:00",
    "quiet_until": "08:00",
    "rests_on_holidays": "on",
    "switches": ["log_reminders:email", "nudges:email", "plan_news:email"],
}


def test_the_first_question_is_whose_wishes_they_are(staff: Client, patient: Patient) -> None:
    stranger = make_patient(make_clinic())

    refused = staff.post(reverse(ADD), {"user": stranger.user.public_id})
    noted = staff.post(reverse(ADD), {"user": patient.user.public_id})

    assert refused.status_code == 200
    preference = Preference.objects.get()
    assert preference.user_id == patient.user_id
    assert noted["Location"] == page_of(preference)


def test_wishes_are_noted_with_who_noted_them(
    staff: Client, desk: User, patient: Patient, preference: Preference
) -> None:
    answer = staff.post(page_of(preference), WISHES)

    assert answer.status_code == 302
    preference.refresh_from_db()
    assert (preference.quiet_from, preference.quiet_until) == (time(21), time(8))
    assert preference.rests_on_holidays
    assert Decline.objects.filter(topic=Topic.EXERCISE_REMINDERS, channel=Via.EMAIL).exists()
    assert not Decline.objects.filter(topic=Topic.LOG_REMINDERS, channel=Via.EMAIL).exists()
    change = WishChange.objects.get()
    assert (change.user_id, change.by_id) == (patient.user_id, desk.pk)
    page = staff.get(page_of(preference)).content.decode()
    assert "Balie Bos: quiet hours: 22:00-07:00 → 21:00-08:00" in page


def test_a_patient_has_no_switch_for_what_is_not_theirs(
    staff: Client, preference: Preference
) -> None:
    page = staff.get(page_of(preference)).content.decode()

    assert "exercise_reminders:push" in page
    for none in ("digest:email", "alert", "exercise_reminders:inbox"):
        assert f'value="{none}"' not in page


def test_quiet_hours_that_would_silence_everything_are_refused_in_a_sentence(
    staff: Client, preference: Preference
) -> None:
    answer = staff.post(
        page_of(preference), WISHES | {"quiet_from": "08:00", "quiet_until": "07:00"}, follow=True
    )

    assert "Quiet hours last 14 hours at most." in answer.content.decode()
    preference.refresh_from_db()
    assert preference.quiet_from == time(22)


def test_an_absence_is_noted_and_taken_back(
    staff: Client, desk: User, physiotherapist: User
) -> None:
    first = timezone.now().date() + timedelta(days=7)
    days = {"from_on": first.isoformat(), "until_on": (first + timedelta(days=7)).isoformat()}

    noted = staff.post(reverse(ADD_ABSENCE), {"user": physiotherapist.public_id, **days})

    assert noted.status_code == 302
    absence = Absence.objects.get()
    assert (absence.user_id, absence.from_on) == (physiotherapist.pk, first)
    where = reverse("admin:notifications_absence_delete", args=[absence.pk])
    assert staff.post(where, {"post": "yes"}).status_code == 302
    assert not Absence.objects.exists()
    assert list(WishChange.objects.values_list("by_id", flat=True)) == [desk.pk, desk.pk]


def test_an_absence_in_the_past_is_refused_in_a_sentence(
    staff: Client, physiotherapist: User
) -> None:
    days = {"from_on": date(2026, 1, 5).isoformat(), "until_on": date(2026, 1, 9).isoformat()}

    answer = staff.post(
        reverse(ADD_ABSENCE), {"user": physiotherapist.public_id, **days}, follow=True
    )

    assert "These days are over." in answer.content.decode()
    assert not Absence.objects.exists()


def test_nobody_of_another_clinic_is_away_here(staff: Client) -> None:
    stranger = make_patient(make_clinic())
    days = {"from_on": "2027-01-05", "until_on": "2027-01-09"}

    staff.post(reverse(ADD_ABSENCE), {"user": stranger.user.public_id, **days})

    assert not Absence.objects.exists()
