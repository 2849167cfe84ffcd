"""What must hold before the next phase opens, as data of the protocol."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from plans.domain.question import Name
from plans.domain.source import Source
from plans.domain.text import Text
from plans.domain.value import value


@value
class _Named:
    """Every criterion has a name for programs, words for people and a source."""

    name: Name
    text: Text
    source: Source


@value
class AnswerCriterion(_Named):
    """The latest answer to ``question`` is ``answer``."""

    kind: Literal["answer"] = "answer"
    question: Name
    answer: Name


@value
class PainFreeWalkCriterion(_Named):
    """Enough pain-free walks, and no painful one, in the days up to today (DEF-9)."""

    kind: Literal["pain_free_walk"] = "pain_free_walk"
    days: Annotated[int, Field(ge=1, le=14)] = 3
    minutes: Annotated[int, Field(ge=1, le=120)] = 30
    within_days: Annotated[int, Field(ge=1, le=28)] = 7


@value
class PainCriterion(_Named):
    """Every logged score of the series in the last ``days`` days is at most ``at_most``.

    At least half of the days must have been logged; all of them with ``every_day``, and then only
    days that are over count. A missing score is never a good one.
    """

    kind: Literal["pain"] = "pain"
    series: Literal["day", "morning"] = "day"
    at_most: Annotated[int, Field(ge=0, le=10)]
    days: Annotated[int, Field(ge=1, le=28)]
    every_day: bool = False


@value
class LadderCriterion(_Named):
    """The running ladder has reached ``step`` (DEF-18)."""

    kind: Literal["ladder"] = "ladder"
    step: Name


@value
class ClinicianCriterion(_Named):
    """Something only a physiotherapist can establish in the examination."""

    kind: Literal["clinician"] = "clinician"


Criterion = Annotated[
    AnswerCriterion | PainFreeWalkCriterion | PainCriterion | LadderCriterion | ClinicianCriterion,
    Field(discriminator="kind"),
]


@value
class Gate:
    """The criteria for leaving a phase, and who opens the next one."""

    opened_by: Literal["patient", "physiotherapist"]
    criteria: tuple[Criterion, ...] = ()
    source: Source
