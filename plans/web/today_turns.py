"""The exercises of a patient's day: every turn at its moment, with the form to tick it off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from itertools import groupby
from uuid import UUID

from plans.domain.agenda import AgendaItem
from plans.domain.dose_words import dose_in_words
from plans.domain.exercise import Exercise
from plans.models import Plan
from plans.selectors.catalogue import exercises
from plans.selectors.day import PlanDay
from plans.selectors.day_reports import DayReports
from plans.selectors.words import language
from plans.web.today_forms import TickForm
from plans.web.words import say


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of one exercise on the page; ``done`` is empty while nothing is said of it."""

    plan: UUID
    injury: str
    name: str
    purpose: str
    dose: str
    steps: list[str]
    cautions: list[str]
    equipment: list[str]
    done: str
    pain: int | None
    form: TickForm
    anchor: str


@dataclass(frozen=True, slots=True)
class Moment:
    """The turns that stand at one moment; ``at`` is ``None`` for any time of the day."""

    at: time | None
    turns: list[Turn]


def moments_of(plans: Sequence[Plan], days: Sequence[PlanDay], reports: DayReports) -> list[Moment]:
    """Put the turns of all plans in order of their moments; those at any time come last."""
    items = [
        (plan, day, item)
        for plan, day in zip(plans, days, strict=True)
        for item in day.agenda.items
    ]
    known = exercises({item.exercise for _, _, item in items})
    items.sort(key=lambda found: (found[2].moment is None, found[2].moment or time.max))
    return [
        Moment(
            at,
            [
                _turn(plan, day, item, known.get(item.exercise), reports)
                for plan, day, item in group
            ],
        )
        for at, group in groupby(items, key=lambda found: found[2].moment)
    ]


def _turn(
    plan: Plan, day: PlanDay, item: AgendaItem, exercise: Exercise | None, reports: DayReports
) -> Turn:
    report = reports.exercises.get((plan.injury_id, item.exercise, item.turn))
    ticked = day.ticks.get((item.prescription, item.turn), "")
    pain = report.pain if report else None
    return Turn(
        plan=plan.public_id,
        injury=day.names.in_language(language()),
        name=say(exercise.name) if exercise else item.exercise,
        purpose=say(exercise.purpose) if exercise else "",
        dose=dose_in_words(item.dose, language()),
        steps=[say(step) for step in exercise.steps] if exercise else [],
        cautions=[say(caution) for caution in exercise.cautions] if exercise else [],
        equipment=[say(thing) for thing in exercise.equipment] if exercise else [],
        done=report.done if report else ticked,
        pain=pain,
        form=TickForm(
            initial={"exercise": item.exercise, "turn": item.turn, "pain": pain},
            auto_id=f"tick-{plan.pk}-{item.prescription}-{item.turn}-%s".replace("~", "-"),
        ),
        anchor=f"turn-{plan.pk}-{item.exercise}-{item.turn}",
    )
