"""Judges plans that are due, keeps what was found and calls people."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from plans.domain.checkpoint import look_back_days
from plans.domain.days import ONE_DAY, midnight
from plans.domain.evaluation import (
    Findings,
    checkpoint_after,
    evaluate,
    judge_red_flags,
    next_judgement_on,
)
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
from plans.selectors.plan_files import CHECKPOINT, PlanFile, plan_files
from plans.services.ending import complete_recovery
from plans.services.findings import FindingsBook
from plans.services.history import the_program

BATCH = 1000

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
    longest_due = due.order_by("next_judgement_at")[:limit]
    try:
        return _judge(longest_due, now)
    except Exception:  # noqa: BLE001 - one plan that fails keeps no other from its turn
        return _judge_one_by_one(list(longest_due.values_list("pk", flat=True)), now)


def judge_plan(*, plan_id: int, now: datetime) -> None:
    """Judge one plan as it stands, and set when it is due next."""
    _judge(Plan.objects.filter(pk=plan_id, status=PlanStatus.ACTIVE), now)


@transaction.atomic
def _judge(plans: QuerySet[Plan], now: datetime) -> int:
    """Judge these plans as they stand, and set when each is due next (DEF-1 to DEF-18).

    They are taken first and read then: a report that comes in between finds its plan taken, and
    makes it due again afterwards. The number of queries does not grow with the number of plans.
    """
    mine = list(plans.select_for_update(**_skipping_locked()).values_list("pk", flat=True))
    if not mine:
        return 0
    book = FindingsBook(now)
    judged: list[_Judged] = []
    finished: list[int] = []
    for file in plan_files(mine):
        case = file.case(now)
        findings = evaluate(case)
        book.keep(file, findings)
        judged.append(_judged(file, case, findings))
        if findings.is_recovered or findings.is_over:
            finished.append(file.plan_id)
    book.write()
    _save(judged)
    for plan in Plan.objects.filter(pk__in=finished) if finished else ():
        complete_recovery(plan=plan, by=the_program(), now=now)
    return len(mine)


@transaction.atomic
def judge_red_flags_now(*, plan: Plan, now: datetime) -> None:
    """Look at once whether the patient is in danger, whatever the state of the plan."""
    (file,) = plan_files([plan.pk])
    book = FindingsBook(now)
    book.keep_judgements(file, judge_red_flags(file.case(now)))
    book.write()


@transaction.atomic
def close_rules_on_switch(*, plan: Plan, by: User, now: datetime) -> None:
    """Close the rules of a self-care plan that are undecided: treatment takes over (DEF-13)."""
    (file,) = plan_files([plan.pk])
    case = file.case(now)
    findings = evaluate(case)
    decided = {(item.rule.kind, item.rule.id) for item in findings.judgements if item.is_final}
    book = FindingsBook(now, by)
    for rule in file.protocol.rules:
        is_open = isinstance(rule, _CLOSED_BY_SWITCH) and not case.is_closed(rule)
        if not is_open or (rule.kind, rule.id) in decided:
            continue
        known = [item.last + ONE_DAY for item in findings.judgements if item.rule == rule]
        first = max([file.dated.starts_on, file.record.injured_on, *known])
        place = (rule.kind, rule.id, first)
        book.add_verdict(file, place, case.on, "resolved_by_referral", {})
    book.close_questions(file)
    book.write()


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is kept with a plan: what was settled, and the local midnight of its next judgement."""

    plan_id: int
    next_judgement_at: datetime | None
    checkpoint: dict[str, Any]
    read_from: date


def _judged(file: PlanFile, case: Case, findings: Findings) -> _Judged:
    on = next_judgement_on(case, findings)
    checkpoint = checkpoint_after(case, findings)
    return _Judged(
        plan_id=file.plan_id,
        next_judgement_at=midnight(on, file.zone) if on is not None else None,
        checkpoint=CHECKPOINT.dump_python(checkpoint, mode="json"),
        read_from=checkpoint.since - timedelta(days=look_back_days(file.protocol)),
    )


def _save(judged: Sequence[_Judged]) -> None:
    """Write what is kept with each plan in one go: ``bulk_update`` takes longer than judging."""
    names = ("next_judgement_at", "checkpoint", "read_from")
    fields = [field for field in Plan._meta.concrete_fields if field.name in names]
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    rows = [
        [
            *(field.get_db_prep_save(getattr(item, field.name), connection) for field in fields),
            item.plan_id,
        ]
        for item in judged
    ]
    with connection.cursor() as cursor:
        # Names of our own table and columns only.
        update = f"UPDATE {Plan._meta.db_table} SET {columns} WHERE id = %s"  # noqa: S608
        cursor.executemany(update, rows)


def _judge_one_by_one(plan_ids: Collection[int], now: datetime) -> int:
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
    return len(plan_ids)


def _skipping_locked() -> dict[str, Any]:
    """Leave to another worker what it has in hand, where the database can tell."""
    return {"skip_locked": True} if connection.features.has_select_for_update_skip_locked else {}
