"""Says single values of somebody's own data the way people do: doses, answers and judgements."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext
from pydantic import ValidationError

from plans.domain.dose_words import dose_in_words, frequency_in_words
from plans.domain.explanation.explaining import title_of
from plans.domain.protocol import Protocol
from plans.selectors.catalogue import (
    exercise_of,
    intake_of,
    protocol_of,
    published_exercises,
    published_intakes,
    published_protocols,
)
from plans.selectors.plan_values import DOSE, FREQUENCY
from plans.selectors.words import language
from plans.web.words import say

Row = Mapping[str, Any]


class Sayings:
    """What the catalogue calls things, and what stored values mean; read once for one document."""

    def __init__(self) -> None:
        protocols = [(row, protocol_of(row.pk)) for row in published_protocols()]
        self.names = {row.slug: say(exercise_of(row.pk).name) for row in published_exercises()}
        self.names |= {row.slug: say(intake_of(row.pk).name) for row in published_intakes()}
        self.names |= {row.slug: _called(protocol) for row, protocol in protocols}
        self._questions = {
            question.name: question
            for _row, protocol in protocols
            for question in protocol.questions
        }
        self._signs = {
            sign.name: say(sign.text) for _row, protocol in protocols for sign in protocol.signs
        }

    def __contains__(self, known: str) -> bool:
        """Say whether this names a document of the catalogue."""
        return known.partition(" v")[0] in self.names

    def name_of(self, known: str) -> str:
        """Return what people call a document of the catalogue; what is none stays as it is."""
        slug, _, number = known.partition(" v")
        called = self.names.get(slug)
        if called is None:
            return known
        return (
            gettext("%(name)s (version %(number)s)")
            % {
                "name": called,
                "number": number,
            }
            if number
            else called
        )

    def say(self, table: str, column: str, row: Row) -> str | None:
        """Say one value of a row; ``None`` where the value speaks for itself."""
        saying = _SAYINGS.get((table, column))
        return None if saying is None else saying(self, row)

    def question(self, row: Row) -> str:
        """Return the question that was asked or answered."""
        question = self._questions.get(row["question"])
        return say(question.text) if question else str(row["question"])

    def answer(self, row: Row) -> str:
        """Return the answer in the words in which it was offered."""
        question = self._questions.get(row["question"])
        options = question.options if question else ()
        offered = (say(option.text) for option in options if option.value == row["answer"])
        return next(offered, str(row["answer"]))

    def signs(self, row: Row) -> str:
        """Return what somebody noticed."""
        return "; ".join(self._signs.get(name, name) for name in row["signs"])


def _called(protocol: Protocol) -> str:
    return protocol.names.in_language(language())


def _dose(_sayings: Sayings, row: Row) -> str:
    try:
        return dose_in_words(DOSE.validate_json(json.dumps(row["dose"])), language())
    except ValidationError:
        return str(row["dose"])


def _frequency(_sayings: Sayings, row: Row) -> str:
    try:
        frequency = FREQUENCY.validate_json(json.dumps(row["frequency"]))
        return frequency_in_words(frequency, language())
    except ValidationError:
        return str(row["frequency"])


def _verdict(_sayings: Sayings, row: Row) -> str:
    return say(title_of(row["kind"], row["verdict"]))


_SAYINGS: Mapping[tuple[str, str], Callable[[Sayings, Row], str]] = {
    ("plans.AnswerReport", "question"): Sayings.question,
    ("plans.AnswerReport", "answer"): Sayings.answer,
    ("plans.AskedQuestion", "question"): Sayings.question,
    ("plans.Prescription", "dose"): _dose,
    ("plans.Prescription", "frequency"): _frequency,
    ("plans.SignReport", "signs"): Sayings.signs,
    ("plans.Verdict", "verdict"): _verdict,
}
