"""Every sentence that people see has its Dutch words: ``python -m tests.guards.translations``."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

APPS = ("plans", "notifications", "recovery")

_PROJECT = Path(__file__).resolve().parent.parent.parent
_READERS = [
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "enmerkar.extract:extract_django"),
    ("**/templates/**.txt", "enmerkar.extract:extract_django"),
]
_KEYWORDS = dict(DEFAULT_KEYWORDS) | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_MARK = ["Translators:"]


@dataclass(frozen=True, slots=True)
class Files:
    """Where the Dutch words of one app are: for people to edit, and for the program to read."""

    po: Path
    mo: Path


def files_of(app: str) -> Files:
    """Return the files of one app."""
    folder = _PROJECT / app / "locale" / "nl" / "LC_MESSAGES"
    return Files(folder / "django.po", folder / "django.mo")


def needed(app: str) -> Catalog:
    """Return every sentence in the code and templates of one app."""
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(
        _PROJECT / app,
        method_map=_READERS,
        options_map={},
        keywords=_KEYWORDS,
        comment_tags=_MARK,
        strip_comment_tags=True,
    )
    for file, line, words, comments, context in found:
        place = [(str(Path(app) / file), line)]
        catalog.add(words, None, place, auto_comments=comments, context=context)
    return catalog


def written(app: str) -> Catalog:
    """Return the Dutch words that are there."""
    po = files_of(app).po
    if not po.exists():
        return Catalog(locale="nl", domain="django", charset="utf-8")
    with po.open("rb") as file:
        return read_po(file, locale="nl", domain="django", charset="utf-8")


def findings(app: str) -> list[str]:
    """Return what is missing or left over in one app, each with its file and line."""
    have, need = written(app), needed(app)
    po = files_of(app).po.relative_to(_PROJECT)
    found = [
        f"{_place(message)}: no Dutch words for {message.id!r}"
        for message in _messages(need)
        if not _is_translated(have.get(message.id, message.context))
    ]
    found += [
        f"{po}:{message.lineno or 1}: nobody says {message.id!r} any more"
        for message in _messages(have)
        if need.get(message.id, message.context) is None
    ]
    found += [
        f"{po}:{message.lineno or 1}: {mistake}"
        for message in _messages(have)
        for mistake in message.check(have)
    ]
    return found or _compiled_findings(app, have)


def update(app: str) -> None:
    """Bring the file of one app up to date: new sentences come in empty, old ones go."""
    have, need = written(app), needed(app)
    if not list(_messages(need)):
        return
    # Only sentences change the file, not the moment somebody looked.
    need.creation_date = have.creation_date
    have.update(need, no_fuzzy_matching=True)
    have.obsolete.clear()
    files = files_of(app)
    files.po.parent.mkdir(parents=True, exist_ok=True)
    with files.po.open("wb") as file:
        write_po(file, have, width=96, include_lineno=False, sort_output=True)
    files.mo.write_bytes(_compiled(have))


def _messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def _is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    words = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(words)


def _place(message: Message) -> str:
    file, line = message.locations[0]
    return f"{file}:{line}"


def _compiled(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def _compiled_findings(app: str, have: Catalog) -> list[str]:
    mo = files_of(app).mo
    if not _messages(have) or (mo.exists() and mo.read_bytes() == _compiled(have)):
        return []
    return [f"{mo.relative_to(_PROJECT)}:1: is not made from django.po; run: make translations"]


def main(arguments: list[str]) -> int:
    """Say what is wrong, or put right what a program can: ``--update``."""
    if "--update" in arguments:
        for app in APPS:
            update(app)
    found = [finding for app in APPS for finding in findings(app)]
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
