"""What somebody wants to be told is theirs to choose, once each, with a trail of who did it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import DatabaseError, transaction

from notifications.domain.kind import MessageKind, Topic, Via
from notifications.domain.timing import QuietHours
from notifications.models import Absence, Decline, Preference, WishChange
from notifications.selectors.wishes import wishes_of
from notifications.services.wishes import change_wishes, drop_absence, note_absence
from plans.domain.refusal import Refusal, RefusalKind
from plans.models import Clinic, Patient, User
from tests.factories.people import make_clinic, make_staff

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
LOG_BY_MAIL = (Topic.LOG_REMINDERS, Via.EMAIL)
SUMMARY_BY_MAIL = (Topic.WEEKLY_SUMMARY, Via.EMAIL)


@pytest.fixture
def person(patient: Patient) -> User:
    return patient.user


def test_who_chose_nothing_is_told_everything_but_the_summary(person: User) -> None:
    wishes = wishes_of({person.pk})[person.pk]

    assert wishes.want(MessageKind.LOG_REMINDER, Via.EMAIL)
    assert not wishes.weekly_summary


def test_one_topic_is_turned_off_over_one_channel(person: User) -> None:
    change_wishes(user=person, by=person, now=NOW, switches={LOG_BY_MAIL: False})

    wishes = wishes_of({person.pk})[person.pk]
    assert not wishes.want(MessageKind.LOG_REMINDER, Via.EMAIL)
    assert wishes.want(MessageKind.LOG_REMINDER, Via.PUSH)
    assert wishes.want(MessageKind.EXERCISE_REMINDER, Via.EMAIL)


def test_and_turned_on_again(person: User) -> None:
    for on in (False, True):
        change_wishes(user=person, by=person, now=NOW, switches={LOG_BY_MAIL: on})

    assert wishes_of({person.pk})[person.pk].want(MessageKind.LOG_REMINDER, Via.EMAIL)
    assert not Decline.objects.exists()


def test_the_summary_comes_over_the_channel_that_was_asked_for(person: User) -> None:
    change_wishes(user=person, by=person, now=NOW, switches={SUMMARY_BY_MAIL: True})

    wishes = wishes_of({person.pk})[person.pk]
    assert wishes.weekly_summary
    assert wishes.want(MessageKind.WEEKLY_SUMMARY, Via.EMAIL)
    assert not wishes.want(MessageKind.WEEKLY_SUMMARY, Via.PUSH)


def test_what_is_not_mentioned_stays_as_it_is(person: User) -> None:
    quiet = QuietHours(time(21), time(8))
    change_wishes(user=person, by=person, now=NOW, quiet=quiet, rests_on_holidays=True)

    wishes = change_wishes(user=person, by=person, now=NOW, switches={LOG_BY_MAIL: False})

    assert wishes.quiet == quiet
    assert wishes.rests_on_holidays
    assert wishes == wishes_of({person.pk})[person.pk]


def test_every_change_leaves_who_when_and_what(person: User) -> None:
    change_wishes(
        user=person,
        by=person,
        now=NOW,
        quiet=QuietHours(time(21), time(8)),
        switches={LOG_BY_MAIL: False, SUMMARY_BY_MAIL: True},
    )

    change = WishChange.objects.get()
    assert (change.user, change.by, change.at) == (person, person, NOW)
    assert change.what == {
        "quiet": ["22:00-07:00", "21:00-08:00"],
        "weekly_summary": [False, True],
        "log_reminders/email": [True, False],
        "weekly_summary/push": [True, False],
    }


def test_the_same_wishes_again_change_nothing(person: User) -> None:
    for at in (NOW, LATER):
        change_wishes(
            user=person, by=person, now=at, rests_on_holidays=True, switches={LOG_BY_MAIL: False}
        )

    assert WishChange.objects.count() == 1
    assert Decline.objects.get().declined_at == NOW


def test_saving_the_defaults_leaves_no_trace(person: User) -> None:
    change_wishes(
        user=person,
        by=person,
        now=NOW,
        quiet=QuietHours(),
        rests_on_holidays=False,
        switches={LOG_BY_MAIL: True, SUMMARY_BY_MAIL: False},
    )

    assert not WishChange.objects.exists()
    assert not Preference.objects.exists()


def test_history_is_kept_by_the_database_itself(person: User) -> None:
    change_wishes(user=person, by=person, now=NOW, rests_on_holidays=True)

    with pytest.raises(DatabaseError), transaction.atomic():
        WishChange.objects.update(at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        WishChange.objects.all().delete()


def test_nobody_chooses_for_somebody_else(person: User, physiotherapist: User) -> None:
    with pytest.raises(Refusal) as refused:
        change_wishes(user=person, by=physiotherapist, now=NOW, rests_on_holidays=True)

    assert refused.value.kind is RefusalKind.FORBIDDEN
    assert not Preference.objects.exists()


def test_the_clinics_staff_choose_at_somebodys_request(person: User, clinic: Clinic) -> None:
    staff = make_staff(clinic)

    change_wishes(user=person, by=staff, now=NOW, rests_on_holidays=True)

    change = WishChange.objects.get()
    assert (change.user, change.by) == (person, staff)


def test_the_staff_of_another_clinic_do_not(person: User) -> None:
    stranger = make_staff(make_clinic())

    with pytest.raises(Refusal, match="clinic staff"):
        change_wishes(user=person, by=stranger, now=NOW, rests_on_holidays=True)


def test_the_platforms_administrator_can(person: User) -> None:
    administrator = User.objects.create_superuser("beheer@example.org", "x", name="Beheer")

    change_wishes(user=person, by=administrator, now=NOW, rests_on_holidays=True)

    assert WishChange.objects.get().by == administrator


@pytest.mark.parametrize("switch", [(Topic.DIGEST, Via.EMAIL), (Topic.LOG_REMINDERS, Via.INBOX)])
def test_a_switch_that_the_role_does_not_have_is_refused(
    person: User, switch: tuple[Topic, Via]
) -> None:
    with pytest.raises(Refusal, match="cannot be turned on or off"):
        change_wishes(user=person, by=person, now=NOW, switches={switch: False})

    assert not WishChange.objects.exists()


def test_without_quiet_hours_both_ends_are_the_same(person: User) -> None:
    quiet = QuietHours(time(8), time(8))

    change_wishes(user=person, by=person, now=NOW, quiet=quiet)

    assert wishes_of({person.pk})[person.pk].quiet == quiet


def test_quiet_hours_are_no_way_to_turn_everything_off(person: User) -> None:
    with pytest.raises(Refusal, match="14 hours at most"):
        change_wishes(user=person, by=person, now=NOW, quiet=QuietHours(time(8), time(7, 59)))


def test_an_absence_is_noted_once_however_often_it_is_sent(person: User) -> None:
    days = {"from_on": date(2026, 3, 20), "until_on": date(2026, 3, 25)}

    first = note_absence(user=person, by=person, now=NOW, **days)
    second = note_absence(user=person, by=person, now=LATER, **days)

    assert first == second
    assert WishChange.objects.get().what == {"away/2026-03-20": [None, "2026-03-25"]}
    wishes = wishes_of({person.pk})[person.pk]
    assert [wishes.is_away(date(2026, 3, day)) for day in (19, 20, 24, 25)] == [
        False,
        True,
        True,
        False,
    ]


def test_an_absence_can_be_taken_back(person: User) -> None:
    first = date(2026, 3, 20)
    note_absence(user=person, from_on=first, until_on=date(2026, 3, 25), by=person, now=NOW)

    dropped = [drop_absence(user=person, from_on=first, by=person, now=LATER) for _ in range(2)]

    assert dropped == [True, False]
    assert not Absence.objects.exists()
    assert WishChange.objects.count() == 2


@pytest.mark.parametrize(
    ("from_on", "until_on", "words"),
    [
        (date(2026, 3, 20), date(2026, 3, 20), "comes after the first day"),
        (date(2026, 3, 20), date(2026, 3, 1), "comes after the first day"),
        (date(2026, 3, 1), date(2026, 3, 10), "are over"),
        (date(2026, 3, 20), date(2062, 3, 25), "Check the year"),
        (date(2030, 3, 20), date(2030, 3, 25), "Check the year"),
        (date(1, 1, 1), date(9999, 12, 31), "Check the year"),
    ],
)
def test_days_that_cannot_be_meant_are_refused(
    person: User, from_on: date, until_on: date, words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        note_absence(user=person, from_on=from_on, until_on=until_on, by=person, now=NOW)

    assert not Absence.objects.exists()


def test_somebody_can_be_away_since_yesterday(person: User) -> None:
    note_absence(
        user=person, from_on=date(2026, 3, 9), until_on=date(2026, 3, 11), by=person, now=NOW
    )

    assert wishes_of({person.pk})[person.pk].is_away(date(2026, 3, 10))


def test_the_days_are_those_where_the_person_lives(patient: Patient) -> None:
    """At ten in the evening in New York it is still the day that is over in Amsterdam."""
    patient.timezone = "America/New_York"
    patient.save(update_fields=["timezone"])
    person, night = patient.user, datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
    days = {"from_on": date(2026, 3, 10), "until_on": date(2026, 3, 11)}

    assert note_absence(user=person, by=person, now=night, **days).until_on == date(2026, 3, 11)


@pytest.mark.parametrize(
    ("from_on", "until_on"),
    [
        (date(2026, 3, 20), date(2026, 3, 22)),
        (date(2026, 3, 24), date(2026, 3, 30)),
        (date(2026, 3, 1), date(2026, 4, 30)),
    ],
)
def test_nobody_is_away_twice_on_one_day(person: User, from_on: date, until_on: date) -> None:
    note_absence(
        user=person, from_on=date(2026, 3, 20), until_on=date(2026, 3, 25), by=person, now=NOW
    )

    with pytest.raises(Refusal) as refused:
        note_absence(user=person, from_on=from_on, until_on=until_on, by=person, now=NOW)

    assert refused.value.kind is RefusalKind.CONFLICT


def test_one_absence_can_follow_another(person: User) -> None:
    for first, back in ((20, 25), (25, 28)):
        days = {"from_on": date(2026, 3, first), "until_on": date(2026, 3, back)}
        note_absence(user=person, by=person, now=NOW, **days)

    assert Absence.objects.count() == 2


def test_nobody_is_sent_away_by_somebody_else(person: User, physiotherapist: User) -> None:
    days = {"from_on": date(2026, 3, 20), "until_on": date(2026, 3, 25)}

    with pytest.raises(Refusal):
        note_absence(user=person, by=physiotherapist, now=NOW, **days)
    with pytest.raises(Refusal):
        drop_absence(user=person, from_on=days["from_on"], by=physiotherapist, now=NOW)
