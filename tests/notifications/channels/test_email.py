"""E-mail over a real connection: what each answer of the mail server means."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from notifications.channels.channel import Answer, Envelope
from notifications.channels.email import EmailChannel
from notifications.domain.attempt import Outcome
from tests.servers.ports import free_port
from tests.servers.smtp import MailServer, Stage

ENVELOPE = Envelope(
    message_id="<een-vast-kenmerk@clinic.example>",
    address="sanne@example.org",
    subject="Je oefenmoment van 07:30",
    body="Dag Sanne,\n\nHet is tijd voor je oefeningen: één keer.\n",
    language="nl",
    reply_to="praktijk@example.org",
)


def test_a_mail_arrives_as_it_was_written(mail_server: MailServer, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Herstelplan <noreply@clinic.example>"

    assert EmailChannel().send(ENVELOPE) == Answer(Outcome.SENT)

    (mail,) = mail_server.received
    assert mail.recipients == ("sanne@example.org",)
    assert mail.sender == "noreply@clinic.example"
    assert mail.message["Message-ID"] == ENVELOPE.message_id
    assert mail.message["Subject"] == ENVELOPE.subject
    assert mail.message["Reply-To"] == "praktijk@example.org"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["Content-Language"] == "nl"
    assert mail.message.get_content().replace("\r\n", "\n") == ENVELOPE.body


@pytest.mark.parametrize(
    ("stage", "reply", "expected"),
    [
        ("rcpt", "451 4.7.1 Later", Answer(Outcome.TEMPORARY, "SMTPRecipientsRefused 451")),
        ("rcpt", "550 5.1.1 Unknown", Answer(Outcome.PERMANENT, "SMTPRecipientsRefused 550")),
        ("rcpt", "421 4.3.2 Going down", Answer(Outcome.TEMPORARY, "SMTPRecipientsRefused 421")),
        ("data", "452 4.3.1 Full", Answer(Outcome.TEMPORARY, "SMTPDataError 452")),
        ("data", "554 5.7.1 Spam", Answer(Outcome.PERMANENT, "SMTPDataError 554")),
    ],
)
def test_a_refusal_is_for_now_or_for_good(
    mail_server: MailServer, stage: Stage, reply: str, expected: Answer
) -> None:
    mail_server.answers[stage] = [reply]

    assert EmailChannel().send(ENVELOPE) == expected

    assert mail_server.received == []


def test_silence_after_the_mail_was_handed_over_is_an_unknown_fate(
    mail_server: MailServer, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    mail_server.stall_seconds = 1.0

    answer = EmailChannel().send(ENVELOPE)

    assert answer == Answer(Outcome.UNKNOWN, "SMTPServerDisconnected")
    assert len(mail_server.received) == 1


def test_a_server_that_is_down_is_tried_again(mail_server: MailServer, settings: Settings) -> None:
    settings.EMAIL_PORT = free_port()

    answer = EmailChannel().send(ENVELOPE)

    assert answer == Answer(Outcome.TEMPORARY, "ConnectionRefusedError")


def test_a_server_that_takes_no_sign_in_is_no_fault_of_the_address(
    mail_server: MailServer, settings: Settings
) -> None:
    settings.EMAIL_HOST_USER = "clinic"
    settings.EMAIL_HOST_PASSWORD = "wrong"

    assert EmailChannel().send(ENVELOPE).outcome is Outcome.TEMPORARY

    assert mail_server.received == []


def test_an_address_that_is_none_is_refused_for_good(mail_server: MailServer) -> None:
    broken = Envelope(
        "<x@y>", "geen adres\nBcc: x@example.org", "Onderwerp", "Tekst", "nl", "a@b.nl"
    )

    answer = EmailChannel().send(broken)

    assert answer.outcome is Outcome.PERMANENT
    assert mail_server.received == []


def test_one_refused_mail_does_not_spoil_the_next(mail_server: MailServer) -> None:
    mail_server.answers["rcpt"] = ["550 5.1.1 Unknown"]
    channel = EmailChannel()

    answers = [channel.send(ENVELOPE).outcome for _ in range(2)]

    assert answers == [Outcome.PERMANENT, Outcome.SENT]


def test_a_folder_that_cannot_be_written_is_tried_again(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("mail") / "not-a-folder"
    file.touch()
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(file)

    assert EmailChannel().send(ENVELOPE) == Answer(Outcome.TEMPORARY, "ImproperlyConfigured")
