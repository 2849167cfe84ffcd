"""Judges plans that are due, keeps what was found and calls people."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from plans.domain.days import local_day, midnight
from plans.domain.evaluation import Findings, evaluate, judge_red_flags, next_judgement_on
from plans.domain.rule import (
    MilestoneRule,
    NotReachedRule,
    PrognosisRule,
    ResumingRule,
    TearCheckRule,
    TrendRule,
)
from plans.domain.rules.case import Case
from plans.models import Plan, PlanStatus, User
from plans.selectors.plan_files import PlanFile, plan_files, plans_to_judge
from plans.services.ending import complete_recovery
from plans.services.findings import FindingsBook
from plans.services.history import the_program

BATCH = 500

_LOG = logging.getLogger(__name__)
_CLOSED_BY_SWITCH = (
    TrendRule,
    MilestoneRule,
    NotReachedRule,
    PrognosisRule,
    ResumingRule,
    TearCheckRule,
)


def judge_due_plans(*, now: datetime, clinic_id: int | None = None, limit: int = BATCH) -> int:
    """Judge up to ``limit`` plans whose next judgement is due, and return how many there were.

    All of them are read and written together. Safe to run twice or side by side: what another
    worker has in hand is left to it, and everything is stored once. When one of them cannot be
    judged, the others are judged one by one.
    """
    due = Plan.objects.filter(status=PlanStatus.ACTIVE, next_judgement_at__lte=now)
    if clinic_id is not None:
        due = due.filter(injury__patient__clinic_id=clinic_id)
    plan_ids = list(due.order_by("next_judgement_at").values_list("pk", flat=True)[:limit])
    if not plan_ids:
        return 0
    try:
        judge_plans(plan_ids=plan_ids, now=now)
    except Exception:  # noqa: BLE001 - one plan that fails keeps no other from its turn
        _judge_one_by_one(plan_ids, now)
    return len(plan_ids)


def judge_plan(*, plan_id: int, now: datetime) -> None:
    """Judge one plan as it stands, and set when it is due next."""
    judge_plans(plan_ids=[plan_id], now=now)


@transaction.atomic
def judge_plans(*, plan_ids: Collection[int], now: datetime) -> None:
    """Judge these plans as they stand, and set when each is due next (DEF-1 to DEF-18).

    The number of queries does not grow with the number of plans.
    """
    locked = plans_to_judge().select_for_update(of=("self",), **_skipping_locked())
    plans = list(locked.filter(pk__in=plan_ids, status=PlanStatus.ACTIVE))
    book = FindingsBook(the_program(), now)
    finished: list[PlanFile] = []
    for file in plan_files(plans):
        case = _case(file, now)
        findings = evaluate(case)
        book.keep(file, findings)
        _schedule(file.plan, case, findings)
        if findings.is_recovered or findings.is_over:
            finished.append(file)
    book.write()
    Plan.objects.bulk_update(plans, ["next_judgement_at", "judged_on"])
    for file in finished:
        complete_recovery(plan=file.plan, by=the_program(), now=now)


@transaction.atomic
def judge_red_flags_now(*, plan: Plan, now: datetime) -> None:
    """Look at once whether the patient is in danger, whatever the state of the plan."""
    (file,) = plan_files([plan])
    book = FindingsBook(the_program(), now)
    book.keep_judgements(file, judge_red_flags(_case(file, now)))
    book.write()


@transaction.atomic
def close_rules_on_switch(*, plan: Plan, by: User, now: datetime) -> None:
    """Close the rules of a self-care plan that are undecided: treatment takes over (DEF-13)."""
    (file,) = plan_files([plan])
    case = _case(file, now)
    findings = evaluate(case)
    decided = {(item.rule.kind, item.rule.id) for item in findings.judgements if item.is_final}
    book = FindingsBook(by, now)
    for rule in file.protocol.rules:
        if not isinstance(rule, _CLOSED_BY_SWITCH) or (rule.kind, rule.id) in decided:
            continue
        known = [item.last for item in findings.judgements if item.rule == rule]
        first = max([file.plan.starts_on, file.record.injured_on, *known])
        place = (rule.kind, rule.id, first)
        book.add_verdict(file, place, case.on, "resolved_by_referral", {})
    book.close_questions(file)
    book.write()


def _case(file: PlanFile, now: datetime) -> Case:
    today = local_day(now, file.plan.injury.patient.zone)
    return Case(file.dated, file.protocol, file.record, today, file.since)


def _schedule(plan: Plan, case: Case, findings: Findings) -> None:
    """Set the instant at which ``plan`` is judged next: a local midnight, or never."""
    on = next_judgement_on(case, findings)
    plan.judged_on = case.on
    plan.next_judgement_at = midnight(on, plan.injury.patient.zone) if on is not None else None


def _judge_one_by_one(plan_ids: Collection[int], now: datetime) -> None:
    """Judge each plan by itself; the first failure is raised once all have had their turn."""
    failure: Exception | None = None
    for plan_id in plan_ids:
        try:
            judge_plan(plan_id=plan_id, now=now)
        except Exception as error:  # noqa: BLE001 - raised below
            _LOG.error("Plan %s cannot be judged: %s", plan_id, type(error).__name__)
            failure = failure or error
    if failure is not None:
        raise failure


def _skipping_locked() -> dict[str, Any]:
    """Leave to another worker what it has in hand, where the database can tell."""
    return {"skip_locked": True} if connection.features.has_select_for_update_skip_locked else {}
