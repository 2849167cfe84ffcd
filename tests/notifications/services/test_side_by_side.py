"""Workers side by side: nobody is told twice, nobody is forgotten."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from notifications.domain.kind import Via
from notifications.models import Delivery, HandledEvent
from notifications.services.compose import plan_reminders
from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events
from tests.factories.people import make_clinic, make_patient, make_physiotherapist
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import Post, mails, refer
from tests.side_by_side import all_at_once

MORNING = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


def test_three_workers_do_the_work_of_one(committed: None, catalogue: None) -> None:
    clinic = make_clinic()
    physiotherapist = make_physiotherapist(clinic)
    patients = [make_patient(clinic, physiotherapist) for _ in range(8)]
    begin = MORNING - timedelta(hours=1)
    for patient in patients:
        start_demo_plan(patient, starts_on=date(2026, 3, 2), now=begin)
        refer(patient, now=begin)
    plan_reminders(now=begin)
    post = Post()

    all_at_once(lambda: plan_reminders(now=MORNING))
    handled = all_at_once(lambda: hand_over_events(now=MORNING))
    delivered = all_at_once(lambda: deliver_due(now=MORNING, channels={Via.EMAIL: post}))

    # A plan began and a referral was raised; the latter is told to two people.
    assert sum(handled) == HandledEvent.objects.count() == 2 * len(patients)
    assert sum(delivered) == mails().filter(state="sent").count() == 4 * len(patients)
    assert set(Counter(mail.message_id for mail in post.taken).values()) == {1}
    assert Delivery.objects.count() == 4 * len(patients)
