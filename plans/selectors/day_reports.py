"""What was reported about one day, over all the plans of a patient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plans.models import (
    ActivityReport,
    AnswerReport,
    AskedQuestion,
    ExerciseReport,
    PainReport,
    Plan,
    SignReport,
)


@dataclass(frozen=True, slots=True)
class DayReports:
    """What was reported about the day, over all injuries."""

    exercises: dict[tuple[int, str, int | None], ExerciseReport]
    scores: dict[int, PainReport]
    answers: dict[tuple[int, str], str]
    activities: dict[int, list[ActivityReport]]
    signs: dict[int, list[str]]
    open_questions: dict[int, list[str]]


def reports_of_day(plans: Sequence[Plan], day: date) -> DayReports:
    """Read what was reported about ``day``, and the questions that wait; six queries."""
    of_day = {"injury__in": [plan.injury_id for plan in plans], "for_on": day}
    activities: dict[int, list[ActivityReport]] = {}
    for activity in ActivityReport.objects.current().filter(**of_day).order_by("pk"):
        activities.setdefault(activity.injury_id, []).append(activity)
    waiting: dict[int, list[str]] = {}
    asked = AskedQuestion.objects.filter(plan__in=plans, closed_at__isnull=True).order_by("pk")
    for question in asked:
        waiting.setdefault(question.plan_id, []).append(question.question)
    return DayReports(
        exercises={
            (row.injury_id, row.exercise, row.turn): row
            for row in ExerciseReport.objects.current().filter(**of_day)
        },
        scores={
            row.injury_id: row
            for row in PainReport.objects.current().filter(**of_day, is_day_score=True)
        },
        answers={
            (row.injury_id, row.question): row.answer
            for row in AnswerReport.objects.current().filter(**of_day).order_by("pk")
        },
        activities=activities,
        signs={
            row.injury_id: row.signs
            for row in SignReport.objects.current().filter(**of_day).order_by("pk")
        },
        open_questions=waiting,
    )
