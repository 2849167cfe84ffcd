"""What a worker does when it is woken."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from notifications import tasks
from notifications.models import Message
from notifications.selectors.canary import canary_seen_at
from plans.models import Patient
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import refer

MORNING = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


def test_a_tick_tells_everybody_what_is_due(patient: Patient) -> None:
    begin = MORNING - timedelta(hours=1)
    start_demo_plan(patient, starts_on=date(2026, 3, 2), now=begin)
    with time_machine.travel(begin, tick=False):
        tasks.tick()
    refer(patient, now=MORNING)

    with time_machine.travel(MORNING, tick=False):
        tasks.tick()
        tasks.tick()

    assert sorted(sent.subject for sent in mail.outbox) == [
        "Bericht van Hardlooppraktijk",
        "Een patiënt vraagt je aandacht",
        "Je oefenmoment van 07:30",
    ]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db
def test_the_canary_shows_when_a_worker_was_last_heard() -> None:
    assert canary_seen_at() is None

    for now in (MORNING, MORNING + timedelta(minutes=1)):
        with time_machine.travel(now, tick=False):
            tasks.canary()

    assert canary_seen_at() == MORNING + timedelta(minutes=1)
