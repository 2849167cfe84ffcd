"""How much of what was due a patient did (DEF-11)."""

from __future__ import annotations

from datetime import date, timedelta

from plans.domain.adherence import Adherence
from plans.domain.days import days_between
from plans.models import Plan
from plans.selectors.day import plan_days


def plan_adherence(plan: Plan, *, today: date) -> Adherence:
    """Count the turns of ``plan`` that were due up to and including ``today``.

    Paused turns do not count; a log beyond what was due counts for nothing.
    """
    days = list(days_between(plan.starts_on, today + timedelta(days=1)))
    due = done = partial = 0
    for item in plan_days([plan], days, as_of=today):
        due += len(item.agenda.items)
        done += sum(1 for tick in item.ticks.values() if tick == "full")
        partial += sum(1 for tick in item.ticks.values() if tick == "partial")
    return Adherence(due=due, done=done, partial=partial)
