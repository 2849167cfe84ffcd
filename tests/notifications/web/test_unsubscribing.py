"""The page behind the link of a mail: it takes a click to change anything, and only one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from notifications.channels import CHANNELS
from notifications.domain.kind import MessageKind, Topic, Via
from notifications.models import Message, WishChange
from notifications.selectors.wishes import wishes_of
from notifications.services.compose import plan_reminders
from notifications.services.deliver import deliver_due
from notifications.services.unsubscribing import unsubscribe_token
from notifications.services.wishes import change_wishes
from plans.models import Patient, User
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import Post

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def _address(user: User, topic: Topic = Topic.LOG_REMINDERS, via: Via = Via.EMAIL) -> str:
    return reverse("unsubscribe", args=[unsubscribe_token(user, topic, via)])


def _declined(user: User) -> set[tuple[Topic, Via]]:
    return set(wishes_of({user.pk})[user.pk].declined)


@pytest.fixture
def outside() -> Client:
    """A mail program or scanner: no cookies, and nothing that protects a form."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_follows_the_link_changes_nothing(
    outside: Client, patient: Patient, method: str
) -> None:
    answer = getattr(outside, method)(_address(patient.user))

    assert answer.status_code == HTTPStatus.OK
    assert not WishChange.objects.exists()
    assert not answer.cookies


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "yes"}])
def test_a_scanner_that_posts_at_random_changes_nothing(
    outside: Client, patient: Patient, body: dict[str, str]
) -> None:
    answer = outside.post(_address(patient.user), body)

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "Deze berichten stoppen" in answer.content.decode()
    assert not WishChange.objects.exists()


def test_the_one_click_of_a_mail_program_ends_these_mails(
    outside: Client, patient: Patient
) -> None:
    """As RFC 8058 describes it: a form in the body, no cookie, and no redirect in the answer."""
    answer = outside.post(
        _address(patient.user),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == HTTPStatus.OK
    assert _declined(patient.user) == {(Topic.LOG_REMINDERS, Via.EMAIL)}


def test_clicking_twice_is_clicking_once(outside: Client, patient: Patient) -> None:
    answers = [outside.post(_address(patient.user), ONE_CLICK) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [HTTPStatus.OK, HTTPStatus.OK]
    assert WishChange.objects.count() == 1


def test_what_was_ended_can_be_turned_on_again_and_ended_again(
    outside: Client, patient: Patient
) -> None:
    user, switch = patient.user, (Topic.LOG_REMINDERS, Via.EMAIL)
    outside.post(_address(user), ONE_CLICK)
    change_wishes(user=user, by=user, now=NOW, switches={switch: True})
    assert _declined(user) == set()

    outside.post(_address(user), ONE_CLICK)

    assert _declined(user) == {switch}


def test_the_button_of_the_page_does_the_same(outside: Client, patient: Patient) -> None:
    page = outside.get(_address(patient.user)).content.decode()

    assert 'name="List-Unsubscribe" value="One-Click"' in page


def test_the_page_says_what_ends_what_stays_and_the_way_back(
    outside: Client, patient: Patient
) -> None:
    before = outside.get(_address(patient.user)).content.decode()
    after = outside.post(_address(patient.user), ONE_CLICK).content.decode()

    for page in (before, after):
        assert "Herinnering aan je pijnscore" in page
        assert "gaan over je veiligheid" in page
        assert reverse("preferences") in page


def test_the_page_names_nobody(outside: Client, patient: Patient) -> None:
    page = outside.get(_address(patient.user)).content.decode()

    assert patient.user.name not in page
    assert patient.user.email not in page


def test_the_page_is_kept_nowhere(outside: Client, patient: Patient) -> None:
    answer = outside.get(_address(patient.user))

    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_the_page_speaks_the_language_of_who_got_the_mail(
    outside: Client, patient: Patient
) -> None:
    patient.user.language = "en"
    patient.user.save(update_fields=["language"])

    page = outside.get(_address(patient.user), headers={"Accept-Language": "nl"}).content.decode()

    assert '<html lang="en">' in page
    assert "Reminder of your pain score" in page


def test_a_physiotherapist_reads_that_alerts_go_on(outside: Client, physiotherapist: User) -> None:
    answer = outside.post(_address(physiotherapist, Topic.DIGEST), ONE_CLICK)

    assert "blijven komen" in answer.content.decode()
    assert _declined(physiotherapist) == {(Topic.DIGEST, Via.EMAIL)}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_link_is_told_that_it_does_not_work(
    outside: Client, patient: Patient, method: str
) -> None:
    address = _address(patient.user)

    for forged in (address[:-2] + "/", "/unsubscribe/abc:def/", "/unsubscribe/1/"):
        answer = getattr(outside, method)(forged, ONE_CLICK)

        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert "Deze link werkt niet" in answer.content.decode()
    assert not WishChange.objects.exists()


def test_the_signed_in_reader_of_another_account_ends_only_what_the_link_says(
    client: Client, patient: Patient, physiotherapist: User
) -> None:
    client.force_login(physiotherapist)

    client.post(_address(patient.user), ONE_CLICK)

    assert _declined(patient.user) == {(Topic.LOG_REMINDERS, Via.EMAIL)}
    assert _declined(physiotherapist) == set()


def test_what_was_planned_before_the_click_stays_in_the_inbox_but_is_not_mailed(
    outside: Client, patient: Patient
) -> None:
    evening = datetime(2026, 3, 10, 19, 30, tzinfo=UTC)
    start_demo_plan(patient, starts_on=date(2026, 3, 10), now=NOW)
    plan_reminders(now=NOW)
    plan_reminders(now=evening)
    post = Post()

    outside.post(_address(patient.user), ONE_CLICK)
    deliver_due(now=evening, channels={Via.EMAIL: post, Via.INBOX: CHANNELS[Via.INBOX]})

    told = Message.objects.filter(kind=MessageKind.LOG_REMINDER)
    assert {row.channel: (row.state, row.reason) for row in told} == {
        "email": ("suppressed", "opted_out"),
        "inbox": ("sent", ""),
    }
