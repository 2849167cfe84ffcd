"""A home exercise of the library: how it is done, what for, what is lighter and heavier."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from plans.domain.dosage import Dose, Frequency
from plans.domain.source import Source
from plans.domain.text import Text
from plans.domain.value import value

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]

ExerciseKind = Literal[
    "mobility", "stretch", "strength", "balance", "jump", "walk", "run", "cycle", "posture"
]


@value
class Exercise:
    """One exercise: steps in the order in which they are done, cautions, and its usual dosage."""

    slug: Slug
    kind: ExerciseKind
    name: Text
    purpose: Text
    steps: Annotated[tuple[Text, ...], Field(min_length=2)]
    cautions: Annotated[tuple[Text, ...], Field(min_length=1)]
    equipment: tuple[Text, ...] = ()
    easier: tuple[Slug, ...] = ()
    harder: tuple[Slug, ...] = ()
    dose: Dose
    frequency: Frequency = Frequency()
    source: Source

    def __post_init__(self) -> None:
        if self.slug in self.easier or self.slug in self.harder:
            raise ValueError("an exercise is not its own easier or harder variant")
