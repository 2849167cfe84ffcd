"""An alert is told again, and goes further, until somebody has seen it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from notifications.domain.kind import Via
from notifications.models import (
    Absence,
    EscalationSchedule,
    Message,
    OfficeHours,
    Preference,
    Watch,
)
from notifications.selectors.escalation import next_escalation_at
from notifications.services.deliver import deliver_due
from notifications.services.escalating import escalate_due
from notifications.services.handover import hand_over_events
from plans.domain.event import EventKind
from plans.models import Clinic, Patient, Referral, User
from plans.services.history import record_event, the_program
from plans.services.referrals import acknowledge_referral, dismiss_referral
from tests.factories.people import make_clinic, make_patient, make_physiotherapist, make_staff
from tests.notifications.scenes import Post, mails, refer

pytestmark = pytest.mark.usefixtures("catalogue")

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ADDRESS = None


@pytest.fixture
def colleague(clinic: Clinic) -> User:
    """Another physiotherapist of the clinic."""
    return make_physiotherapist(clinic)


@pytest.fixture
def referral(patient: Patient, colleague: User) -> Referral:
    """A referral that cannot wait, of which the physiotherapist was alerted."""
    referral = refer(patient, now=NOON, urgency="immediate")
    hand_over_events(now=NOON)
    _send_all()
    return referral


def _send_all() -> None:
    """Let everything that waits have been sent."""
    waiting = Message.objects.filter(settled_at__isnull=True)
    waiting.update(state="sent", settled_at=NOON)


def _step(now: datetime) -> list[tuple[str, int | None]]:
    """Take what steps are due, and return kind and reader of what is told by mail."""
    before = set(mails().values_list("pk", flat=True))
    escalate_due(now=now)
    new = mails().exclude(pk__in=before).filter(state="pending").order_by("pk")
    told = [(row.kind, row.recipient_id) for row in new]
    _send_all()
    return told


def test_an_alert_goes_from_the_own_physiotherapist_to_the_clinic(
    referral: Referral, physiotherapist: User, colleague: User
) -> None:
    told = {minutes: _step(NOON + minutes * MINUTE) for minutes in (9, 10, 20, 30, 89, 90, 150)}

    everybody = [
        ("escalation", physiotherapist.pk),
        ("escalation", colleague.pk),
        ("escalation", ADDRESS),
    ]
    assert told == {
        9: [],
        10: [("alert", physiotherapist.pk)],
        20: [("escalation", colleague.pk)],
        30: [("escalation", ADDRESS)],
        89: [],
        90: everybody,
        150: everybody,
    }
    escalated = mails().filter(kind="escalation", recipient=None).order_by("pk")
    assert [row.facts["step"] for row in escalated] == [3, 4, 5]
    assert {row.to for row in escalated} == {"staff"}
    assert {row.referral_id for row in escalated} == {referral.pk}


def test_each_step_is_taken_once(referral: Referral) -> None:
    assert [escalate_due(now=NOON + 10 * MINUTE) for _ in range(3)] == [1, 0, 0]
    assert next_escalation_at() == NOON + 20 * MINUTE


@pytest.mark.parametrize("answer", [acknowledge_referral, None])
def test_what_somebody_has_seen_is_told_no_more(
    referral: Referral, physiotherapist: User, answer: object
) -> None:
    if answer is acknowledge_referral:
        acknowledge_referral(referral=referral, by=physiotherapist, now=NOON + MINUTE)
    else:
        dismiss_referral(referral=referral, reason="vergissing", by=physiotherapist, now=NOON)

    assert _step(NOON + HOUR) == []

    assert next_escalation_at() is None
    assert escalate_due(now=NOON + DAY) == 0


def test_after_a_standstill_everybody_is_told_once(
    referral: Referral, physiotherapist: User, colleague: User
) -> None:
    told = _step(NOON + 6 * HOUR)

    assert sorted(told, key=str) == sorted(
        [("escalation", person) for person in (physiotherapist.pk, colleague.pk, ADDRESS)], key=str
    )
    assert next_escalation_at() == NOON + 7 * HOUR


def test_what_was_told_late_is_repeated_no_sooner_for_that(patient: Patient) -> None:
    refer(patient, now=NOON, urgency="immediate")

    hand_over_events(now=NOON + 6 * HOUR)

    assert next_escalation_at() == NOON + 6 * HOUR + 10 * MINUTE


def test_without_a_colleague_it_goes_to_the_clinic(patient: Patient) -> None:
    refer(patient, now=NOON, urgency="immediate")
    hand_over_events(now=NOON)
    _send_all()
    _step(NOON + 10 * MINUTE)

    assert _step(NOON + 20 * MINUTE) == [("escalation", ADDRESS)]


def test_without_another_physiotherapist_it_goes_to_the_staff(
    clinic: Clinic, patient: Patient
) -> None:
    staff = make_staff(clinic)
    refer(patient, now=NOON, urgency="immediate")
    hand_over_events(now=NOON)
    _step(NOON + 10 * MINUTE)

    assert _step(NOON + 20 * MINUTE) == [("escalation", staff.pk)]


def test_the_clinic_sets_the_schedule(clinic: Clinic, patient: Patient) -> None:
    EscalationSchedule.objects.create(
        clinic=clinic,
        urgency="immediate",
        repeat_after=2,
        colleague_after=2,
        clinic_after=7,
        then_every=5,
    )
    refer(patient, now=NOON, urgency="immediate")
    hand_over_events(now=NOON)

    due = []
    for _ in range(3):
        due.append(next_escalation_at())
        escalate_due(now=due[-1] or NOON)

    assert due == [NOON + 2 * MINUTE, NOON + 7 * MINUTE, NOON + 12 * MINUTE]


def test_what_is_important_lets_people_sleep(patient: Patient, physiotherapist: User) -> None:
    Preference.objects.create(user=physiotherapist, quiet_from=time(21), quiet_until=time(6))
    evening = datetime(2026, 3, 2, 19, 30, tzinfo=UTC)
    refer(patient, now=evening, urgency="important")
    hand_over_events(now=evening)
    _send_all()

    assert _step(evening + HOUR) == []

    morning = datetime(2026, 3, 3, 5, tzinfo=UTC)
    assert next_escalation_at() == morning
    assert _step(morning) == [("alert", physiotherapist.pk)]
    assert next_escalation_at() == morning + HOUR


def test_what_is_less_urgent_waits_for_a_working_day(
    clinic: Clinic, patient: Patient, physiotherapist: User
) -> None:
    friday = datetime(2026, 3, 6, 11, tzinfo=UTC)
    refer(patient, now=friday, urgency="contact")
    hand_over_events(now=friday)
    _send_all()

    assert _step(friday + DAY) == []

    monday = datetime(2026, 3, 9, 6, tzinfo=UTC)
    assert next_escalation_at() == monday
    assert _step(monday) == [("alert", physiotherapist.pk)]


def test_a_clinic_that_works_on_saturday_is_told_on_saturday(
    clinic: Clinic, patient: Patient, physiotherapist: User
) -> None:
    OfficeHours.objects.create(clinic=clinic, weekdays=[6])
    friday = datetime(2026, 3, 6, 11, tzinfo=UTC)
    refer(patient, now=friday, urgency="contact")
    hand_over_events(now=friday)
    _send_all()

    assert _step(friday + DAY) == [("alert", physiotherapist.pk)]


def test_who_sleeps_longer_is_told_later(patient: Patient, physiotherapist: User) -> None:
    make_staff(patient.clinic)
    sleeper = make_physiotherapist(patient.clinic)
    Preference.objects.create(user=sleeper, quiet_from=time(22), quiet_until=time(11))
    Absence.objects.create(
        user=physiotherapist, from_on=date(2026, 3, 1), until_on=date(2026, 3, 9)
    )
    at = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
    refer(patient, now=at - HOUR, urgency="important")
    hand_over_events(now=at - HOUR)
    _send_all()

    escalate_due(now=at)

    due = dict(mails().filter(state="pending").values_list("recipient_id", "due_at"))
    assert due == {physiotherapist.pk: at, sleeper.pk: datetime(2026, 3, 3, 10, tzinfo=UTC)}


def test_who_could_not_be_reached_does_not_get_it_twice_at_once(
    patient: Patient, physiotherapist: User
) -> None:
    refer(patient, now=NOON, urgency="immediate")
    hand_over_events(now=NOON)
    Message.objects.filter(channel="inbox").update(state="sent", settled_at=NOON)

    escalate_due(now=NOON + 10 * MINUTE)

    again = Message.objects.get(recipient=physiotherapist, channel="email", facts__step=1)
    assert (again.state, again.reason) == ("suppressed", "already_told")
    first = Message.objects.get(
        recipient=physiotherapist, channel="email", kind="alert", due_at=NOON
    )
    assert first.state == "pending"
    assert Message.objects.filter(channel="inbox", facts__step=1, state="pending").count() == 1


def test_what_is_raised_again_is_watched_again(referral: Referral, physiotherapist: User) -> None:
    for minutes in (10, 20, 30):
        _step(NOON + minutes * MINUTE)
    tomorrow = NOON + DAY
    record_event(
        EventKind.REFERRAL_RAISED,
        by=the_program(),
        now=tomorrow,
        injury=referral.injury,
        facts={"referral": referral.pk},
    )

    hand_over_events(now=tomorrow)

    watch = Watch.objects.get()
    assert (watch.step, watch.next_at) == (0, tomorrow + 10 * MINUTE)
    _send_all()
    assert _step(tomorrow + 10 * MINUTE) == [("alert", physiotherapist.pk)]


def test_what_was_raised_before_there_were_watches_is_watched_too(
    referral: Referral, physiotherapist: User
) -> None:
    Watch.objects.all().delete()
    upgraded_at = NOON + 30 * DAY

    assert escalate_due(now=upgraded_at) == 0

    assert next_escalation_at() == upgraded_at + 10 * MINUTE
    assert _step(upgraded_at + 10 * MINUTE) == [("alert", physiotherapist.pk)]


def test_what_was_closed_before_there_were_watches_is_not(
    referral: Referral, physiotherapist: User
) -> None:
    acknowledge_referral(referral=referral, by=physiotherapist, now=NOON)
    Watch.objects.all().delete()

    escalate_due(now=NOON + DAY)

    assert not Watch.objects.exists()


def test_one_clinic_can_be_looked_at_alone(referral: Referral, clinic: Clinic) -> None:
    elsewhere = make_clinic()
    refer(make_patient(elsewhere, make_physiotherapist(elsewhere)), now=NOON, urgency="immediate")
    hand_over_events(now=NOON)

    assert escalate_due(now=NOON + 10 * MINUTE, clinic_id=elsewhere.pk) == 1

    assert next_escalation_at(elsewhere.pk) == NOON + 20 * MINUTE
    assert next_escalation_at(clinic.pk) == NOON + 10 * MINUTE


def test_one_alert_that_fails_keeps_no_other_from_people_and_is_tried_again(
    referral: Referral, clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere = make_clinic()
    refer(make_patient(elsewhere), now=NOON, urgency="immediate")
    hand_over_events(now=NOON)
    Clinic.objects.filter(pk=elsewhere.pk).update(timezone="Nowhere/Land")
    due_at = NOON + 10 * MINUTE

    assert escalate_due(now=due_at) == 1

    assert next_escalation_at(clinic.pk) == due_at + 10 * MINUTE
    assert next_escalation_at(elsewhere.pk) == due_at + 5 * MINUTE
    assert "could not go further: ZoneInfoNotFoundError" in caplog.text


def test_when_nothing_is_due_looking_costs_two_queries(
    referral: Referral, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        escalate_due(now=NOON + MINUTE)


def test_the_words_go_out_by_mail(
    referral: Referral, clinic: Clinic, physiotherapist: User, colleague: User
) -> None:
    post = Post()
    for minutes in (10, 20, 30):
        escalate_due(now=NOON + minutes * MINUTE)
        deliver_due(now=NOON + minutes * MINUTE, channels={Via.EMAIL: post})

    assert [mail.address for mail in post.taken] == [
        physiotherapist.email,
        colleague.email,
        clinic.email,
    ]
