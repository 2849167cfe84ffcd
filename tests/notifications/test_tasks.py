"""What a worker does when it is woken, by the clock of the database."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from notifications import tasks
from notifications.domain.kind import Via
from notifications.models import Message, Preference
from notifications.selectors.canary import canary_seen_at
from notifications.services.compose import plan_reminders
from plans.models import Patient, User
from plans.selectors.clock import database_now
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import refer


def test_a_tick_plans_and_deliverers_tell_everybody_what_is_due(
    patient: Patient, physiotherapist: User, redis_url: str
) -> None:
    now = database_now()
    moment = (now - timedelta(minutes=2)).astimezone(ZoneInfo("Europe/Amsterdam"))
    patient.moments = [f"{moment:%H:%M}"]
    patient.log_at = moment.time().replace(second=0, microsecond=0)
    patient.save(update_fields=["moments", "log_at"])
    for person in (patient.user, physiotherapist):
        Preference.objects.create(user=person, quiet_from="00:00", quiet_until="00:00")
    yesterday = moment.date() - timedelta(days=1)
    start_demo_plan(patient, starts_on=yesterday, now=now - timedelta(days=1))
    plan_reminders(now=now - timedelta(minutes=10))
    refer(patient, now=now - timedelta(minutes=1))

    for _ in range(2):
        tasks.tick()
        for via in (Via.EMAIL, Via.INBOX):
            tasks.deliver(via=via.value)

    assert sorted(sent.subject for sent in mail.outbox) == [
        "Bericht van Hardlooppraktijk",
        "Een patiënt vraagt je aandacht",
        "Hoe ging het vandaag?",
        f"Je oefenmoment van {moment:%H:%M}",
        "Nieuws over je plan",
    ]
    assert set(Message.objects.filter(due_at__lte=now).values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db
def test_the_canary_shows_when_a_worker_was_last_heard() -> None:
    assert canary_seen_at() is None
    before = database_now()

    tasks.canary()

    seen_at = canary_seen_at()
    assert seen_at is not None
    assert before <= seen_at <= database_now()


@pytest.mark.django_db
def test_a_worker_whose_own_clock_is_wrong_does_not_know_it(patient: Patient) -> None:
    with time_machine.travel(database_now() - timedelta(hours=2), tick=False):
        tasks.canary()

    seen_at = canary_seen_at()
    assert seen_at is not None
    assert database_now() - seen_at < timedelta(minutes=1)
