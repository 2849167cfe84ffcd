"""What waits for the physiotherapists of a clinic: referrals and tasks, with how it goes beside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from plans.models import WAITING, Injury, Plan, Referral, Task, User
from plans.selectors.day import plans_with_dates
from plans.selectors.progress import Progress, progress_of
from plans.selectors.referrals import by_priority
from plans.selectors.scope import visible_referrals, visible_tasks

SCORE_DAYS = 14


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One referral or task that waits, the plan it is about, and how that goes.

    A referral from an intake is about the last plan that its injury has had, if there was one.
    """

    about: Referral | Task
    injury: Injury
    plan: Plan | None
    progress: Progress | None


def waiting_referrals(viewer: User) -> QuerySet[Referral]:
    """Return the referrals that somebody has to handle, by priority and then by age (DEF-17)."""
    return visible_referrals(viewer).filter(status__in=WAITING).order_by(*by_priority())


def open_tasks(viewer: User) -> QuerySet[Task]:
    """Return what somebody has to do about plans, with whom it is about, the oldest first."""
    rows = visible_tasks(viewer).filter(closed_at__isnull=True)
    return rows.select_related("plan__injury__patient__user").order_by("raised_at", "pk")


class Waiting:
    """All that waits for ``viewer``: referrals by urgency and age (DEF-17), then tasks by age.

    Reads as a sequence of referrals and tasks; a slice takes at most two queries.
    """

    def __init__(self, viewer: User) -> None:
        referrals = waiting_referrals(viewer)
        self._referrals = referrals.select_related("injury__patient__user", "plan", "verdict")
        self._tasks = open_tasks(viewer)
        self._sizes: tuple[int, int] | None = None

    def __len__(self) -> int:
        """Return how many things wait."""
        return sum(self._counted())

    def __getitem__(self, part: slice) -> list[Referral | Task]:
        """Return the things that wait at these places."""
        referrals, tasks = self._counted()
        first, end, _ = part.indices(referrals + tasks)
        found: list[Referral | Task] = []
        if first < referrals:
            found += self._referrals[first : min(end, referrals)]
        if end > referrals:
            places = slice(max(first - referrals, 0), end - referrals)
            found += self._tasks[places]
        return found

    def _counted(self) -> tuple[int, int]:
        if self._sizes is None:
            self._sizes = (self._referrals.count(), self._tasks.count())
        return self._sizes


def waiting_items(found: Sequence[Referral | Task], *, now: datetime) -> list[WaitingItem]:
    """Put beside each of these what a physiotherapist wants to see with it.

    Eight queries however many there are, and one more when a referral has no plan.
    """
    injuries = [item.plan.injury if isinstance(item, Task) else item.injury for item in found]
    named = [item.plan_id for item in found]
    without = [injury.pk for injury, plan in zip(injuries, named, strict=True) if plan is None]
    last = _last_plans(without)
    ids = [plan or last.get(injury.pk) for injury, plan in zip(injuries, named, strict=True)]
    plans = _whole_plans(plan_id for plan_id in ids if plan_id is not None)
    progress = progress_of(list(plans.values()), now=now, score_days=SCORE_DAYS) if plans else {}
    return [
        WaitingItem(
            about=item,
            injury=injury,
            plan=plans[plan_id] if plan_id is not None else None,
            progress=progress[plan_id] if plan_id is not None else None,
        )
        for item, injury, plan_id in zip(found, injuries, ids, strict=True)
    ]


def _last_plans(injuries: Iterable[int]) -> dict[int, int]:
    """Return for each injury the last plan that it has had."""
    plans = Plan.objects.filter(injury__in=list(injuries)).order_by("pk")
    return dict(plans.values_list("injury_id", "pk"))


def _whole_plans(ids: Iterable[int]) -> dict[int, Plan]:
    return plans_with_dates().in_bulk(sorted(set(ids)))
