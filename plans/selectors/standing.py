"""Where a plan stands now: its rules, gate and ladder, worked out and not stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from plans.domain.days import local_day
from plans.domain.evaluation import Findings, evaluate
from plans.domain.record import Record
from plans.domain.rules.case import Case
from plans.models import Plan
from plans.selectors.catalogue import protocol_of
from plans.selectors.plan_values import plan_for_rules
from plans.selectors.records import record_of


def standing_of(plan: Plan, *, now: datetime) -> Findings:
    """Return what the rules find about ``plan`` at this moment; one query and the plan's own.

    Nothing is kept of it: judging does that.
    """
    return evaluate(case_of(plan, now=now))


def findings_of(
    plans: Iterable[Plan], records: Mapping[int, Record], *, today: date
) -> dict[int, Findings]:
    """Return what the rules find about each plan on the patient's day ``today``; no queries.

    The plans come with their phases and pauses, and ``records`` with what was reported of each.
    """
    return {plan.pk: evaluate(_case(plan, records[plan.pk], today)) for plan in plans}


def case_of(plan: Plan, *, now: datetime) -> Case:
    """Return ``plan`` with its record, as the rules look at it on the patient's today."""
    today = local_day(now, plan.injury.patient.zone)
    return _case(plan, record_of(plan), today)


def _case(plan: Plan, record: Record, today: date) -> Case:
    return Case(plan_for_rules(plan), protocol_of(plan.protocol_version_id), record, today)
