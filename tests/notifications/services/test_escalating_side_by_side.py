"""Several workers at once take each step with an unanswered alert once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from notifications.models import HandledEvent, Message, Watch
from notifications.services.escalating import escalate_due
from notifications.services.handover import hand_over_events
from tests.factories.people import make_clinic, make_patient, make_physiotherapist
from tests.notifications.scenes import mails, refer
from tests.side_by_side import all_at_once

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
LATER = NOON + timedelta(minutes=10)


def test_three_workers_escalate_like_one(committed: None, catalogue: None) -> None:
    clinic = make_clinic()
    physiotherapist = make_physiotherapist(clinic)
    patients = [make_patient(clinic, physiotherapist) for _ in range(8)]
    for patient in patients:
        refer(patient, now=NOON, urgency="immediate")

    handled = all_at_once(lambda: hand_over_events(now=NOON))
    Message.objects.update(state="sent", settled_at=NOON)
    escalated = all_at_once(lambda: escalate_due(now=LATER))

    assert sum(handled) == HandledEvent.objects.count() == len(patients)
    assert sum(escalated) == len(patients)
    assert set(Watch.objects.values_list("step", "next_at")) == {(1, LATER + timedelta(minutes=10))}
    assert mails().filter(kind="alert", facts__step=1).count() == len(patients)


def test_three_workers_start_watching_like_one(committed: None, catalogue: None) -> None:
    clinic = make_clinic()
    physiotherapist = make_physiotherapist(clinic)
    for _ in range(4):
        refer(make_patient(clinic, physiotherapist), now=NOON, urgency="immediate")

    all_at_once(lambda: escalate_due(now=NOON))

    assert Watch.objects.count() == 4
