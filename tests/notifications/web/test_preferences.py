"""The page on which somebody chooses what they are told, and says when they are away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from http import HTTPStatus

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from notifications.domain.kind import MessageKind, Topic, Via
from notifications.domain.timing import QuietHours
from notifications.models import Absence, WishChange
from notifications.selectors.wishes import wishes_of
from plans.models import Clinic, Patient, User
from tests.factories.people import make_patient

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
PAGE = "/preferences/"
AWAY = "/preferences/away/"
ALL_ON = {
    f"{topic}-{via}": "on"
    for topic in ("exercise_reminders", "log_reminders", "nudges", "plan_news")
    for via in ("email", "push")
}
DEFAULTS = {"quiet_from": "22:00", "quiet_until": "07:00"} | ALL_ON


@pytest.fixture(autouse=True)
def _a_morning_in_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def at_home(client: Client, patient: Patient) -> Client:
    client.force_login(patient.user)
    return client


def test_a_patient_sees_every_topic_of_their_own(at_home: Client) -> None:
    page = at_home.get(PAGE).content.decode()

    assert page.count('type="checkbox"') == 11
    assert 'name="digest-email"' not in page
    assert "gaan over je veiligheid" in page


def test_a_physiotherapist_sees_only_the_overview(client: Client, physiotherapist: User) -> None:
    client.force_login(physiotherapist)

    page = client.get(PAGE).content.decode()

    assert page.count('type="checkbox"') == 2
    assert 'name="digest-email"' in page
    assert "rests_on_holidays" not in page


def test_saving_what_is_shown_changes_nothing(at_home: Client) -> None:
    answer = at_home.post(PAGE, DEFAULTS)

    assert answer.status_code == HTTPStatus.FOUND
    assert not WishChange.objects.exists()


def test_what_is_unticked_is_declined(at_home: Client, patient: Patient) -> None:
    chosen = DEFAULTS | {"quiet_until": "08:30", "rests_on_holidays": "on"}
    del chosen["nudges-email"]

    at_home.post(PAGE, chosen)

    wishes = wishes_of({patient.user_id})[patient.user_id]
    assert wishes.declined == {(Topic.NUDGES, Via.EMAIL)}
    assert wishes.quiet == QuietHours(time(22), time(8, 30))
    assert wishes.rests_on_holidays
    page = at_home.get(PAGE).content.decode()
    assert 'value="08:30"' in page


def test_no_form_turns_off_what_concerns_safety(at_home: Client, patient: Patient) -> None:
    nothing = {"quiet_from": "22:00", "quiet_until": "07:00", "referral-email": "", "alert": ""}

    at_home.post(PAGE, nothing)

    wishes = wishes_of({patient.user_id})[patient.user_id]
    assert not wishes.want(MessageKind.LOG_REMINDER, Via.EMAIL)
    assert wishes.want(MessageKind.REFERRAL, Via.EMAIL)
    assert wishes.want(MessageKind.QUESTION, Via.PUSH)


@pytest.mark.parametrize(
    ("quiet_from", "words"),
    [("08:00", "Stille uren duren ten hoogste 14 uur"), ("laat", "Voer een geldige tijd in")],
)
def test_hours_that_cannot_be_are_refused_in_words(
    at_home: Client, quiet_from: str, words: str
) -> None:
    answer = at_home.post(PAGE, DEFAULTS | {"quiet_from": quiet_from})

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert words in answer.content.decode()
    assert not WishChange.objects.exists()


def test_an_absence_is_noted_shown_and_removed(at_home: Client) -> None:
    days = {"from_on": "2026-12-24", "until_on": "2026-12-28"}
    for _ in range(2):
        at_home.post(AWAY, days)
    shown = at_home.get(PAGE).content.decode()
    remove = reverse("drop_away", args=["2026-12-24"])
    for _ in range(2):
        assert at_home.post(remove).status_code == HTTPStatus.FOUND

    assert "Van 24 december 2026, terug op 28 december 2026" in shown
    assert remove in shown
    assert not Absence.objects.exists()
    assert WishChange.objects.count() == 2


@pytest.mark.parametrize(
    ("from_on", "until_on", "status"),
    [
        ("2026-12-24", "2026-12-24", HTTPStatus.BAD_REQUEST),
        ("2026-12-24", "", HTTPStatus.BAD_REQUEST),
        ("2026-03-20", "2026-03-22", HTTPStatus.CONFLICT),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(
    at_home: Client, patient: Patient, from_on: str, until_on: str, status: HTTPStatus
) -> None:
    noted = Absence.objects.create(
        user=patient.user, from_on=date(2026, 3, 18), until_on=date(2026, 3, 25)
    )

    answer = at_home.post(AWAY, {"from_on": from_on, "until_on": until_on})

    assert answer.status_code == status
    assert list(Absence.objects.all()) == [noted]


def test_days_that_are_over_are_not_shown(at_home: Client, patient: Patient) -> None:
    Absence.objects.create(user=patient.user, from_on=date(2026, 3, 1), until_on=date(2026, 3, 10))

    assert "/remove/" not in at_home.get(PAGE).content.decode()


def test_nobody_removes_the_absence_of_somebody_else(at_home: Client, clinic: Clinic) -> None:
    neighbour = make_patient(clinic).user
    Absence.objects.create(user=neighbour, from_on=date(2026, 3, 20), until_on=date(2026, 3, 25))

    at_home.post(reverse("drop_away", args=["2026-03-20"]))

    assert Absence.objects.count() == 1


def test_what_is_no_day_does_not_exist(at_home: Client) -> None:
    answer = at_home.post(reverse("drop_away", args=["morgen"]))

    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_speaks_the_readers_language(
    at_home: Client, patient: Patient, language: str
) -> None:
    patient.user.language = language
    patient.user.save(update_fields=["language"])

    page = at_home.get(PAGE).content.decode()

    assert ("Stille uren" in page) == (language == "nl")
    assert ("Quiet hours" in page) == (language == "en")


def test_choosing_needs_the_readers_own_page(patient: Patient) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(patient.user)

    assert browser.post(PAGE, DEFAULTS).status_code == HTTPStatus.FORBIDDEN
    assert browser.post(AWAY, {}).status_code == HTTPStatus.FORBIDDEN


def test_who_is_not_signed_in_is_asked_to(client: Client, db: None) -> None:
    assert client.get(PAGE).headers["Location"].startswith(reverse("account_login"))
