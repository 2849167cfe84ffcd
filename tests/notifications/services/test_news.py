"""What one clinician cannot be told, or a patient cannot, is told to another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from notifications.models import Message
from notifications.services.escalating import escalate_due
from notifications.services.handover import hand_over_events
from notifications.services.news import handed_on, unreached
from notifications.services.tell import write_messages
from plans.models import Clinic, Patient, User
from tests.factories.people import make_physiotherapist
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import ask, fall_silent, mails, parcel, refer

pytestmark = pytest.mark.usefixtures("catalogue")

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)


def _leave(person: User) -> None:
    person.is_active = False
    person.save(update_fields=["is_active"])


def test_what_a_clinician_who_left_was_to_be_told_is_handed_on(
    clinic: Clinic, patient: Patient, physiotherapist: User
) -> None:
    colleague = make_physiotherapist(clinic)
    referral = refer(patient, now=NOON)
    hand_over_events(now=NOON)
    message = mails().get(kind="alert")
    _leave(physiotherapist)

    (draft,) = handed_on(parcel(message), now=NIGHT)

    assert (draft.kind, draft.recipient_id, draft.due_at) == ("alert", colleague.pk, NIGHT)
    event = message.facts["event"]
    assert draft.key == f"alert:{referral.pk}:{colleague.pk}:{event}"


def test_a_step_further_is_handed_on_as_that_step(
    clinic: Clinic, patient: Patient, physiotherapist: User
) -> None:
    colleague = make_physiotherapist(clinic)
    referral = refer(patient, now=NOON, urgency="immediate")
    hand_over_events(now=NOON)
    escalate_due(now=NOON + timedelta(minutes=10))
    message = mails().get(kind="alert", facts__step=1)
    _leave(physiotherapist)

    (draft,) = handed_on(parcel(message), now=NIGHT)

    event = message.facts["event"]
    assert draft.key == f"alert:{referral.pk}:{colleague.pk}:{event}.1"
    assert draft.facts["step"] == 1


def test_a_task_is_handed_on_and_still_wakes_nobody(
    clinic: Clinic, patient: Patient, physiotherapist: User
) -> None:
    make_physiotherapist(clinic)
    _, midnight = fall_silent(patient)
    hand_over_events(now=midnight)
    message = mails().get(kind="task")
    _leave(physiotherapist)

    (draft,) = handed_on(parcel(message), now=midnight)

    assert draft.due_at == midnight + timedelta(hours=7)


def test_an_overview_is_nobody_elses(clinic: Clinic, physiotherapist: User) -> None:
    message = Message.objects.create(
        kind="digest",
        to="physiotherapist",
        clinic=clinic,
        recipient=physiotherapist,
        dedupe_key="digest:1",
        due_at=NOON,
        created_at=NOON,
        message_id="<digest@example.org>",
    )

    assert handed_on(parcel(message), now=NOON) == []
    assert unreached(parcel(message), now=NOON) == []


def test_news_for_a_patient_is_not_handed_on(patient: Patient) -> None:
    start_demo_plan(patient)
    hand_over_events(now=NOON)

    assert handed_on(parcel(mails().get(kind="plan_changed")), now=NOON) == []


def test_a_question_that_never_got_there_is_told_once_to_who_can_call(
    patient: Patient, physiotherapist: User
) -> None:
    ask(start_demo_plan(patient), now=NOON)
    hand_over_events(now=NOON)
    question = mails().get(kind="question")

    for _ in range(2):
        write_messages(drafts=unreached(parcel(question), now=NIGHT), now=NIGHT)

    message = mails().get(kind="unreached")
    assert (message.recipient_id, message.patient_id) == (physiotherapist.pk, patient.pk)
    assert message.dedupe_key == f"unreached:{question.public_id}:{physiotherapist.pk}"
    assert message.due_at == NIGHT + timedelta(hours=7)
    assert message.facts["kind"] == "question"


def test_that_an_urgent_referral_never_got_there_does_not_wait(patient: Patient) -> None:
    refer(patient, now=NOON, urgency="immediate")
    hand_over_events(now=NOON)
    referral = mails().get(kind="referral")

    (draft,) = unreached(parcel(referral), now=NIGHT)

    assert draft.due_at == NIGHT
    assert draft.facts["urgency"] == "immediate"


def test_where_nobody_works_any_more_the_clinic_is_told(
    patient: Patient, physiotherapist: User
) -> None:
    refer(patient, now=NOON)
    hand_over_events(now=NOON)
    _leave(physiotherapist)

    (draft,) = unreached(parcel(mails().get(kind="referral")), now=NOON)

    assert draft.recipient_id is None
    assert draft.key.endswith(":clinic")
