"""Ends a plan with an outcome; its logs and its history stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from plans.domain.days import local_day
from plans.domain.event import EventKind
from plans.domain.refusal import Refusal
from plans.models import AskedQuestion, Outcome, Plan, PlanPhase, PlanStatus, User
from plans.services.history import record_event
from plans.services.refusals import conflict, invalid, require_clinician


@transaction.atomic
def end_plan(*, plan: Plan, outcome: str, by: User, now: datetime, reason: str = "") -> None:
    """End ``plan`` today. Refuses a plan that has ended already, and an unknown outcome."""
    require_clinician(by, plan.injury.patient.clinic_id)
    if outcome not in Outcome.values:
        raise invalid(
            "unknown_outcome",
            nl=f"De afloop {outcome!r} bestaat niet. Kies uit: {', '.join(Outcome.values)}.",
            en=f"The outcome {outcome!r} does not exist. Choose: {', '.join(Outcome.values)}.",
            place="outcome",
        )
    today = local_day(now, plan.injury.patient.zone)
    ended_on = max(today, plan.starts_on)
    changed = Plan.objects.filter(pk=plan.pk, status=PlanStatus.ACTIVE).update(
        status=PlanStatus.ENDED,
        outcome=outcome,
        ended_on=ended_on,
        ended_at=now,
        ended_by=by,
        next_judgement_at=None,
        version=F("version") + 1,
    )
    if changed != 1:
        raise ended()
    PlanPhase.objects.filter(plan=plan, status="open").update(status="done", ends_on=ended_on)
    AskedQuestion.objects.filter(plan=plan, closed_at__isnull=True).update(closed_at=now)
    record_event(
        EventKind.PLAN_ENDED,
        by=by,
        now=now,
        plan=plan,
        facts={"plan": str(plan.public_id), "outcome": outcome},
        reason=reason,
    )
    plan.refresh_from_db()


def ended() -> Refusal:
    """Make the refusal of a change to a plan that has ended."""
    return conflict(
        "plan_has_ended",
        nl="Dit plan is afgesloten en kan niet meer veranderen. Start een nieuw plan.",
        en="This plan has ended and can no longer change. Start a new one.",
    )
