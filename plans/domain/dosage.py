"""How much and how often: the typed dosage of a home exercise."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from plans.domain.text import Text
from plans.domain.value import value

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Count = Annotated[int, Field(ge=1, le=100)]
Seconds = Annotated[int, Field(ge=1, le=600)]


@value
class Load:
    """What is lifted, pushed or pulled.

    ``body_weight`` and ``none`` have no amount; ``kg`` is a weight in kilograms; ``rm`` is the
    weight that can be moved ``amount`` times and no more; ``band`` has a level.
    """

    kind: Literal["none", "body_weight", "kg", "rm", "band"]
    amount: Annotated[float, Field(gt=0, le=300)] | None = None
    level: Literal["light", "medium", "heavy"] | None = None

    def __post_init__(self) -> None:
        if (self.kind in ("kg", "rm")) != (self.amount is not None):
            raise ValueError("amount belongs to a load in kg or rm, and only there")
        if (self.kind == "band") != (self.level is not None):
            raise ValueError("level belongs to a band, and only there")


@value
class Dose:
    """What is done in one turn of an exercise. Times in seconds or minutes, distance in metres.

    ``reps_max`` makes the repetitions a range; ``tempo_s`` is up, hold and down; ``rest_s`` lies
    between the sets; ``per_side`` means that the figures hold for the left and again for the right.
    """

    sets: Annotated[int, Field(ge=1, le=20)] | None = None
    reps: Count | None = None
    reps_max: Count | None = None
    hold_s: Seconds | None = None
    minutes: Annotated[int, Field(ge=1, le=240)] | None = None
    distance_m: Annotated[int, Field(ge=1, le=50_000)] | None = None
    load: Load | None = None
    tempo_s: tuple[int, int, int] | None = None
    rest_s: Annotated[int, Field(ge=0, le=600)] | None = None
    per_side: bool = False
    note: Text | None = None

    def __post_init__(self) -> None:
        if not any((self.reps, self.hold_s, self.minutes, self.distance_m)):
            raise ValueError("a dose needs repetitions, seconds to hold, minutes or a distance")
        if self.reps_max is not None and (self.reps is None or self.reps_max <= self.reps):
            raise ValueError("reps_max must be more than reps")
        if self.tempo_s is not None and not all(0 <= part <= 60 for part in self.tempo_s):
            raise ValueError("each part of the tempo lies between 0 and 60 seconds")


@value
class Frequency:
    """On which days, and how many turns on such a day. Daily and once when nothing is said.

    ``every_n_days`` counts from the first day of the phase; ``weekdays`` names the days instead.
    """

    times_a_day: Annotated[int, Field(ge=1, le=10)] = 1
    every_n_days: Annotated[int, Field(ge=1, le=14)] = 1
    weekdays: tuple[Weekday, ...] = ()

    def __post_init__(self) -> None:
        if self.weekdays and self.every_n_days != 1:
            raise ValueError("name either the weekdays or every_n_days, not both")
        if len(set(self.weekdays)) != len(self.weekdays):
            raise ValueError("a weekday is named twice")

    def is_due_on(self, day: date, *, counted_from: date) -> bool:
        """Say whether ``day`` is a day for this exercise, counting from ``counted_from``."""
        if self.weekdays:
            return WEEKDAYS[day.weekday()] in self.weekdays
        return (day - counted_from).days % self.every_n_days == 0
