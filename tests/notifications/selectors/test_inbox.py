"""The inbox holds what came, the newest first, and only what is still the reader's business."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from notifications.channels import CHANNELS
from notifications.domain.kind import MessageKind, Via
from notifications.models import Message
from notifications.selectors.inbox import inbox_item, inbox_of, unread_of
from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events
from plans.models import Patient, User
from tests.factories.people import make_clinic
from tests.notifications.arrivals import arrive
from tests.notifications.scenes import refer

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
INBOX_ONLY = {Via.INBOX: CHANNELS[Via.INBOX]}


def test_what_is_told_stands_in_the_inbox_of_each_reader(
    patient: Patient, physiotherapist: User
) -> None:
    refer(patient, now=NOW)
    hand_over_events(now=NOW)

    deliver_due(now=NOW, channels=INBOX_ONLY)

    (own,) = [inbox_item(row) for row in inbox_of(patient.user)]
    (other,) = [inbox_item(row) for row in inbox_of(physiotherapist)]
    assert (own.kind, own.about) == (MessageKind.REFERRAL, None)
    assert other.kind is MessageKind.ALERT
    assert other.about is not None
    assert (other.about.public_id, other.about.name) == (patient.public_id, patient.user.name)


def test_the_newest_stands_first(patient: Patient) -> None:
    rows = [arrive(patient.user, patient, at=NOW + hours * HOUR) for hours in (1, 3, 2)]

    assert list(inbox_of(patient.user)) == [rows[1], rows[2], rows[0]]


def test_what_has_not_come_yet_does_not_stand_there(patient: Patient) -> None:
    arrive(patient.user, patient, at=NOW)
    Message.objects.filter(channel="inbox").update(state="pending", settled_at=None)

    assert not inbox_of(patient.user).exists()


def test_what_is_unread_is_counted(patient: Patient) -> None:
    rows = [arrive(patient.user, patient, at=NOW + hours * HOUR) for hours in (0, 1, 2)]
    Message.objects.filter(pk=rows[2].pk).update(read_at=NOW + 3 * HOUR)

    unread = unread_of(patient.user)

    assert (unread.count, unread.last_at) == (2, NOW + HOUR)


def test_an_empty_inbox_has_nothing_unread(patient: Patient) -> None:
    assert (unread_of(patient.user).count, unread_of(patient.user).last_at) == (0, None)


def test_who_has_left_the_clinic_no_longer_reads_about_its_patients(
    patient: Patient, physiotherapist: User
) -> None:
    arrive(physiotherapist, patient, at=NOW, kind=MessageKind.ALERT)

    physiotherapist.clinic = make_clinic()
    physiotherapist.save(update_fields=["clinic"])

    assert not inbox_of(physiotherapist).exists()


def test_a_patient_who_has_left_the_clinic_is_no_longer_named(
    patient: Patient, physiotherapist: User
) -> None:
    arrive(physiotherapist, patient, at=NOW, kind=MessageKind.ALERT)

    patient.clinic = make_clinic()
    patient.save(update_fields=["clinic"])

    assert inbox_item(inbox_of(physiotherapist).get()).about is None


def test_an_overview_is_about_nobody(physiotherapist: User) -> None:
    arrive(physiotherapist, None, at=NOW, kind=MessageKind.DIGEST)

    assert inbox_item(inbox_of(physiotherapist).get()).about is None


@pytest.mark.parametrize("messages", [1, 3])
def test_many_messages_take_one_query(
    patient: Patient,
    physiotherapist: User,
    messages: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for hours in range(messages):
        arrive(physiotherapist, patient, at=NOW + hours * HOUR, kind=MessageKind.ALERT)

    with django_assert_num_queries(1):
        items = [inbox_item(row) for row in inbox_of(physiotherapist)]

    assert len(items) == messages
