"""How patients have been getting on lately: how much was done, and what the pain was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from plans.domain.adherence import Adherence
from plans.domain.days import ONE_DAY, days_between, local_day
from plans.domain.record import Record
from plans.models import Plan
from plans.selectors.adherence import adherence_over
from plans.selectors.day import DayBook, plans_with_dates
from plans.selectors.records import records_of

LATELY_DAYS = 14
"""Over so many days it is told how much was done: the window of the brochure's main rule."""


@dataclass(frozen=True, slots=True)
class DayScore:
    """The pain of one day, the worst that was reported (DEF-1); ``None`` when nothing was."""

    day: date
    score: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of what was due lately was done (DEF-11), and the score of each of the last days."""

    adherence: Adherence
    scores: tuple[DayScore, ...]


def progress_of(
    plans: Collection[Plan],
    *,
    now: datetime,
    score_days: int,
    records: Mapping[int, Record] | None = None,
) -> dict[int, Progress]:
    """Return how each plan goes, by its id; three queries, however many plans there are.

    Adherence is that of the last fourteen days, today included; the scores are those of
    ``score_days`` days up to today, the oldest first. The plans come with all that their agenda
    needs, see ``plans_with_dates``; with ``records`` that were read already it is a query less.
    """
    todays = {plan.pk: local_day(now, plan.injury.patient.zone) for plan in plans}
    adherence = _adherence(plans, todays)
    known = records_of(plans) if records is None else records
    return {
        plan.pk: Progress(
            adherence=adherence[plan.pk],
            scores=tuple(
                DayScore(day, known[plan.pk].day_scores.get(day))
                for day in _last(score_days, todays[plan.pk])
            ),
        )
        for plan in plans
    }


def progress_of_plan(plan_id: int, *, now: datetime, score_days: int) -> Progress:
    """Return how one plan goes, see ``progress_of``."""
    plan = plans_with_dates().get(pk=plan_id)
    return progress_of([plan], now=now, score_days=score_days)[plan_id]


def _adherence(plans: Collection[Plan], todays: dict[int, date]) -> dict[int, Adherence]:
    spans = {plan.pk: _last(LATELY_DAYS, todays[plan.pk]) for plan in plans}
    book = DayBook(plans, {day for span in spans.values() for day in span})
    return {
        plan.pk: adherence_over(book.on(plan, day, as_of=todays[plan.pk]) for day in spans[plan.pk])
        for plan in plans
    }


def _last(days: int, today: date) -> list[date]:
    return list(days_between(today - timedelta(days=days - 1), today + ONE_DAY))
