"""A text in the clinic's two languages."""

from __future__ import annotations

from typing import Literal

from plans.domain.value import value

Language = Literal["nl", "en"]


@value
class Text:
    """The same words in Dutch and in English; neither may be empty."""

    nl: str
    en: str

    def __post_init__(self) -> None:
        for language in ("nl", "en"):
            words: str = getattr(self, language)
            if not words.strip():
                raise ValueError(f"the {language} text is empty")

    def in_language(self, language: str) -> str:
        """Return the words for ``language``; anything but English is answered in Dutch."""
        return self.en if language == "en" else self.nl
