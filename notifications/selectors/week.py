"""One week of a patient's plans: what was asked, what came of it, and the scores so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time

from notifications.domain.letters import Week
from plans.domain.days import ONE_DAY, days_between
from plans.domain.protocol import Names
from plans.selectors.day import DayBook, PlanDay, plans_with_dates
from plans.selectors.records import records_of


@dataclass(frozen=True, slots=True)
class WeekLook:
    """A question: how did this patient's week go, seen on the patient's day ``today`` at ``wall``?

    On the last day of a week that is still going on, what may yet be done is not counted as due.
    """

    patient_id: int
    week: Week
    today: date
    wall: time


@dataclass(frozen=True, slots=True)
class PlanWeek:
    """One plan's week.

    ``asked`` are the days on which a score was asked for and ``scored`` those with one; ``due`` are
    the turns of exercises, of which so many were ``done`` or done for a part (``partial``).
    ``scores`` are those of each day since the plan started on ``starts_on``.
    """

    plan_id: int
    names: Names
    starts_on: date
    asked: int
    scored: int
    due: int
    done: int
    partial: int
    scores: Mapping[date, int]


def weeks_of(looks: Collection[WeekLook]) -> dict[int, tuple[PlanWeek, ...]]:
    """Answer every look, by patient id; eight queries, however many there are.

    Only plans that are under way and that asked something in that week: a week that was paused
    from its first to its last day is left out.
    """
    wanted = {look.patient_id: look for look in looks}
    rows = plans_with_dates().filter(injury__patient_id__in=wanted, status="active")
    plans = list(rows.order_by("pk"))
    book = DayBook(plans, {day for look in looks for day in _days(look)})
    records = records_of(plans)
    found: dict[int, list[PlanWeek]] = {look.patient_id: [] for look in looks}
    for plan in plans:
        look = wanted[plan.injury.patient_id]
        days = [book.on(plan, day, as_of=look.today) for day in _days(look)]
        scores = _within(records[plan.pk].day_scores, plan.starts_on, look.week.last_on)
        week = _plan_week(look, days, plan.starts_on, scores)
        if week.asked or week.due:
            found[look.patient_id].append(week)
    return {patient_id: tuple(weeks) for patient_id, weeks in found.items()}


def _days(look: WeekLook) -> Iterator[date]:
    return days_between(look.week.first_on, min(look.week.last_on, look.today) + ONE_DAY)


def _within(scores: Mapping[date, int], first: date, last: date) -> dict[date, int]:
    return {day: scores[day] for day in sorted(scores) if first <= day <= last}


def _plan_week(
    look: WeekLook, days: list[PlanDay], starts_on: date, scores: Mapping[date, int]
) -> PlanWeek:
    asked = [day.agenda.day for day in days if _asks_score(look, day, scores)]
    ticks = [tick for day in days for tick in day.ticks.values()]
    return PlanWeek(
        plan_id=days[0].plan_id,
        names=days[0].names,
        starts_on=starts_on,
        asked=len(asked),
        scored=sum(day in scores for day in asked),
        due=sum(_due(look, days)),
        done=ticks.count("full"),
        partial=ticks.count("partial"),
        scores=scores,
    )


def _asks_score(look: WeekLook, day: PlanDay, scores: Mapping[date, int]) -> bool:
    is_over = day.agenda.day < look.today or day.agenda.day in scores
    return day.agenda.asks_score and is_over


def _due(look: WeekLook, days: Iterable[PlanDay]) -> Iterator[int]:
    for day in days:
        is_today = day.agenda.day == look.today
        yield sum(
            not is_today
            or (item.prescription, item.turn) in day.ticks
            or (item.moment is not None and item.moment <= look.wall)
            for item in day.agenda.items
        )
