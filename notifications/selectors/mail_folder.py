"""The mails of a clinic that has no mail server: they lie in a folder and can be read there."""

from __future__ import annotations

import base64
import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

_IN_FILES = "django.core.mail.backends.filebased.EmailBackend"
# What Django writes after each mail in a file.
_END_OF_MAIL = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True, slots=True)
class FolderMail:
    """One mail of the folder. ``name`` is that of its file, with its place in it.

    ``body`` is its plain text; ``has_page`` says whether it is laid out as a page as well.
    """

    name: str
    sent_at: datetime | None
    to: str
    subject: str
    body: str
    has_page: bool


def mail_folder() -> Path | None:
    """Return the folder that mails are put in; ``None`` where they are really sent."""
    path = getattr(settings, "EMAIL_FILE_PATH", None)
    return Path(path) if path and settings.EMAIL_BACKEND == _IN_FILES else None


def newest_mails(folder: Path, limit: int = 100) -> list[FolderMail]:
    """Return the last mails of the folder, newest first."""
    newest: list[FolderMail] = []
    for file in sorted(folder.glob("*.log"), reverse=True):
        if len(newest) >= limit:
            break
        newest.extend(_folder_mail(*found) for found in reversed(list(_mails(file))))
    return newest[:limit]


def mail_called(folder: Path, name: str) -> FolderMail | None:
    """Return the mail of this name; ``None`` when the folder has none."""
    mail = _named(folder, name)
    return _folder_mail(name, mail) if mail else None


def page_of(folder: Path, name: str) -> str | None:
    """Return a mail as its page, with its pictures in it; ``None`` when it has no page."""
    mail = _named(folder, name)
    page = mail.get_body(preferencelist=("html",)) if mail else None
    if mail is None or page is None:
        return None
    html = str(page.get_content())
    for part in mail.walk():
        if part.get_content_maintype() == "image":
            source = f"cid:{part['Content-ID'].strip('<>')}"
            picture = base64.b64encode(part.get_content()).decode()
            html = html.replace(source, f"data:{part.get_content_type()};base64,{picture}")
    return html


def _named(folder: Path, name: str) -> EmailMessage | None:
    """Find a mail; the name is compared with what lies in the folder and never used as a path."""
    for file in folder.glob("*.log"):
        if name.startswith(f"{file.stem}-"):
            return next((mail for found, mail in _mails(file) if found == name), None)
    return None


def _mails(file: Path) -> Iterator[tuple[str, EmailMessage]]:
    parts = (part for part in file.read_bytes().split(_END_OF_MAIL) if part.strip())
    for number, part in enumerate(parts, start=1):
        yield f"{file.stem}-{number}", email.message_from_bytes(part, policy=email.policy.default)


def _folder_mail(name: str, mail: EmailMessage) -> FolderMail:
    body = mail.get_body(preferencelist=("plain",))
    return FolderMail(
        name=name,
        sent_at=parsedate_to_datetime(mail["Date"]) if mail["Date"] else None,
        to=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        body=body.get_content() if body else "",
        has_page=mail.get_body(preferencelist=("html",)) is not None,
    )
