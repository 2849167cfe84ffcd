"""After twenty years the clinic decides; the program only lists, and deletes nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from plans.domain.event import EventKind
from plans.models import Patient
from plans.services.history import record_event, the_program
from tests.factories.people import SOME_TIME_AGO, make_clinic, make_patient

YEARS_LATER = datetime(2046, 1, 6, 12, 0, tzinfo=UTC)


def _listed(at: datetime) -> str:
    told = StringIO()
    with time_machine.travel(at, tick=False):
        call_command("records_past_keeping", stdout=told)
    return told.getvalue()


@pytest.mark.django_db
def test_a_record_is_listed_twenty_years_after_its_last_change() -> None:
    patient = make_patient(make_clinic())

    assert str(patient.public_id) in _listed(YEARS_LATER)
    assert str(patient.public_id) not in _listed(YEARS_LATER - timedelta(days=3))
    assert Patient.objects.filter(pk=patient.pk).exists()


@pytest.mark.django_db
def test_a_change_begins_the_years_anew() -> None:
    patient = make_patient(make_clinic())
    later = SOME_TIME_AGO + timedelta(days=400)
    record_event(EventKind.PATIENT_CHANGED, by=the_program(), now=later, patient=patient)

    assert str(patient.public_id) not in _listed(YEARS_LATER)
