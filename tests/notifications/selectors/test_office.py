"""The working days that each clinic set, and the usual ones for one that set none."""

from __future__ import annotations

from datetime import date, time

import pytest
from pytest_django import DjangoAssertNumQueries

from notifications.domain.office import OfficeDays
from notifications.models import ClosedDay, OfficeHours
from notifications.selectors.office import office_of
from tests.factories.people import make_clinic

pytestmark = pytest.mark.django_db

SUMMER = date(2026, 7, 20)


def test_a_clinic_that_set_nothing_has_the_usual_days() -> None:
    clinic = make_clinic()

    assert office_of([clinic.pk]) == {clinic.pk: OfficeDays()}


def test_each_clinic_has_its_own_days(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first, second = make_clinic(), make_clinic()
    OfficeHours.objects.create(clinic=first, weekdays=[2, 4], country="", digest_at=time(9, 15))
    ClosedDay.objects.create(clinic=second, closed_on=SUMMER)

    with django_assert_num_queries(2):
        found = office_of([first.pk, second.pk])

    assert found[first.pk] == OfficeDays(
        weekdays=frozenset({2, 4}), country="", digest_at=time(9, 15)
    )
    assert not found[second.pk].is_open(SUMMER)
    assert found[second.pk].is_open(date(2026, 7, 21))
