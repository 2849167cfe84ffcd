"""What stands beside somebody on the worklist: how much was done, and how the pain went."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from plans.domain.adherence import Band
from plans.domain.record import Record
from plans.models import Plan
from plans.selectors.day import plans_with_dates
from plans.selectors.progress import LATELY_DAYS, Progress, progress_of
from plans.web.curve import SMALL, Curve, curve_of

ADHERENCE_DAYS = LATELY_DAYS
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
    plans: Collection[Plan], now: datetime, records: Mapping[int, Record] | None = None
) -> dict[int, Beside]:
    """Return what stands beside each plan by its id; as many queries for many as for one."""
    progress = progress_of(plans, now=now, score_days=CURVE_DAYS, records=records)
    return {plan_id: _beside(own) for plan_id, own in progress.items()}


def _beside(progress: Progress) -> Beside:
    scores = {item.day: item.score for item in progress.scores if item.score is not None}
    first, last = progress.scores[0].day, progress.scores[-1].day
    return Beside(
        adherence=progress.adherence.percent,
        is_low=progress.adherence.band is Band.LOW,
        curve=curve_of(scores, first=first, last=last, frame=SMALL) if scores else None,
    )
