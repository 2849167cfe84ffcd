"""Staff set when their clinic works and how an unanswered alert goes further."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from notifications.models import ClosedDay, EscalationSchedule, OfficeHours
from plans.models import Clinic
from tests.factories.people import make_clinic

HOURS = {"weekdays": ["1", "2", "4"], "country": "be", "digest_at": "08:15"}
STEPS = {
    "urgency": "important",
    "repeat_after": "30",
    "colleague_after": "60",
    "clinic_after": "90",
    "then_every": "60",
}


def _add(noun: str) -> str:
    return reverse(f"admin:notifications_{noun}_add")


def _page(noun: str, pk: int) -> str:
    return reverse(f"admin:notifications_{noun}_change", args=[pk])


def test_office_hours_are_those_of_the_own_clinic(staff: Client, clinic: Clinic) -> None:
    elsewhere = make_clinic()

    answer = staff.post(_add("officehours"), HOURS | {"clinic": str(elsewhere.pk)})

    assert answer.status_code == 302
    hours = OfficeHours.objects.get()
    assert hours.clinic == clinic
    assert (hours.weekdays, hours.country, hours.digest_at) == ([1, 2, 4], "BE", time(8, 15))
    again = staff.get(_add("officehours"))
    assert (again.status_code, "/change/" in again["Location"]) == (302, True)
    listed = staff.get(reverse("admin:notifications_officehours_changelist")).content.decode()
    assert "Monday, Tuesday, Thursday" in listed


def test_office_hours_can_be_changed(staff: Client, clinic: Clinic) -> None:
    hours = OfficeHours.objects.create(clinic=clinic)

    page = staff.get(_page("officehours", hours.pk)).content.decode()
    answer = staff.post(_page("officehours", hours.pk), HOURS)

    assert page.count("checked") == 5
    assert answer.status_code == 302
    hours.refresh_from_db()
    assert hours.weekdays == [1, 2, 4]


def test_a_country_without_known_holidays_is_refused(staff: Client) -> None:
    answer = staff.post(_add("officehours"), HOURS | {"country": "XX"})

    assert "The public holidays of this country are not known." in answer.content.decode()
    assert not OfficeHours.objects.exists()


def test_a_day_is_closed_once(staff: Client, clinic: Clinic) -> None:
    day = {"closed_on": "2026-12-24", "name": "Verhuizing"}

    first = staff.post(_add("closedday"), day)
    again = staff.post(_add("closedday"), day)

    assert (first.status_code, again.status_code) == (302, 200)
    closed = ClosedDay.objects.get()
    assert (closed.clinic, closed.closed_on) == (clinic, date(2026, 12, 24))
    where = reverse("admin:notifications_closedday_delete", args=[closed.pk])
    assert staff.post(where, {"post": "yes"}).status_code == 302
    assert not ClosedDay.objects.exists()


def test_a_schedule_goes_further_step_by_step(staff: Client, clinic: Clinic) -> None:
    answer = staff.post(_add("escalationschedule"), STEPS)
    again = staff.post(_add("escalationschedule"), STEPS)

    assert (answer.status_code, again.status_code) == (302, 200)
    schedule = EscalationSchedule.objects.get()
    assert (schedule.clinic, schedule.urgency, schedule.then_every) == (clinic, "important", 60)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"repeat_after": "0"}, "At least one minute."),
        (
            {"colleague_after": "20"},
            "A colleague is not told before the same person is told again.",
        ),
        ({"clinic_after": "59"}, "address is not told before a colleague is."),
        ({"then_every": "4"}, "Leave at least five minutes in between."),
    ],
)
def test_a_step_that_comes_too_early_is_refused_in_a_sentence(
    staff: Client, wrong: dict[str, str], sentence: str
) -> None:
    answer = staff.post(_add("escalationschedule"), STEPS | wrong)

    assert answer.status_code == 200
    page = answer.content.decode()
    assert sentence in page
    assert "an_alert_goes_further" not in page
    assert not EscalationSchedule.objects.exists()


def test_the_urgency_of_a_schedule_stays(staff: Client, clinic: Clinic) -> None:
    staff.post(_add("escalationschedule"), STEPS)
    schedule = EscalationSchedule.objects.get()

    staff.post(
        _page("escalationschedule", schedule.pk),
        STEPS | {"urgency": "may", "repeat_after": "15"},
    )

    schedule.refresh_from_db()
    assert (schedule.urgency, schedule.repeat_after) == ("important", 15)


def test_the_administrator_chooses_the_clinic(administrator: Client, clinic: Clinic) -> None:
    refused = administrator.post(_add("closedday"), {"closed_on": "2026-12-24"})
    added = administrator.post(
        _add("closedday"), {"closed_on": "2026-12-24", "clinic": str(clinic.pk)}
    )

    assert (refused.status_code, added.status_code) == (200, 302)
    assert ClosedDay.objects.get().clinic == clinic
