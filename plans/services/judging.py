"""Judges plans whose windows have closed, stores each verdict with its evidence, calls people."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from plans.domain.days import local_day, midnight
from plans.domain.evaluation import WindowedRule, judge, next_judgement_on
from plans.models import Injury, Plan, PlanStatus, User
from plans.selectors.catalogue import protocol_of
from plans.selectors.day import plans_with_dates
from plans.selectors.plan_values import dated_plan, record_of
from plans.services.history import the_program
from plans.services.verdicts import VerdictBook

BATCH = 200


def judge_due_plans(*, now: datetime, clinic_id: int | None = None, limit: int = BATCH) -> int:
    """Judge up to ``limit`` plans whose next judgement is due, and return how many there were.

    Safe to run twice or side by side: a window is stored once, and a plan that another worker took
    first is simply not due any more.
    """
    due = Plan.objects.filter(status=PlanStatus.ACTIVE, next_judgement_at__lte=now)
    if clinic_id is not None:
        due = due.filter(injury__patient__clinic_id=clinic_id)
    plan_ids = list(due.order_by("next_judgement_at").values_list("pk", flat=True)[:limit])
    # Called in any case and in order: a plan that cannot be judged keeps no other from its turn.
    with ExitStack() as turns:
        for plan_id in reversed(plan_ids):
            turns.callback(judge_plan, plan_id=plan_id, now=now)
    return len(plan_ids)


@transaction.atomic
def judge_plan(*, plan_id: int, now: datetime) -> None:
    """Judge one plan as it stands, and set when it is due next (DEF-1 to DEF-5, DEF-12)."""
    plan = plans_with_dates().select_for_update(of=("self",)).get(pk=plan_id)
    if plan.status != PlanStatus.ACTIVE:
        return
    today = local_day(now, plan.injury.patient.zone)
    protocol = protocol_of(plan.protocol_version_id)
    dated = dated_plan(plan)
    record = record_of(plan, plan.injury)
    book = VerdictBook(plan, the_program(), now)
    asking = [book.keep(item, record, today) for item in judge(dated, protocol, record, on=today)]
    asked = [pk for pk in asking if pk is not None]
    book.close_questions(still_asking=asked)
    if asked:
        record = record_of(plan, plan.injury)
    schedule_judgement(plan, next_judgement_on(dated, protocol, record, on=today))


def schedule_judgement(plan: Plan, on: date | None) -> None:
    """Set the instant at which ``plan`` is judged next: local midnight of ``on``, or never."""
    zone = plan.injury.patient.zone
    plan.next_judgement_at = midnight(on, zone) if on is not None else None
    plan.save(update_fields=["next_judgement_at"])


def judge_soon(*, injury: Injury, now: datetime) -> None:
    """Let the plan of this injury be judged at the next tick: something new is known."""
    active = Plan.objects.filter(injury=injury, status=PlanStatus.ACTIVE)
    active.filter(next_judgement_at__isnull=True).update(next_judgement_at=now)
    active.update(next_judgement_at=Least(F("next_judgement_at"), now))


def close_rules_on_switch(*, plan: Plan, by: User, now: datetime) -> None:
    """Close the rules of a self-care plan that are undecided: treatment takes over (DEF-13)."""
    dated, protocol = dated_plan(plan), protocol_of(plan.protocol_version_id)
    record = record_of(plan, plan.injury)
    today = local_day(now, plan.injury.patient.zone)
    judgements = judge(dated, protocol, record, on=today)
    decided = {judgement.rule.id for judgement in judgements if judgement.is_final}
    book = VerdictBook(plan, by, now)
    for rule in protocol.rules:
        if not isinstance(rule, WindowedRule) or rule.id in decided:
            continue
        known = [item.window for item in judgements if item.rule.id == rule.id]
        first = known[-1].judged_on if known else max(plan.starts_on, plan.injury.injured_on)
        book.add_verdict(rule.id, (first, today), "resolved_by_referral", {})
    book.close_questions()
