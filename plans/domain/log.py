"""What the patient reported: which reports count, and the pain of each day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from plans.domain.day_words import with_days
from plans.domain.refusal import Refusal

LATEST_COUNTED_DAYS = 3
"""A report about a day that lies further back is kept but does not count (DEF-12)."""

Series = Literal["day", "morning"]
ActivityKind = Literal["walk", "run"]


class Counted(StrEnum):
    """Whether a report counts in judgements, by how late it was made (DEF-12)."""

    ON_TIME = "on_time"
    LATE = "late_counted"
    BACKFILLED = "backfilled_not_counted"

    @property
    def is_counted(self) -> bool:
        """Say whether judgements may use the report."""
        return self is not Counted.BACKFILLED


def timeliness(for_on: date, recorded_on: date) -> Counted:
    """Judge how late a report about ``for_on`` is that was made on ``recorded_on`` (DEF-12).

    Both are local calendar days. Refuses a day that has not come yet.
    """
    late = (recorded_on - for_on).days
    if late < 0:
        raise Refusal(
            code="day_in_future",
            message=with_days(
                nl="{day} is nog niet geweest. Vul een dag in tot en met vandaag.",
                en="{day} has not come yet. Fill in a day up to and including today.",
                day=for_on,
            ),
            place="for",
        )
    if late <= 1:
        return Counted.ON_TIME
    return Counted.LATE if late <= LATEST_COUNTED_DAYS else Counted.BACKFILLED


@dataclass(frozen=True, slots=True)
class PainReport:
    """One pain score (0-10) that a patient gave for one day; ``morning`` is that of waking up."""

    for_on: date
    pain: int | None
    morning: int | None
    counted: Counted = Counted.ON_TIME


@dataclass(frozen=True, slots=True)
class ExerciseReport:
    """One turn of an exercise that was done for one day, with the pain felt during it, if said."""

    for_on: date
    exercise: str
    pain: int | None


@dataclass(frozen=True, slots=True)
class ActivityReport:
    """A walk or a run for one day: minutes, kilometres and the pain during it, where said."""

    for_on: date
    kind: ActivityKind
    minutes: int
    km: Decimal | None
    pain: int | None


@dataclass(frozen=True, slots=True)
class SignReport:
    """The signs that a patient noticed on one day; an empty set says that there were none."""

    for_on: date
    signs: frozenset[str]


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """One answer to a check-in question, for one day."""

    question: str
    answer: str
    for_on: date


def latest_answer(
    answers: Iterable[AnswerReport], question: str, *, until: date | None = None
) -> str | None:
    """Return the last answer to ``question`` for a day up to and including ``until``.

    ``answers`` come in the order in which they were given; ``None`` when there is no answer.
    """
    latest: AnswerReport | None = None
    for report in answers:
        if report.question != question or (until is not None and report.for_on > until):
            continue
        if latest is None or report.for_on >= latest.for_on:
            latest = report
    return latest.answer if latest else None
