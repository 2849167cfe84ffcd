"""In which of the clinic's two languages a caller is answered."""

from __future__ import annotations

from plans.domain.text import Text
from plans.selectors.words import language


def said(*, nl: str, en: str) -> str:
    """Choose between the two wordings of one sentence."""
    return Text(nl=nl, en=en).in_language(language())
