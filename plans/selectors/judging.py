"""When the next plan is due to be judged."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from plans.models import Plan, PlanStatus


def next_judgement_at(clinic_id: int | None = None) -> datetime | None:
    """Return the next instant (UTC) at which a plan is to be judged; ``None``: never."""
    plans = Plan.objects.filter(status=PlanStatus.ACTIVE)
    if clinic_id is not None:
        plans = plans.filter(injury__patient__clinic_id=clinic_id)
    soonest: datetime | None = plans.aggregate(soonest=Min("next_judgement_at"))["soonest"]
    return soonest
