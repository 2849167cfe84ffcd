"""Mails about an account wait in the ledger: sealed, sent once, and no longer than they help."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from notifications.channels.channel import Answer
from notifications.domain.account_mail import MAILS, AccountNews
from notifications.domain.attempt import Outcome
from notifications.domain.kind import Via
from notifications.models import Message, RefusedAddress, StuckEvent
from notifications.services.account import Secret, write_account_mail
from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events
from notifications.services.settling import settle_stale
from plans.domain.event import EventKind
from plans.models import Clinic, Invitation, Patient, Role, User
from plans.selectors.invitations import token_of
from plans.services.history import record_event, the_program
from plans.services.inviting import invite
from plans.services.people import add_person
from plans.services.rights import approve, ask, refuse, withdraw
from tests.factories.people import make_administrator, make_patient
from tests.notifications.scenes import Post

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
CODE = "K7QX-93PM"
LINK = "https://herstel.example.org/accounts/password/reset/key/3f-abc/"


@pytest.fixture
def post() -> Post:
    return Post()


def write(news: AccountNews, person: User, *, address: str = "", now: datetime = NOW) -> Message:
    secret = Secret(address=address, code=CODE, link=LINK)
    write_account_mail(news=news, user_id=person.pk, secret=secret, now=now)
    return Message.objects.get(kind="account")


def send(post: Post, now: datetime = NOW) -> None:
    hand_over_events(now=now)
    deliver_due(now=now, channels={Via.EMAIL: post})


def in_the_database(message: Message) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notifications_message")
        return str(cursor.fetchall())


WRITTEN_BEFORE = [
    news
    for news in AccountNews
    if news not in (AccountNews.INVITATION, AccountNews.REQUEST_DECIDED)
]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("news", WRITTEN_BEFORE)
def test_each_mail_says_what_there_is_to_say(
    news: AccountNews, language: str, physiotherapist: User, clinic: Clinic, post: Post
) -> None:
    User.objects.filter(pk=physiotherapist.pk).update(language=language)
    write(news, physiotherapist)

    send(post)

    (mail,) = post.taken
    body = MAILS[news].body.in_language(language)
    assert mail.subject == MAILS[news].subject.in_language(language)
    assert body.format(code=CODE, link=LINK) in mail.body
    assert CODE not in mail.subject
    assert (CODE in mail.body) == ("{code}" in body)
    assert (LINK in mail.body) == ("{link}" in body)
    assert clinic.name in mail.body
    assert mail.unsubscribe == ""


def test_case_88_what_opens_an_account_is_sealed_while_it_waits_and_gone_when_it_went(
    physiotherapist: User, post: Post
) -> None:
    message = write(AccountNews.SIGN_IN_CODE, physiotherapist)
    assert json.loads(message.secret)["code"] == CODE
    assert CODE not in in_the_database(message)

    send(post)

    message.refresh_from_db()
    assert (message.state, message.secret) == ("sent", "")


def test_what_opens_an_account_is_gone_too_when_it_came_too_late(
    physiotherapist: User, post: Post
) -> None:
    message = write(AccountNews.SIGN_IN_CODE, physiotherapist)
    post.answers = [Answer(Outcome.TEMPORARY)]
    send(post)

    later = NOW + timedelta(minutes=10)
    send(post, later)
    settle_stale(now=later)

    message.refresh_from_db()
    assert (message.state, message.reason, message.secret) == ("expired", "expired", "")
    assert len(post.taken) == 1


def test_the_database_keeps_no_secret_of_what_was_settled(physiotherapist: User) -> None:
    message = write(AccountNews.PASSWORD_LINK, physiotherapist)
    row = Message.objects.filter(pk=message.pk)

    with pytest.raises(IntegrityError, match="outlive"), transaction.atomic():
        row.update(state="sent", settled_at=NOW)


def test_a_mail_server_that_is_away_for_a_while_loses_no_link(
    physiotherapist: User, post: Post
) -> None:
    write(AccountNews.PASSWORD_LINK, physiotherapist)
    post.answers = [Answer(Outcome.TEMPORARY)]
    send(post)
    send(post, NOW + timedelta(minutes=5))

    first, second = post.taken
    assert first.message_id == second.message_id
    assert LINK in second.body


@pytest.mark.parametrize("news", [AccountNews.ADDRESS_CODE, AccountNews.ADDRESS_CHANGED])
def test_another_address_that_is_refused_says_nothing_about_the_own_one(
    news: AccountNews, physiotherapist: User, post: Post
) -> None:
    write(news, physiotherapist, address="anders@example.org")
    post.answers = [Answer(Outcome.PERMANENT, "SMTPRecipientsRefused 550")]

    send(post)

    assert [mail.address for mail in post.taken] == ["anders@example.org"]
    assert not RefusedAddress.objects.exists()


def test_an_address_that_may_be_a_strangers_does_not_learn_the_name(
    physiotherapist: User, post: Post
) -> None:
    write(AccountNews.ADDRESS_CODE, physiotherapist, address="anders@example.org")

    send(post)

    (mail,) = post.taken
    assert "Femke" not in mail.body
    assert "Femke" not in mail.subject


def test_what_somebody_waits_for_goes_before_reminders(physiotherapist: User) -> None:
    assert write(AccountNews.SIGN_IN_CODE, physiotherapist).rank == 0


def test_who_runs_the_platform_belongs_to_no_clinic_and_is_written_to_all_the_same(
    db: None, post: Post
) -> None:
    platform = User.objects.create(
        email="platform@example.org", name="Pia", role=Role.ADMINISTRATOR, is_superuser=True
    )
    write(AccountNews.PASSWORD_CHANGED, platform)

    send(post)

    (mail,) = post.taken
    assert mail.address == "platform@example.org"
    assert mail.reply_to == ""
    assert "Herstelplannen" in mail.body


def test_every_other_message_belongs_to_a_clinic(physiotherapist: User) -> None:
    message = write(AccountNews.PASSWORD_CHANGED, physiotherapist)

    with pytest.raises(IntegrityError, match="has_a_clinic"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(clinic=None, kind="digest", secret="")


@pytest.fixture
def newcomer(clinic: Clinic) -> User:
    return add_person(
        clinic=clinic,
        email="nieuw@example.org",
        name="Noor de Boer",
        role=Role.PHYSIOTHERAPIST,
        by=the_program(),
        now=NOW,
    )


@pytest.fixture
def invitation(newcomer: User) -> Invitation:
    return invite(user=newcomer, by=the_program(), now=NOW)


def test_case_56_the_link_of_an_invitation_stands_nowhere_but_in_the_mail(
    invitation: Invitation, post: Post
) -> None:
    hand_over_events(now=NOW)
    message = Message.objects.get(kind="account")
    token = token_of(invitation.public_id)
    assert token not in in_the_database(message)
    assert message.secret == ""

    send(post)
    send(post, NOW + timedelta(hours=1))

    (mail,) = post.taken
    assert mail.address == "nieuw@example.org"
    assert f"/join/{token}/" in mail.body
    assert "Noor" not in mail.body


def test_an_invitation_that_was_withdrawn_before_it_went_out_stays_here(
    newcomer: User, invitation: Invitation, post: Post
) -> None:
    again = invite(user=newcomer, by=the_program(), now=NOW)

    send(post)

    (mail,) = post.taken
    assert token_of(again.public_id) in mail.body
    fates = Message.objects.filter(kind="account").order_by("pk").values_list("state", "reason")
    assert list(fates) == [("cancelled", "not_due"), ("sent", "")]


def test_an_invitation_of_an_earlier_release_was_mailed_already(newcomer: User, post: Post) -> None:
    record_event(EventKind.PERSON_INVITED, by=the_program(), now=NOW, facts={"role": "staff"})

    send(post)

    assert post.taken == []
    assert not StuckEvent.objects.exists()


def test_the_patient_hears_that_a_request_was_answered_and_reads_it_inside(
    patient: Patient, physiotherapist: User, post: Post
) -> None:
    request = ask(patient=patient, kind="correction", wish="Mijn naam", by=patient.user, now=NOW)
    send(post)
    assert post.taken == []

    approve(request=request, answer="Je naam klopt nu.", by=physiotherapist, now=NOW)
    send(post)

    (mail,) = post.taken
    assert mail.address == patient.user.email
    assert mail.subject == "Antwoord op je verzoek"
    assert "/my-data/" in mail.body
    assert "klopt nu" not in mail.body


def test_who_took_a_request_back_is_told_nothing(patient: Patient, post: Post) -> None:
    request = ask(patient=patient, kind="destruction", by=patient.user, now=NOW)
    withdraw(request=request, by=patient.user, now=NOW)

    send(post)

    assert post.taken == []


def test_a_record_that_stays_is_told_and_one_that_is_gone_has_nobody_to_tell(
    clinic: Clinic, patient: Patient, physiotherapist: User, post: Post
) -> None:
    kept = ask(patient=patient, kind="destruction", by=patient.user, now=NOW)
    refuse(request=kept, answer="De wet.", exceptions=["legal_duty"], by=physiotherapist, now=NOW)
    other = make_patient(clinic, physiotherapist)
    gone = ask(patient=other, kind="destruction", by=other.user, now=NOW)
    for by in (physiotherapist, make_administrator(clinic)):
        approve(request=gone, by=by, now=NOW)

    send(post)

    assert [mail.address for mail in post.taken] == [patient.user.email]
