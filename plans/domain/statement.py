"""Something the clinic says, with its source."""

from __future__ import annotations

from plans.domain.source import Source
from plans.domain.text import Text
from plans.domain.value import value


@value
class Statement:
    """One thing that people are told, in both languages, and where it comes from."""

    text: Text
    source: Source
