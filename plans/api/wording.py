"""In which of the clinic's two languages a caller is answered."""

from __future__ import annotations

from django.utils.translation import get_language

from plans.domain.text import Text


def spoken_language() -> str:
    """Return the language of this request, ``nl`` or ``en``."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def said(*, nl: str, en: str) -> str:
    """Choose between the two wordings of one sentence."""
    return Text(nl=nl, en=en).in_language(spoken_language())
