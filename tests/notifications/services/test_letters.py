"""Letters that come back are written once, at their moment, for who has something to read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from notifications.models import Absence, ClosedDay, LetterClock, Message, OfficeHours, Preference
from notifications.services.deliver import deliver_due
from notifications.services.letters import write_letters
from plans.domain.change import PausePlan
from plans.models import Clinic, Patient, User
from plans.services.changing import change_plan
from plans.services.ending import end_plan
from tests.factories.people import (
    make_clinic,
    make_patient,
    make_physiotherapist,
    make_staff,
)
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import mails, refer
from tests.plans.services.diary import keep_diary
from tests.servers.smtp import MailServer
from tests.side_by_side import all_at_once

MONDAY = date(2026, 3, 2)
# A quarter to eight in the morning, and Sunday at six in the evening, in Amsterdam.
DIGEST_AT = datetime(2026, 3, 2, 6, 45, tzinfo=UTC)
SUMMARY_AT = datetime(2026, 3, 8, 17, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 1, tzinfo=UTC)
ONE_DAY = timedelta(days=1)


def digests() -> QuerySet[Message]:
    return mails().filter(kind="digest")


def summaries() -> QuerySet[Message]:
    return mails().filter(kind="weekly_summary")


def wish(patient: Patient, **wishes: object) -> Preference:
    return Preference.objects.create(user=patient.user, weekly_summary=True, **wishes)


@pytest.fixture
def waiting(patient: Patient) -> Patient:
    """A patient with a referral that waits; the clocks run."""
    refer(patient, now=NIGHT)
    write_letters(now=NIGHT)
    return patient


def test_the_overview_comes_at_its_moment(waiting: Patient, physiotherapist: User) -> None:
    assert write_letters(now=DIGEST_AT - timedelta(seconds=1)) == 0
    assert write_letters(now=DIGEST_AT) == 1

    message = digests().get()
    assert (message.recipient_id, message.to) == (physiotherapist.pk, "physiotherapist")
    assert (message.due_at, message.expires_at) == (DIGEST_AT, datetime(2026, 3, 2, 23, tzinfo=UTC))
    assert message.dedupe_key == f"digest:{physiotherapist.pk}:2026-03-02"
    assert (message.facts, message.patient_id) == ({"day": "2026-03-02"}, None)
    assert Message.objects.filter(kind="digest", channel="inbox").count() == 1


def test_no_overview_without_anything_to_tell(physiotherapist: User) -> None:
    write_letters(now=NIGHT)

    write_letters(now=DIGEST_AT)

    assert not digests().exists()
    assert LetterClock.objects.get().next_due_at == DIGEST_AT + ONE_DAY


def test_an_overview_is_about_the_own_patients_and_those_of_nobody(
    waiting: Patient, clinic: Clinic, physiotherapist: User
) -> None:
    colleague = make_physiotherapist(clinic)
    desk = make_staff(clinic)
    write_letters(now=NIGHT)

    write_letters(now=DIGEST_AT)
    told = set(digests().values_list("recipient_id", "to"))
    gone = make_physiotherapist(clinic)
    refer(make_patient(clinic, gone), now=DIGEST_AT)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    write_letters(now=DIGEST_AT + ONE_DAY)

    assert told == {(physiotherapist.pk, "physiotherapist"), (desk.pk, "staff")}
    assert digests().filter(recipient=colleague).exists()


def test_another_clinic_is_told_nothing(waiting: Patient) -> None:
    stranger = make_staff(make_clinic())
    write_letters(now=NIGHT)

    write_letters(now=DIGEST_AT)

    assert not digests().filter(recipient=stranger).exists()


def test_a_round_of_one_clinic_leaves_the_others_alone(waiting: Patient, clinic: Clinic) -> None:
    other = make_clinic()
    make_staff(other)

    assert write_letters(now=DIGEST_AT, clinic_id=other.pk) == 0
    assert write_letters(now=DIGEST_AT, clinic_id=clinic.pk) == 1


def test_no_overview_on_a_day_on_which_the_clinic_is_closed(
    waiting: Patient, clinic: Clinic
) -> None:
    ClosedDay.objects.create(clinic=clinic, closed_on=MONDAY + ONE_DAY)
    write_letters(now=DIGEST_AT)

    write_letters(now=DIGEST_AT + ONE_DAY)

    assert digests().count() == 1
    assert LetterClock.objects.get().next_due_at == DIGEST_AT + 2 * ONE_DAY


def test_a_moment_that_was_moved_holds_from_the_next_day(waiting: Patient, clinic: Clinic) -> None:
    OfficeHours.objects.create(clinic=clinic, digest_at=time(9))

    write_letters(now=DIGEST_AT)
    too_early = digests().exists()
    write_letters(now=DIGEST_AT + timedelta(minutes=75))

    assert not too_early
    assert digests().get().due_at == DIGEST_AT + timedelta(minutes=75)


def test_who_is_away_is_not_sent_an_overview(waiting: Patient, physiotherapist: User) -> None:
    Absence.objects.create(user=physiotherapist, from_on=MONDAY, until_on=MONDAY + ONE_DAY)

    write_letters(now=DIGEST_AT)
    write_letters(now=DIGEST_AT + ONE_DAY)

    states = digests().order_by("due_at").values_list("state", "reason")
    assert list(states) == [("suppressed", "away"), ("pending", "")]


def test_an_overview_waits_until_the_quiet_hours_are_over(
    waiting: Patient, physiotherapist: User
) -> None:
    Preference.objects.create(user=physiotherapist, quiet_from=time(22), quiet_until=time(9))

    write_letters(now=DIGEST_AT)

    assert digests().get().due_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    # The inbox wakes nobody.
    assert Message.objects.get(kind="digest", channel="inbox").due_at == DIGEST_AT


def test_who_wants_quiet_all_day_is_not_sent_one(waiting: Patient, physiotherapist: User) -> None:
    Preference.objects.create(user=physiotherapist, quiet_from=time(1), quiet_until=time(0))

    write_letters(now=DIGEST_AT)

    assert (digests().get().state, digests().get().reason) == ("suppressed", "quiet_hours")


def test_the_clock_of_who_left_stands_still(waiting: Patient, physiotherapist: User) -> None:
    User.objects.filter(pk=physiotherapist.pk).update(is_active=False)

    write_letters(now=DIGEST_AT)
    stood = LetterClock.objects.get().next_due_at
    User.objects.filter(pk=physiotherapist.pk).update(is_active=True)
    write_letters(now=DIGEST_AT)

    assert stood is None
    assert not digests().exists()
    assert LetterClock.objects.get().next_due_at == DIGEST_AT + ONE_DAY


def test_after_a_long_standstill_there_is_one_overview(waiting: Patient) -> None:
    write_letters(now=DIGEST_AT + timedelta(days=10, hours=3))

    assert digests().get().facts == {"day": "2026-03-12"}


def test_the_summary_comes_to_who_wants_it(patient: Patient) -> None:
    wish(patient)
    make_patient(patient.clinic, patient.physiotherapist)
    plan = start_demo_plan(patient, starts_on=MONDAY)
    write_letters(now=NIGHT)

    write_letters(now=SUMMARY_AT - timedelta(seconds=1))
    assert not summaries().exists()
    write_letters(now=SUMMARY_AT)

    message = summaries().get()
    assert message.dedupe_key == f"weekly_summary:{patient.user_id}:2026-03-02"
    assert (message.patient_id, message.plan_id) == (patient.pk, plan.pk)
    assert message.facts == {"first_on": "2026-03-02", "last_on": "2026-03-08"}
    assert (message.due_at, message.expires_at) == (SUMMARY_AT, SUMMARY_AT + timedelta(hours=48))


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("America/New_York", datetime(2026, 3, 8, 22, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 3, 8, 7, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 3, 8, 12, 15, tzinfo=UTC)),
    ],
)
def test_sunday_evening_is_that_of_the_patient(clinic: Clinic, zone: str, at: datetime) -> None:
    patient = make_patient(clinic, make_physiotherapist(clinic), timezone=zone)
    wish(patient)
    start_demo_plan(patient, starts_on=MONDAY)
    write_letters(now=NIGHT)

    write_letters(now=at - timedelta(seconds=1))
    assert not summaries().exists()
    write_letters(now=at)

    assert summaries().get().due_at == at


def test_a_summary_waits_for_the_quiet_hours(patient: Patient) -> None:
    wish(patient, quiet_from=time(17), quiet_until=time(3))
    start_demo_plan(patient, starts_on=MONDAY)
    write_letters(now=NIGHT)

    write_letters(now=SUMMARY_AT)

    assert summaries().get().due_at == datetime(2026, 3, 9, 2, tzinfo=UTC)


def test_no_summary_without_a_plan_under_way(patient: Patient, physiotherapist: User) -> None:
    wish(patient)
    plan = start_demo_plan(patient, starts_on=MONDAY)
    write_letters(now=NIGHT)
    end_plan(
        plan=plan,
        outcome="stopped",
        by=physiotherapist,
        now=SUMMARY_AT - ONE_DAY,
        reason="x",
    )

    write_letters(now=SUMMARY_AT)

    assert not summaries().exists()


def test_no_summary_of_a_week_that_was_paused(patient: Patient) -> None:
    wish(patient)
    plan = start_demo_plan(patient, starts_on=MONDAY)
    pause = PausePlan(from_on=date(2026, 3, 9), until_on=date(2026, 3, 17))
    change_plan(plan=plan, change=pause, by=patient.user, now=SUMMARY_AT)
    write_letters(now=NIGHT)

    for week in range(3):
        write_letters(now=SUMMARY_AT + timedelta(weeks=week))

    found = summaries().order_by("due_at").values_list("facts", flat=True)
    assert [facts["first_on"] for facts in found] == ["2026-03-02", "2026-03-16"]


def test_a_wish_that_ended_and_came_back_is_heard(patient: Patient) -> None:
    said = wish(patient)
    start_demo_plan(patient, starts_on=MONDAY)
    write_letters(now=NIGHT)
    said.weekly_summary = False
    said.save(update_fields=["weekly_summary"])

    write_letters(now=SUMMARY_AT)
    stood = LetterClock.objects.get(kind="weekly_summary").next_due_at
    said.weekly_summary = True
    said.save(update_fields=["weekly_summary"])
    write_letters(now=SUMMARY_AT + ONE_DAY)
    write_letters(now=SUMMARY_AT + timedelta(weeks=1))

    assert stood is None
    assert summaries().get().facts["first_on"] == "2026-03-09"


def test_a_summary_that_comes_too_late_is_recorded_as_expired(patient: Patient) -> None:
    wish(patient)
    start_demo_plan(patient, starts_on=MONDAY)
    write_letters(now=NIGHT)

    write_letters(now=SUMMARY_AT + timedelta(weeks=2, hours=49))

    message = summaries().get()
    assert (message.state, message.reason) == ("expired", "expired")
    assert message.facts["first_on"] == "2026-03-16"


def test_who_moved_far_east_gets_no_week_from_before_the_wish(patient: Patient) -> None:
    start_demo_plan(patient, starts_on=MONDAY - timedelta(weeks=1))
    wish(patient)
    write_letters(now=NIGHT)
    Patient.objects.filter(pk=patient.pk).update(timezone="Pacific/Honolulu")

    # Sunday at six in the evening in Amsterdam is the morning there.
    write_letters(now=SUMMARY_AT)
    too_early = summaries().exists()
    write_letters(now=datetime(2026, 3, 9, 4, tzinfo=UTC))

    assert not too_early
    assert summaries().get().facts["first_on"] == "2026-03-02"


def test_queries_do_not_grow_with_the_people(
    clinic: Clinic, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    physiotherapist = make_physiotherapist(clinic)
    patients = [_eager(clinic, physiotherapist)]
    write_letters(now=NIGHT)
    with django_assert_num_queries(QUERIES_OF_AN_IDLE_ROUND):
        write_letters(now=NIGHT)
    with django_assert_num_queries(QUERIES_OF_DIGESTS):
        write_letters(now=DIGEST_AT)
    with django_assert_num_queries(QUERIES_OF_SUMMARIES):
        write_letters(now=SUMMARY_AT)

    patients += [_eager(clinic, make_physiotherapist(clinic)) for _ in range(3)]
    write_letters(now=SUMMARY_AT + timedelta(hours=1))
    with django_assert_num_queries(QUERIES_OF_DIGESTS):
        write_letters(now=DIGEST_AT + timedelta(weeks=1))
    with django_assert_num_queries(QUERIES_OF_SUMMARIES):
        write_letters(now=SUMMARY_AT + timedelta(weeks=1))

    assert digests().filter(due_at=DIGEST_AT + timedelta(weeks=1)).count() == len(patients)
    assert summaries().filter(due_at=SUMMARY_AT + timedelta(weeks=1)).count() == len(patients)


QUERIES_OF_AN_IDLE_ROUND = 3
QUERIES_OF_DIGESTS = 18
QUERIES_OF_SUMMARIES = 22


def _eager(clinic: Clinic, physiotherapist: User) -> Patient:
    patient = make_patient(clinic, physiotherapist)
    wish(patient)
    start_demo_plan(patient, starts_on=MONDAY)
    refer(patient, now=NIGHT)
    return patient


def test_a_batch_is_not_larger_than_asked(clinic: Clinic) -> None:
    for _ in range(3):
        make_staff(clinic)

    for _ in range(2):
        write_letters(now=NIGHT, limit=2)

    assert write_letters(now=DIGEST_AT, limit=2) == 2
    assert write_letters(now=DIGEST_AT, limit=2) == 1
    assert write_letters(now=DIGEST_AT, limit=2) == 0


def test_a_round_brings_both_letters_to_the_mail_server(
    patient: Patient, physiotherapist: User, mail_server: MailServer
) -> None:
    wish(patient)
    keep_diary(start_demo_plan(patient, starts_on=MONDAY), "6 5 4")
    refer(patient, now=NIGHT)
    write_letters(now=NIGHT)

    for now in (DIGEST_AT, SUMMARY_AT):
        write_letters(now=now)
        deliver_due(now=now)

    mails = {mail.recipients[0]: mail.message for mail in mail_server.received}
    assert mails[physiotherapist.email]["Subject"] == "Je werklijst van vandaag"
    assert mails[patient.user.email]["Subject"] == "Je week in het kort"
    pictures = [part for part in mails[patient.user.email].walk() if part["Content-ID"]]
    assert [part.get_content_type() for part in pictures] == ["image/png"]


def test_workers_side_by_side_write_every_letter_once(committed: None, catalogue: None) -> None:
    clinic = make_clinic()
    patients = [_eager(clinic, make_physiotherapist(clinic)) for _ in range(4)]
    all_at_once(lambda: write_letters(now=NIGHT))
    assert LetterClock.objects.count() == 2 * len(patients)

    all_at_once(lambda: write_letters(now=DIGEST_AT, limit=2))
    write_letters(now=DIGEST_AT)
    all_at_once(lambda: write_letters(now=SUMMARY_AT, limit=2))
    write_letters(now=SUMMARY_AT)

    assert digests().count() == len(patients)
    assert summaries().count() == len(patients)
