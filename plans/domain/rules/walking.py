"""Is walking free of pain? (DEF-9)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from plans.domain.gate import PainFreeWalkCriterion
from plans.domain.log import ActivityReport


def walks_without_pain(
    criterion: PainFreeWalkCriterion, activities: Iterable[ActivityReport], today: date
) -> bool:
    """Look at the walks of the last days, today included.

    There must be long enough walks at 0 on enough different days, and no walk that hurt. A walk
    without a score proves nothing either way.
    """
    first = today - timedelta(days=criterion.within_days - 1)
    walks = [item for item in activities if item.kind == "walk" and first <= item.for_on <= today]
    if any(walk.pain for walk in walks):
        return False
    clean = {walk.for_on for walk in walks if walk.pain == 0 and walk.minutes >= criterion.minutes}
    return len(clean) >= criterion.days
