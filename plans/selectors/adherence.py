"""How much of what was due a patient did (DEF-11)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from plans.domain.adherence import Adherence
from plans.domain.days import days_between
from plans.models import Plan
from plans.selectors.day import PlanDay, plan_days


def plan_adherence(plan: Plan, *, today: date) -> Adherence:
    """Count the turns of ``plan`` that were due up to and including ``today``."""
    days = list(days_between(plan.starts_on, today + timedelta(days=1)))
    return adherence_over(plan_days([plan], days, as_of=today))


def adherence_over(days: Iterable[PlanDay]) -> Adherence:
    """Count the turns of these days, and what came of them.

    Paused turns do not count; a log beyond what was due counts for nothing.
    """
    seen = list(days)
    ticks = [tick for day in seen for tick in day.ticks.values()]
    return Adherence(
        due=sum(len(day.agenda.items) for day in seen),
        done=ticks.count("full"),
        partial=ticks.count("partial"),
    )
