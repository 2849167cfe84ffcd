"""The servers that the tests stand on are real, private, and gone afterwards."""

from __future__ import annotations

import smtplib
import stat
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from django.core.mail import send_mail

from recovery import embedded_redis
from tests.servers.postgres import run_postgres
from tests.servers.redis import run_redis
from tests.servers.smtp import MailServer


def test_postgres_answers_and_leaves_nothing() -> None:
    with run_postgres() as url:
        folder = Path(parse_qs(urlsplit(url).query)["host"][0])
        with psycopg.connect(url) as connection:
            version = connection.execute("SHOW server_version_num").fetchone()

    assert version is not None
    assert int(version[0]) >= 150000
    assert not folder.exists()


def test_redis_answers_on_a_private_socket_and_stops(tmp_path: Path) -> None:
    with run_redis(tmp_path):
        assert embedded_redis.answers(tmp_path)
        assert stat.S_IMODE(embedded_redis.folder(tmp_path).stat().st_mode) == 0o700

    assert not embedded_redis.answers(tmp_path)


def test_the_mail_server_takes_real_mail(mail_server: MailServer) -> None:
    send_mail("Onderwerp", "Tekst", "kliniek@example.org", ["patient@example.org"])

    (mail,) = mail_server.received
    assert mail.recipients == ("patient@example.org",)
    assert mail.message["Subject"] == "Onderwerp"


def test_the_mail_server_refuses_when_told(mail_server: MailServer) -> None:
    mail_server.answers["rcpt"] = ["451 4.7.1 Later"]

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send_mail("Onderwerp", "Tekst", "kliniek@example.org", ["patient@example.org"])

    assert mail_server.received == []
