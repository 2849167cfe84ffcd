"""The pages of the inbox: a look changes nothing, a button does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from notifications.domain.kind import MessageKind
from notifications.models import Message
from plans.models import Clinic, Patient, User
from tests.factories.people import make_patient, make_staff
from tests.factories.plans import start_demo_plan
from tests.notifications.arrivals import arrive

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def at_home(client: Client, patient: Patient) -> Client:
    client.force_login(patient.user)
    return client


@pytest.fixture
def at_work(client: Client, physiotherapist: User) -> Client:
    client.force_login(physiotherapist)
    return client


def _page(message: Message) -> str:
    return reverse("inbox_message", args=[message.public_id])


def test_messages_stand_by_day_with_the_time_where_the_reader_lives(
    at_home: Client, patient: Patient
) -> None:
    patient.timezone = "America/New_York"
    patient.save(update_fields=["timezone"])
    arrive(patient.user, patient, at=NOW)
    arrive(patient.user, patient, at=datetime(2026, 3, 10, 2, 30, tzinfo=UTC))

    page = at_home.get(reverse("inbox")).content.decode()

    for words in ("dinsdag 10 maart", "05:00", "maandag 9 maart", "22:30", "2 ongelezen"):
        assert words in page
    assert page.index("dinsdag 10 maart") < page.index("maandag 9 maart")


def test_the_inbox_speaks_the_readers_language(at_home: Client, patient: Patient) -> None:
    patient.user.language = "en"
    patient.user.save(update_fields=["language"])
    message = arrive(patient.user, patient, at=NOW)

    inbox, opened = (
        at_home.get(address).content.decode() for address in (reverse("inbox"), _page(message))
    )

    assert "There is a question for you" in inbox
    assert "1 unread" in inbox
    assert "Your answer shows the clinic" in opened


def test_an_empty_inbox_says_so(at_home: Client) -> None:
    page = at_home.get(reverse("inbox")).content.decode()

    assert "Er zijn nog geen berichten" in page


def test_looking_at_a_message_does_not_mark_it_as_read(at_home: Client, patient: Patient) -> None:
    message = arrive(patient.user, patient, at=NOW)

    for address in (reverse("inbox"), _page(message)):
        assert at_home.get(address).status_code == HTTPStatus.OK
        assert at_home.head(address).status_code == HTTPStatus.OK

    message.refresh_from_db()
    assert message.read_at is None


def test_the_button_marks_it_as_read_and_goes_where_it_leads(
    at_home: Client, patient: Patient
) -> None:
    message = arrive(patient.user, patient, at=NOW)

    answer = at_home.post(_page(message), {"then": "onward"})

    message.refresh_from_db()
    assert message.read_at is not None
    assert answer.headers["Location"] == reverse("today")


def test_marking_it_twice_is_marking_it_once(at_home: Client, patient: Patient) -> None:
    message = arrive(patient.user, patient, at=NOW)
    at_home.post(_page(message), {"then": "inbox"})
    message.refresh_from_db()
    first = message.read_at

    answer = at_home.post(_page(message), {"then": "inbox"})

    message.refresh_from_db()
    assert message.read_at == first
    assert answer.headers["Location"] == reverse("inbox")


def test_a_message_about_a_plan_leads_to_that_plan(at_home: Client, patient: Patient) -> None:
    plan = start_demo_plan(patient)
    message = arrive(patient.user, patient, at=NOW, kind=MessageKind.PLAN_CHANGED, plan=plan)

    answer = at_home.post(_page(message), {"then": "onward"})

    assert answer.headers["Location"] == reverse("plan", args=[plan.public_id])


def test_a_clinician_reads_about_whom_and_goes_to_the_worklist(
    at_work: Client, patient: Patient, physiotherapist: User
) -> None:
    message = arrive(physiotherapist, patient, at=NOW, kind=MessageKind.ALERT)

    page = at_work.get(_page(message)).content.decode()
    answer = at_work.post(_page(message), {"then": "onward"})

    assert reverse("patient", args=[patient.public_id]) in page
    assert patient.user.name in page
    assert answer.headers["Location"] == reverse("worklist")


def test_staff_go_to_their_own_page(client: Client, clinic: Clinic, patient: Patient) -> None:
    staff = make_staff(clinic)
    client.force_login(staff)
    message = arrive(staff, patient, at=NOW, kind=MessageKind.TASK)

    page = client.get(_page(message)).content.decode()
    answer = client.post(_page(message), {"then": "onward"})

    assert reverse("patient", args=[patient.public_id]) not in page
    assert answer.headers["Location"] == reverse("front")


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_message_of_somebody_else_does_not_exist(
    at_home: Client, patient: Patient, clinic: Clinic, method: str
) -> None:
    neighbour = make_patient(clinic)
    message = arrive(neighbour.user, neighbour, at=NOW)

    answer = getattr(at_home, method)(_page(message))

    assert answer.status_code == HTTPStatus.NOT_FOUND
    message.refresh_from_db()
    assert message.read_at is None


def test_all_is_marked_as_read_but_not_what_came_meanwhile(
    at_home: Client, patient: Patient
) -> None:
    for hours in range(2):
        arrive(patient.user, patient, at=NOW + hours * HOUR)
    until = (NOW + HOUR).isoformat()
    assert f'value="{until}"' in at_home.get(reverse("inbox")).content.decode()
    meanwhile = arrive(patient.user, patient, at=NOW + 2 * HOUR)

    answer = at_home.post(reverse("read_all"), {"until": until})

    assert answer.headers["Location"] == reverse("inbox")
    assert list(Message.objects.filter(channel="inbox", read_at=None)) == [meanwhile]


@pytest.mark.parametrize("until", ["", "soon", "2026-03-10T09:00:00", "2026-13-45T09:00:00Z"])
def test_what_is_no_instant_marks_nothing(at_home: Client, patient: Patient, until: str) -> None:
    message = arrive(patient.user, patient, at=NOW)

    at_home.post(reverse("read_all"), {"until": until})

    message.refresh_from_db()
    assert message.read_at is None


def test_marking_needs_the_readers_own_page(patient: Patient) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(patient.user)
    message = arrive(patient.user, patient, at=NOW)

    assert browser.post(_page(message)).status_code == HTTPStatus.FORBIDDEN
    assert browser.post(reverse("read_all")).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("messages", [1, 3])
def test_a_page_takes_the_same_queries_however_long(
    at_work: Client,
    patient: Patient,
    physiotherapist: User,
    messages: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for hours in range(messages):
        arrive(physiotherapist, patient, at=NOW + hours * HOUR, kind=MessageKind.ALERT)

    with django_assert_num_queries(13):  # session, person, count, page, unread, zone; access log
        at_work.get(reverse("inbox"))


def test_who_is_not_signed_in_is_asked_to(client: Client, db: None) -> None:
    answer = client.get(reverse("inbox"))

    assert answer.headers["Location"].startswith(reverse("account_login"))
