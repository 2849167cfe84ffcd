"""What stands beside somebody on the worklist: how much was done, and how the pain went."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from plans.domain.adherence import Adherence, Band
from plans.domain.days import days_between, local_day
from plans.domain.record import Record
from plans.models import Plan
from plans.selectors.day import plan_days, plans_with_dates
from plans.web.curve import SMALL, Curve, curve_of

ADHERENCE_DAYS = 14
CURVE_DAYS = 28


@dataclass(frozen=True, slots=True)
class Beside:
    """How much of what was due was done (DEF-11), and the pain of the last weeks.

    ``adherence`` is a percentage, ``None`` when nothing was due; ``curve`` is ``None`` when
    nothing was reported.
    """

    adherence: int | None
    is_low: bool
    curve: Curve | None


def whole_plans(ids: Iterable[int]) -> dict[int, Plan]:
    """Return these plans by their id, with all that is shown of them; five queries."""
    return plans_with_dates().select_related("injury__patient__user").in_bulk(list(ids))


def beside_of(
    plans: Collection[Plan], records: Mapping[int, Record], now: datetime
) -> dict[int, Beside]:
    """Return what stands beside each plan by its id; two queries, however many there are."""
    done = _adherence(plans, now)
    found = {}
    for plan in plans:
        today = local_day(now, plan.injury.patient.zone)
        first = today - timedelta(days=CURVE_DAYS - 1)
        curve = curve_of(records[plan.pk].day_scores, first=first, last=today, frame=SMALL)
        found[plan.pk] = Beside(
            adherence=done[plan.pk].percent,
            is_low=done[plan.pk].band is Band.LOW,
            curve=curve if curve.points else None,
        )
    return found


def _adherence(plans: Collection[Plan], now: datetime) -> dict[int, Adherence]:
    """Count what was due and done in the last days, for all plans together (DEF-11)."""
    by_day: dict[date, list[Plan]] = {}
    for plan in plans:
        by_day.setdefault(local_day(now, plan.injury.patient.zone), []).append(plan)
    counted = {plan.pk: [0, 0, 0] for plan in plans}
    for today, group in by_day.items():
        end = today + timedelta(days=1)
        days = list(days_between(end - timedelta(days=ADHERENCE_DAYS), end))
        for item in plan_days(group, days, as_of=today):
            ticks = list(item.ticks.values())
            count = counted[item.plan_id]
            count[0] += len(item.agenda.items)
            count[1] += ticks.count("full")
            count[2] += ticks.count("partial")
    return {
        key: Adherence(due=due, done=done, partial=partial)
        for key, (due, done, partial) in counted.items()
    }
