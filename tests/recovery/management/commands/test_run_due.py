"""The same work without a broker."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from notifications.models import Message, Preference
from notifications.selectors.canary import canary_seen_at
from plans.models import Task
from plans.selectors.clock import database_now
from tests.factories.people import make_clinic, make_patient, make_physiotherapist
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import refer


def test_one_look_does_all_there_is_to_do() -> None:
    clinic = make_clinic()
    patient = make_patient(clinic, make_physiotherapist(clinic))
    Preference.objects.create(user=patient.user, quiet_from="00:00", quiet_until="00:00")
    now = database_now()
    refer(patient, now=now)
    said = StringIO()

    call_command("run_due", stdout=said)

    assert len(mail.outbox) == 2
    # One event was heard, and told to two people by mail and in the inbox.
    assert said.getvalue() == "Done: 5.\n"
    seen_at = canary_seen_at()
    assert seen_at is not None
    assert seen_at >= now


def test_plans_are_judged_too() -> None:
    clinic = make_clinic()
    patient = make_patient(clinic, make_physiotherapist(clinic))
    now = database_now()
    begin = now - timedelta(days=20)
    plan = start_demo_plan(patient, starts_on=begin.date(), now=begin)

    call_command("run_due", stdout=StringIO())

    # Nothing was reported for twenty days: somebody has to call.
    assert Task.objects.filter(plan=plan, kind="silence").exists()
    assert Message.objects.filter(kind="task", patient=patient).exists()


def test_a_rest_must_take_some_time() -> None:
    with pytest.raises(CommandError, match="--every must be more than 0 seconds"):
        call_command("run_due", "--loop", "--every", "0")
