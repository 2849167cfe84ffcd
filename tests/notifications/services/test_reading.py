"""A message is read once, by whom it is for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from notifications.models import Message
from notifications.selectors.inbox import unread_of
from notifications.services.reading import mark_all_read, mark_read
from plans.domain.refusal import Refusal, RefusalKind
from plans.models import Patient, User
from tests.notifications.arrivals import arrive

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_first_time_it_was_read_counts(patient: Patient) -> None:
    message = arrive(patient.user, patient, at=NOW)

    for hours in (1, 2):
        mark_read(public_id=message.public_id, by=patient.user, now=NOW + hours * HOUR)

    message.refresh_from_db()
    assert message.read_at == NOW + HOUR
    assert unread_of(patient.user).count == 0


def test_nobody_reads_the_messages_of_somebody_else(
    patient: Patient, physiotherapist: User
) -> None:
    message = arrive(patient.user, patient, at=NOW)

    with pytest.raises(Refusal) as refused:
        mark_read(public_id=message.public_id, by=physiotherapist, now=NOW)

    assert refused.value.kind is RefusalKind.NOT_FOUND
    message.refresh_from_db()
    assert message.read_at is None


def test_the_mail_beside_it_is_no_message_of_the_inbox(patient: Patient) -> None:
    arrive(patient.user, patient, at=NOW)
    mail = Message.objects.get(channel="email")

    with pytest.raises(Refusal):
        mark_read(public_id=mail.public_id, by=patient.user, now=NOW)


def test_all_is_read_up_to_what_was_seen(patient: Patient, physiotherapist: User) -> None:
    for hours in (0, 1, 2):
        arrive(patient.user, patient, at=NOW + hours * HOUR)
    arrive(physiotherapist, patient, at=NOW)

    read = [mark_all_read(until=NOW + HOUR, by=patient.user, now=NOW + 3 * HOUR) for _ in range(2)]

    assert read == [2, 0]
    assert unread_of(patient.user).count == 1
    assert unread_of(physiotherapist).count == 1
