"""Staff of a clinic without a mail server read its mails; nobody else sees that there are any."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from notifications.channels.channel import Picture, Words
from notifications.channels.email import EmailChannel
from plans.models import Clinic, Patient, User
from tests.factories.people import make_administrator
from tests.notifications.envelopes import envelope


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


@pytest.fixture
def staff(client: Client, clinic: Clinic) -> Client:
    client.force_login(make_administrator(clinic))
    return client


def _put(folder: Path, name: str, **parts: Any) -> None:
    """Send a mail into the folder, to a file of which the test knows the name."""
    words = Words(**{"subject": "Onderwerp", "text": "Tekst"} | parts)
    before = set(folder.iterdir()) if folder.exists() else set()
    EmailChannel().send(envelope(words), now=datetime(2026, 3, 2, 6, 30, tzinfo=UTC))
    (sent,) = set(folder.iterdir()) - before
    text_of_mail = sent.read_bytes()
    sent.unlink()
    with (folder / name).open("ab") as file:
        file.write(text_of_mail)


def test_the_newest_mail_stands_first_and_can_be_read(staff: Client, folder: Path) -> None:
    for second, subject in enumerate(("Het eerste", "Het tweede")):
        _put(folder, f"20260302-07300{second}-1.log", subject=subject, text="Dag <b>Sanne</b>")

    page = staff.get(reverse("mailbox")).content.decode()
    first = staff.get(reverse("mail", args=["20260302-073000-1-1"]))

    assert page.index("Het tweede") < page.index("Het eerste")
    assert first.status_code == HTTPStatus.OK
    assert "Dag &lt;b&gt;Sanne&lt;/b&gt;" in first.content.decode()


def test_mails_that_share_a_file_are_told_apart(staff: Client, folder: Path) -> None:
    """Two mails in the same second can end up in one file."""
    for subject in ("Het eerste", "Het tweede"):
        _put(folder, "20260302-073000-1.log", subject=subject)

    pages = [
        staff.get(reverse("mail", args=[f"20260302-073000-1-{number}"])).content.decode()
        for number in (1, 2)
    ]

    assert "Het eerste" in pages[0]
    assert "Het tweede" in pages[1]


def test_a_mail_can_be_seen_as_its_reader_sees_it(staff: Client, folder: Path) -> None:
    html = '<p>Dag Sanne</p><img src="cid:curve" alt="">'
    _put(folder, "20260302-073000-1.log", html=html, pictures=(Picture("curve", b"png"),))

    shown = staff.get(reverse("mail", args=["20260302-073000-1-1"])).content.decode()
    page = staff.get(reverse("mail_page", args=["20260302-073000-1-1"]))

    assert reverse("mail_page", args=["20260302-073000-1-1"]) in shown
    assert "Tekst" in shown
    assert page.content.decode().strip() == (
        '<p>Dag Sanne</p><img src="data:image/png;base64,cG5n" alt="">'
    )


def test_the_page_of_a_mail_runs_nothing_and_fetches_nothing(staff: Client, folder: Path) -> None:
    _put(folder, "20260302-073000-1.log", html="<script>alert(1)</script>")

    policy = staff.get(reverse("mail_page", args=["20260302-073000-1-1"])).headers[
        "Content-Security-Policy"
    ]

    assert "sandbox;" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_a_mail_without_a_page_offers_none(staff: Client, folder: Path) -> None:
    _put(folder, "20260302-073000-1.log")

    shown = staff.get(reverse("mail", args=["20260302-073000-1-1"])).content.decode()
    page = staff.get(reverse("mail_page", args=["20260302-073000-1-1"]))

    assert "/page/" not in shown
    assert page.status_code == HTTPStatus.NOT_FOUND


def test_an_empty_mailbox_says_so(staff: Client, folder: Path) -> None:
    folder.mkdir()

    page = staff.get(reverse("mailbox"))

    assert page.status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    "path", ["/mail/nothing/", "/mail/..%2f..%2fsecret_key/", "/mail/../settings.py/"]
)
def test_nothing_but_the_mails_can_be_read(staff: Client, folder: Path, path: str) -> None:
    folder.mkdir()
    (folder.parent / "secret_key").write_text("geheim")

    assert staff.get(path).status_code == HTTPStatus.NOT_FOUND


def test_where_mails_are_really_sent_there_is_no_mailbox(staff: Client) -> None:
    assert staff.get(reverse("mailbox")).status_code == HTTPStatus.NOT_FOUND


def test_patients_and_physiotherapists_find_no_mailbox(
    client: Client, folder: Path, patient: Patient, physiotherapist: User
) -> None:
    _put(folder, "20260302-073000-1.log", html="<p>Dag Sanne</p>")
    name = "20260302-073000-1-1"
    for user in (patient.user, physiotherapist):
        client.force_login(user)
        for address in (
            reverse("mailbox"),
            reverse("mail", args=[name]),
            reverse("mail_page", args=[name]),
        ):
            assert client.get(address).status_code == HTTPStatus.NOT_FOUND


def test_who_is_not_signed_in_is_asked_to(client: Client, db: None) -> None:
    answer = client.get(reverse("mailbox"))

    assert answer.status_code == HTTPStatus.FOUND
    assert answer.headers["Location"].startswith(reverse("account_login"))
