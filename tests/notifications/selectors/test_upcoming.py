"""When there is something to do again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from notifications.channels.channel import Answer
from notifications.domain.attempt import Outcome
from notifications.selectors.upcoming import next_due_at
from notifications.services.compose import plan_reminders
from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events
from plans.models import Clinic, Patient
from tests.factories.people import make_clinic
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import Post, refer

MORNING = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


def test_with_nothing_to_do_there_is_no_next_time(clinic: Clinic) -> None:
    assert next_due_at() is None
    assert next_due_at(clinic.pk) is None


def test_it_is_the_next_moment_or_the_message_that_waits(clinic: Clinic, patient: Patient) -> None:
    begin = MORNING - timedelta(hours=1)
    start_demo_plan(patient, starts_on=date(2026, 3, 2), now=begin)
    plan_reminders(now=begin)
    assert next_due_at(clinic.pk) == MORNING

    refer(patient, now=begin)
    hand_over_events(now=begin)
    assert next_due_at(clinic.pk) == begin

    post = Post(answers=[Answer(Outcome.TEMPORARY)] * 2)
    deliver_due(now=begin, channels={"email": post})
    assert next_due_at(clinic.pk) == begin + timedelta(minutes=5)
    assert next_due_at(make_clinic().pk) is None
