"""The guard over translations sees what it is there to see."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.guards import translations


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An app of one module and one template, in a project of its own."""
    monkeypatch.setattr(translations, "_PROJECT", tmp_path)
    folder = tmp_path / "clinic"
    (folder / "templates").mkdir(parents=True)
    (folder / "words.py").write_text('from x import gettext as _\n\nHELLO = _("Hello %(name)s")\n')
    (folder / "templates" / "page.html").write_text(
        "{% load i18n %}\n{% translate 'Today' %}\n"
        "{% blocktranslate count n=n %}one day{% plural %}{{ n }} days{% endblocktranslate %}\n"
    )
    return folder


def _translate(app: Path, **words: str) -> None:
    po = app / "locale" / "nl" / "LC_MESSAGES" / "django.po"
    text = po.read_text()
    for english, dutch in words.items():
        text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{dutch}"')
    po.write_text(text)


def test_sentences_without_dutch_words_are_found_with_their_place(app: Path) -> None:
    found = translations.findings("clinic")

    assert "clinic/words.py:3: no Dutch words for 'Hello %(name)s'" in found
    assert "clinic/templates/page.html:2: no Dutch words for 'Today'" in found
    assert len(found) == 3


def test_new_sentences_come_in_empty_and_old_ones_go(app: Path) -> None:
    translations.update("clinic")
    _translate(app, Today="Vandaag")
    (app / "words.py").write_text("")

    translations.update("clinic")

    assert [finding.partition(": ")[0] for finding in translations.findings("clinic")] == [
        "clinic/templates/page.html:3"
    ]


def test_a_sentence_that_nobody_says_is_found(app: Path) -> None:
    translations.update("clinic")
    (app / "words.py").write_text("")

    assert any("nobody says 'Hello" in finding for finding in translations.findings("clinic"))


def test_words_that_lose_a_name_are_found(app: Path) -> None:
    translations.update("clinic")
    po = app / "locale" / "nl" / "LC_MESSAGES" / "django.po"
    po.write_text(
        po.read_text().replace(
            'msgid "Hello %(name)s"\nmsgstr ""', 'msgid "Hello %(name)s"\nmsgstr "Hallo %(naam)s"'
        )
    )

    assert any("placeholder" in finding for finding in translations.findings("clinic"))


def test_what_the_program_reads_must_be_made_from_what_people_edit(app: Path) -> None:
    (app / "words.py").write_text("")
    (app / "templates" / "page.html").write_text("{% load i18n %}{% translate 'Today' %}")
    translations.update("clinic")
    _translate(app, Today="Vandaag")

    (finding,) = translations.findings("clinic")
    assert "is not made from django.po" in finding

    translations.update("clinic")
    assert translations.findings("clinic") == []
