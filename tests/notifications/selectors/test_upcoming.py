"""Which messages wait, and when the next of them can be tried."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from notifications.channels.channel import Answer
from notifications.channels.inbox import InboxChannel
from notifications.domain.attempt import Outcome
from notifications.domain.kind import Via
from notifications.selectors.upcoming import next_try_at
from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events
from plans.models import Clinic, Patient
from tests.factories.people import make_clinic
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import Post, refer

BEGIN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_with_nothing_to_do_there_is_no_next_time(clinic: Clinic) -> None:
    assert next_try_at() is None
    assert next_try_at(clinic.pk) is None


def test_it_is_when_the_message_that_waits_can_be_tried(clinic: Clinic, patient: Patient) -> None:
    start_demo_plan(patient, starts_on=date(2026, 3, 2), now=BEGIN)
    refer(patient, now=BEGIN)
    hand_over_events(now=BEGIN)
    assert next_try_at(clinic.pk) == BEGIN

    post = Post(answers=[Answer(Outcome.TEMPORARY)] * 2)
    deliver_due(now=BEGIN, channels={Via.EMAIL: post, Via.INBOX: InboxChannel()})
    assert next_try_at(clinic.pk) == BEGIN + timedelta(minutes=5)
    assert next_try_at(make_clinic().pk) is None
