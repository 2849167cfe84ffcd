"""Every mail reads well in both languages, says the same twice, and gives nothing away outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from notifications.channels.channel import Picture
from notifications.domain.headline import HEADLINES
from notifications.domain.kind import MessageKind
from notifications.services.writing import write_words
from tests.notifications.contexts import CLINIC, CONTEXTS, LINK, WISHES_LINK, contexts_of

_OWN_TESTS = {MessageKind.ACCOUNT, MessageKind.DIGEST, MessageKind.WEEKLY_SUMMARY}
# They keep the words of the mail away from a locked screen.
_BLANKS = {0x034F: None, 0x200C: None, 0x00A0: None}
_STAY_OPEN = {"meta", "br", "img"}
_HEALTH = (
    "pijn",
    "pain",
    "klacht",
    "complaint",
    "blessure",
    "injur",
    "herstel",
    "recover",
    "achilles",
    "knie",
    "knee",
    "score",
    "doorverwij",
    "referral",
    "huisarts",
    "gp",
    "ernst",
    "fase",
    "phase",
    "diagnos",
)

EVERY_MAIL = pytest.mark.parametrize(
    ("kind", "language"), [(kind, language) for kind in CONTEXTS for language in ("nl", "en")]
)


class Page(HTMLParser):
    """What a mail program makes of a page; a page that is not well made is refused."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self.language = ""
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag not in _STAY_OPEN:
            self.open.append(tag)
        if tag == "html":
            self.language = given["lang"]
        if tag == "a":
            self.links.append(given["href"])
        if tag == "img":
            self.pictures.append((given["src"], given["alt"]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["title"], []):
            self.words.append(data)

    def text(self) -> str:
        return " ".join("".join(self.words).split())


def lines_of(text: str) -> list[str]:
    """The lines of a mail, without what only marks a list."""
    return [line.removeprefix("- ") for line in text.splitlines() if line]


def only(kind: MessageKind, **changes: Any) -> dict[str, Any]:
    """What the first mail of this kind is given."""
    return next(contexts_of(kind, **changes))


def test_there_is_a_mail_of_every_kind() -> None:
    assert set(CONTEXTS) | _OWN_TESTS == set(MessageKind)


@EVERY_MAIL
def test_the_subject_is_one_line_that_says_nothing_about_anybody(
    kind: MessageKind, language: str
) -> None:
    for context in contexts_of(kind):
        subject = write_words(kind, language, context).subject
        others = {name: "ANDERS" for name, value in context.items() if isinstance(value, str)}
        others["moment"] = context.get("moment", "")

        assert "\n" not in subject
        assert 0 < len(subject) <= 60
        assert write_words(kind, language, {**context, **others}).subject == subject
        assert not [word for word in _HEALTH if word in subject.lower()]


@EVERY_MAIL
def test_the_text_reads_well(kind: MessageKind, language: str) -> None:
    greeting = {"nl": "Dag Sanne,\n\n", "en": "Hello Sanne,\n\n"}[language]
    for context in contexts_of(kind):
        text = write_words(kind, language, context).text

        assert text.startswith(greeting)
        assert text.endswith("\n")
        assert "\n\n\n" not in text
        # What a template leaves behind where it had nothing to say.
        assert not re.search(r"[ \t]\n|\n[ \t]|  |[{}]|None| [,.:;?!]|:\.", text)
        # A line that begins in small letters was cut out of a sentence.
        assert not [line for line in lines_of(text) if line[0].islower() and "://" not in line]
        assert CLINIC.phone in text


@EVERY_MAIL
def test_one_link_leads_to_where_to_go(kind: MessageKind, language: str) -> None:
    for context in contexts_of(kind):
        words = write_words(kind, language, context)

        assert lines_of(words.text).count(LINK) == 1
        assert Page(words.html).links.count(LINK) == 1


@EVERY_MAIL
def test_what_can_be_declined_says_where(kind: MessageKind, language: str) -> None:
    for context in contexts_of(kind):
        words = write_words(kind, language, context)

        can_be_declined = kind.topic is not None
        assert lines_of(words.text).count(WISHES_LINK) == int(can_be_declined)
        assert Page(words.html).links.count(WISHES_LINK) == int(can_be_declined)
        # Who has this address can decline: it is for the mail program alone.
        assert "token" not in words.text + words.html


@EVERY_MAIL
def test_the_page_holds_the_same_sentences_as_the_text(kind: MessageKind, language: str) -> None:
    headline = HEADLINES[kind].in_language(language)
    for context in contexts_of(kind):
        words = write_words(kind, language, context)
        page = Page(words.html)
        shown = page.text()

        assert page.language == language
        assert shown.startswith(headline)
        shown = shown.removeprefix(headline)
        for line in lines_of(words.text):
            assert line in shown
            shown = shown.replace(line, "", 1)
        # What is left over is the name of the button.
        assert 0 < len(shown.translate(_BLANKS).split()) <= 5


@EVERY_MAIL
def test_the_page_needs_nothing_from_elsewhere(kind: MessageKind, language: str) -> None:
    for context in contexts_of(kind):
        page = Page(write_words(kind, language, context).html)

        assert not {"script", "link", "style", "img", "form", "iframe"} & set(page.tags)
        assert set(page.links) <= {LINK, WISHES_LINK}


@EVERY_MAIL
def test_the_clinics_own_address_has_no_first_name(kind: MessageKind, language: str) -> None:
    for context in contexts_of(kind, first_name=""):
        text = write_words(kind, language, context).text

        assert text.startswith({"nl": "Dag,\n\n", "en": "Hello,\n\n"}[language])


def test_a_list_begins_right_under_what_it_is_about() -> None:
    kind = MessageKind.EXERCISE_REMINDER

    assert (
        "Het is tijd voor je oefeningen van 07:30:\n"
        "- Hielheffen op de traptrede: 3 series van 15 keer\n"
        "- Kuit rekken: 2 keer 30 seconden\n"
        "\n"
        "Klaar?"
    ) in write_words(kind, "nl", only(kind)).text


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ clinic.phone }}{% now 'Y' %}",
        "&lt;b&gt; & Co",
        "https://elsewhere.example/",
        "www.elsewhere.example",
    ],
)
@pytest.mark.parametrize("kind", [MessageKind.TASK, MessageKind.EXERCISE_REMINDER])
def test_a_name_is_only_a_name(kind: MessageKind, name: str) -> None:
    exercises = [{"name": name, "dose": name}]
    context = only(kind, first_name=name, task=name, exercises=exercises)

    words = write_words(kind, "nl", context)

    page = Page(words.html)
    assert words.text.count(name) > 1
    assert page.text().count(name) > 1
    assert not {"script", "img", "b"} & set(page.tags)
    assert set(page.links) <= {LINK, WISHES_LINK}


def test_a_line_of_a_name_is_no_second_subject() -> None:
    context = only(MessageKind.QUESTION, first_name="Sanne\nBcc: x@example.org")

    assert write_words(MessageKind.QUESTION, "nl", context).subject == (
        "Een vraag van Hardlooppraktijk"
    )


def test_a_picture_stands_in_the_page_where_the_text_says_what_it_shows() -> None:
    sentence = "Er is iets te zien."
    picture = Picture("curve", b"png")
    context = only(MessageKind.TASK, task=sentence, curve_alt=sentence, pictures=(picture,))

    words = write_words(MessageKind.TASK, "nl", context)

    assert words.pictures == (picture,)
    assert sentence in words.text
    page = Page(words.html)
    assert page.pictures == [("cid:curve", sentence)]
    assert sentence not in page.text()


def test_any_other_language_is_answered_in_dutch() -> None:
    context = only(MessageKind.NUDGE)

    in_dutch = write_words(MessageKind.NUDGE, "nl", context)

    assert write_words(MessageKind.NUDGE, "fr", context) == in_dutch
