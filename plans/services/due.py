"""When a plan is judged next."""

from __future__ import annotations

from datetime import datetime

from plans.models import Injury, Plan, PlanStatus


def judge_soon(*, injury: Injury, now: datetime) -> None:
    """Let the plan of this injury be judged at the next tick: something new is known."""
    # Written even when the plan is due already: it waits for whoever is judging it right now.
    active = Plan.objects.filter(injury=injury, status=PlanStatus.ACTIVE)
    active.update(next_judgement_at=now)


def judge_afresh(*, plan: Plan, now: datetime) -> None:
    """Let all days of a plan be judged again at the next tick: its dates have changed."""
    Plan.objects.filter(pk=plan.pk, status=PlanStatus.ACTIVE).update(
        checkpoint=None, read_from=None, next_judgement_at=now
    )
