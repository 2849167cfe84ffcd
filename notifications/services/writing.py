"""Writes a mail: its words as plain text, and the very same words laid out for a mail program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Any

from django.template.loader import render_to_string

from notifications.channels.channel import Words
from notifications.domain.headline import HEADLINES
from notifications.domain.kind import MessageKind
from plans.domain.text import Text

_FOLDER = "notifications/email"
_BULLET = "- "
_NOTHING = MappingProxyType({"first_name": "", "wishes_link": "", "pictures": (), "curve_alt": ""})

_OWN_PAGE = Text(nl="Naar je eigen pagina", en="Go to your own page")
_SIGN_IN = Text(nl="Inloggen", en="Sign in")
_BUTTONS = MappingProxyType(
    {
        MessageKind.EXERCISE_REMINDER: Text(nl="Naar je oefeningen", en="Go to your exercises"),
        MessageKind.LOG_REMINDER: Text(nl="Vul je getal in", en="Fill in your number"),
        MessageKind.QUESTION: Text(nl="Naar de vraag", en="Go to the question"),
        MessageKind.ALERT: _SIGN_IN,
        MessageKind.ESCALATION: _SIGN_IN,
        MessageKind.TASK: _SIGN_IN,
        MessageKind.UNREACHED: _SIGN_IN,
        MessageKind.DIGEST: _SIGN_IN,
        MessageKind.ACCOUNT: Text(nl="Ga verder", en="Go on"),
    }
)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a mail: a ``paragraph`` or ``list`` of lines, a ``link``, or a ``picture``.

    The line of a picture says what it shows.
    """

    shape: str
    lines: tuple[str, ...]


def write_words(kind: MessageKind, language: str, context: Mapping[str, Any]) -> Words:
    """Write the mail of this kind in Dutch or, for ``en``, in English.

    ``context`` holds what the templates name. Its ``link`` and ``wishes_link`` become links where
    they stand on a line of their own; nothing else does, whatever a name looks like. Its
    ``pictures`` stand where the text says in words what they show, which is ``curve_alt``.
    """
    language = "en" if language == "en" else "nl"
    values = {**_NOTHING, **context, "can_be_declined": kind.topic is not None}
    subject, _, body = _render(f"{kind}.{language}.txt", values).lstrip().partition("\n")
    parts = {
        "body": _tidy(body),
        "signature": _tidy(_render(f"signature.{language}.txt", values)),
        "footer": _tidy(_render(f"footer.{language}.txt", values)),
    }
    subject = " ".join(subject.split())
    return Words(
        subject=subject,
        text="\n\n".join(parts.values()) + "\n",
        html=_lay_out(kind, language, subject, parts, values),
        pictures=tuple(values["pictures"]),
    )


def _lay_out(
    kind: MessageKind,
    language: str,
    subject: str,
    parts: Mapping[str, str],
    values: Mapping[str, Any],
) -> str:
    marks = {values["link"]: "link", values["wishes_link"]: "link"}
    if values["pictures"]:
        marks[values["curve_alt"]] = "picture"
    return _render(
        "layout.html",
        {
            "language": language,
            "subject": subject,
            "headline": HEADLINES[kind].in_language(language),
            "button": _BUTTONS.get(kind, _OWN_PAGE).in_language(language),
            "pictures": values["pictures"],
            **{name: tuple(_blocks(text, marks)) for name, text in parts.items()},
        },
    )


def _render(name: str, values: Mapping[str, Any]) -> str:
    return render_to_string(f"{_FOLDER}/{name}", dict(values))


def _tidy(text: str) -> str:
    """Leave one blank line where there are more, so that what is left out leaves no gap."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return "\n".join(line for index, line in enumerate(lines) if line or lines[index - 1])


def _blocks(text: str, marks: Mapping[str, str]) -> Iterator[Block]:
    """Cut a text into its pieces; a line that is marked is a piece of its own."""

    def shape(line: str) -> str:
        if not line:
            return ""
        plain = "list" if line.startswith(_BULLET) else "paragraph"
        return marks.get(line, plain)

    for found, lines in groupby(text.splitlines(), shape):
        if found:
            yield Block(found, tuple(line.removeprefix(_BULLET) for line in lines))
