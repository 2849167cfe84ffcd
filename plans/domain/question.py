"""What a patient is asked along the way, and the signs a patient can report."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from plans.domain.text import Text
from plans.domain.value import value

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""The name of a question, an answer, a sign or a criterion, as programs write it."""


@value
class Option:
    """One possible answer."""

    value: Name
    text: Text


@value
class Question:
    """A check-in question with its possible answers."""

    name: Name
    text: Text
    options: Annotated[tuple[Option, ...], Field(min_length=2)]

    def __post_init__(self) -> None:
        names = [option.value for option in self.options]
        if len(set(names)) != len(names):
            raise ValueError("an answer is named twice")

    def allows(self, answer: str) -> bool:
        """Say whether ``answer`` is one of the options."""
        return any(option.value == answer for option in self.options)


@value
class Sign:
    """Something a patient can notice and report, such as a warm calf."""

    name: Name
    text: Text
