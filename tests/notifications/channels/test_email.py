"""E-mail over a real connection: how a mail looks, and what each answer of the server means."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from pytest_django import Settings

from notifications.channels.channel import Answer, Envelope, Picture, Words
from notifications.channels.email import EmailChannel
from notifications.domain.attempt import Outcome
from tests.notifications.envelopes import HTML, TEXT, envelope
from tests.servers.ports import free_port
from tests.servers.rude_smtp import SILENCE, run_rude_server
from tests.servers.smtp import MailServer, Stage

NOW = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n not much of a picture"
LONG_ADDRESS = "https://clinic.example/unsubscribe/" + "eyJ0b3BpYyI6Im51ZGdlcyJ9" * 6 + "/"

GREETING = b"220 mail.example ESMTP\r\n"
OK = b"250 OK\r\n"
GO_AHEAD = b"354 Go ahead\r\n"


def send(given: Envelope | None = None) -> Answer:
    return EmailChannel().send(given or envelope(), now=NOW)


def only_mail(mail_server: MailServer) -> EmailMessage:
    (mail,) = mail_server.received
    return mail.message


def text_of(mail: EmailMessage, shape: str) -> str:
    part = mail.get_body(preferencelist=(shape,))
    assert part is not None
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_mail_arrives_as_it_was_written(mail_server: MailServer, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Herstelplan <noreply@clinic.example>"

    assert send() == Answer(Outcome.SENT)

    (mail,) = mail_server.received
    assert mail.recipients == ("sanne@example.org",)
    assert mail.sender == "noreply@clinic.example"
    assert mail.message["Message-ID"] == "<een-vast-kenmerk@clinic.example>"
    assert mail.message["Subject"] == "Je oefenmoment van 07:30"
    assert mail.message["Reply-To"] == "praktijk@example.org"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["Content-Language"] == "nl"


def test_the_plain_text_comes_first_and_the_page_says_it_once_more(mail_server: MailServer) -> None:
    send()

    mail = only_mail(mail_server)
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert text_of(mail, "plain") == TEXT
    assert text_of(mail, "html") == HTML


def test_words_without_a_page_are_a_plain_mail(mail_server: MailServer) -> None:
    send(envelope(Words(subject="Onderwerp", text=TEXT)))

    mail = only_mail(mail_server)
    assert mail.get_content_type() == "text/plain"
    assert text_of(mail, "plain") == TEXT


def test_a_picture_belongs_to_the_page_and_is_named_by_it(mail_server: MailServer) -> None:
    picture = Picture(content_id="curve", png=PNG)

    send(envelope(Words("Je week in het kort", TEXT, '<img src="cid:curve">\n', (picture,))))

    mail = only_mail(mail_server)
    assert mail.get_content_type() == "multipart/related"
    assert text_of(mail, "plain") == TEXT
    assert text_of(mail, "html") == '<img src="cid:curve">\n'
    (image,) = (part for part in mail.walk() if part.get_content_type() == "image/png")
    assert isinstance(image, EmailMessage)
    assert image["Content-ID"] == "<curve>"
    assert image.get_content_disposition() == "inline"
    assert image.get_content() == PNG


def test_what_can_be_declined_can_be_declined_with_one_click(mail_server: MailServer) -> None:
    send(envelope(unsubscribe=LONG_ADDRESS))

    mail = only_mail(mail_server)
    assert str(mail["List-Unsubscribe"]).strip() == f"<{LONG_ADDRESS}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_cannot_be_declined_offers_no_click(mail_server: MailServer) -> None:
    send()

    mail = only_mail(mail_server)
    assert mail["List-Unsubscribe"] is None
    assert mail["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    ("stage", "reply", "expected"),
    [
        ("mail", "421 4.3.2 Busy", Answer(Outcome.UNREACHABLE, "SMTPSenderRefused 421")),
        ("mail", "451 4.7.1 Later", Answer(Outcome.TEMPORARY, "SMTPSenderRefused 451")),
        ("mail", "550 5.7.1 Not you", Answer(Outcome.TEMPORARY, "SMTPSenderRefused 550")),
        ("rcpt", "451 4.7.1 Later", Answer(Outcome.TEMPORARY, "SMTPRecipientsRefused 451")),
        ("rcpt", "550 5.1.1 Unknown", Answer(Outcome.PERMANENT, "SMTPRecipientsRefused 550")),
        ("rcpt", "421 4.3.2 Busy", Answer(Outcome.UNREACHABLE, "SMTPRecipientsRefused 421")),
        ("data", "421 4.3.2 Busy", Answer(Outcome.TEMPORARY, "SMTPDataError 421")),
        ("data", "451 4.3.0 Later", Answer(Outcome.TEMPORARY, "SMTPDataError 451")),
        ("data", "452 4.3.1 Full", Answer(Outcome.TEMPORARY, "SMTPDataError 452")),
        ("data", "554 5.7.1 Spam", Answer(Outcome.PERMANENT, "SMTPDataError 554")),
    ],
)
def test_a_refusal_is_about_the_mail_or_about_the_server(
    mail_server: MailServer, stage: Stage, reply: str, expected: Answer
) -> None:
    mail_server.answers[stage] = [reply]

    assert send() == expected

    assert mail_server.received == []


def test_silence_after_the_mail_was_handed_over_is_an_unknown_fate(
    mail_server: MailServer, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    mail_server.stall_seconds = 1.0

    answer = send()

    assert answer == Answer(Outcome.UNKNOWN, "SMTPServerDisconnected")
    assert len(mail_server.received) == 1


@pytest.mark.parametrize(
    ("replies", "outcome"),
    [
        pytest.param((SILENCE,), Outcome.UNREACHABLE, id="accepts and says nothing"),
        pytest.param((), Outcome.UNREACHABLE, id="accepts and hangs up"),
        pytest.param((b"421 4.3.2 Busy\r\n",), Outcome.UNREACHABLE, id="is busy"),
        pytest.param((b"554 5.3.2 No\r\n",), Outcome.UNREACHABLE, id="takes no mail at all"),
        pytest.param((b"SSH-2.0-what\r\n",), Outcome.UNREACHABLE, id="is no mail server"),
        pytest.param((b"220 " + b"a" * 9000,), Outcome.UNREACHABLE, id="cannot stop talking"),
        pytest.param((GREETING, SILENCE), Outcome.UNREACHABLE, id="greets and says nothing"),
        pytest.param(
            (GREETING, b"421 No\r\n", b"421 No\r\n"), Outcome.UNREACHABLE, id="greets and is busy"
        ),
        pytest.param((GREETING, OK, SILENCE), Outcome.TEMPORARY, id="silent at the sender"),
        pytest.param((GREETING, OK, OK), Outcome.TEMPORARY, id="hangs up at the address"),
        pytest.param(
            (GREETING, OK, OK, OK, b"421 Busy\r\n"), Outcome.UNREACHABLE, id="busy at the mail"
        ),
        pytest.param((GREETING, OK, OK, OK, GO_AHEAD), Outcome.UNKNOWN, id="takes it and is gone"),
        pytest.param(
            (GREETING, OK, OK, OK, GO_AHEAD, b"ehm\r\n"),
            Outcome.UNKNOWN,
            id="takes it and stammers",
        ),
    ],
)
def test_a_server_that_gives_up_halfway(
    mail_server: MailServer, settings: Settings, replies: tuple[bytes, ...], outcome: Outcome
) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    with run_rude_server(*replies) as rude:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", rude.port

        assert send().outcome is outcome


@pytest.mark.parametrize(
    ("before", "outcome"),
    [
        ((), Outcome.UNREACHABLE),
        ((GREETING, OK, OK), Outcome.TEMPORARY),
        ((GREETING, OK, OK, OK, GO_AHEAD), Outcome.UNKNOWN),
    ],
)
def test_a_server_that_drips_holds_nobody(
    mail_server: MailServer, settings: Settings, before: tuple[bytes, ...], outcome: Outcome
) -> None:
    """Every byte comes in time, but the whole reply would take minutes."""
    settings.EMAIL_TIMEOUT = 0.5
    endless = b"250-" + b"a" * 8000
    with run_rude_server(*before, endless, pause=0.004) as rude:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", rude.port

        assert send().outcome is outcome

        assert rude.said < len(endless)


def test_a_server_that_is_down_is_not_there(mail_server: MailServer, settings: Settings) -> None:
    settings.EMAIL_PORT = free_port()

    assert send() == Answer(Outcome.UNREACHABLE, "ConnectionRefusedError")


def test_a_server_that_takes_no_sign_in_is_no_fault_of_the_address(
    mail_server: MailServer, settings: Settings
) -> None:
    settings.EMAIL_HOST_USER = "clinic"
    settings.EMAIL_HOST_PASSWORD = "wrong"

    assert send().outcome is Outcome.UNREACHABLE

    assert mail_server.received == []


def test_a_server_that_cannot_be_made_safe_gets_no_mail(
    mail_server: MailServer, settings: Settings
) -> None:
    settings.EMAIL_USE_TLS = True

    assert send() == Answer(Outcome.UNREACHABLE, "SMTPNotSupportedError")

    assert mail_server.received == []


def test_an_address_that_is_none_is_refused_for_good(mail_server: MailServer) -> None:
    answer = send(envelope(address="geen adres\nBcc: x@example.org"))

    assert answer.outcome is Outcome.PERMANENT
    assert mail_server.received == []


def test_without_an_address_nobody_is_asked(mail_server: MailServer, settings: Settings) -> None:
    settings.EMAIL_PORT = free_port()

    assert send(envelope(address="")) == Answer(Outcome.PERMANENT, "NoAddress")


def test_one_refused_mail_does_not_spoil_the_next(mail_server: MailServer) -> None:
    mail_server.answers["rcpt"] = ["550 5.1.1 Unknown"]
    channel = EmailChannel()

    answers = [channel.send(envelope(), now=NOW).outcome for _ in range(2)]

    assert answers == [Outcome.PERMANENT, Outcome.SENT]


def test_a_folder_that_cannot_be_written_is_tried_again(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("mail") / "not-a-folder"
    file.touch()
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(file)

    assert send() == Answer(Outcome.UNREACHABLE, "ImproperlyConfigured")


def test_the_clinic_says_how_many_mails_a_minute_its_server_takes(settings: Settings) -> None:
    settings.MAIL_PER_MINUTE = 12

    assert EmailChannel().pace.per_minute == 12
