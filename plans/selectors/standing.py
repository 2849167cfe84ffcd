"""Where a plan stands now: its rules, gate and ladder, worked out and not stored."""

from __future__ import annotations

from datetime import datetime

from plans.domain.days import local_day
from plans.domain.evaluation import Findings, evaluate
from plans.domain.rules.case import Case
from plans.models import Plan
from plans.selectors.catalogue import protocol_of
from plans.selectors.plan_values import plan_for_rules
from plans.selectors.records import record_of


def standing_of(plan: Plan, *, now: datetime) -> Findings:
    """Return what the rules find about ``plan`` at this moment; seven queries and the plan's own.

    Nothing is kept of it: judging does that.
    """
    return evaluate(case_of(plan, now=now))


def case_of(plan: Plan, *, now: datetime) -> Case:
    """Return ``plan`` with its record, as the rules look at it on the patient's today."""
    today = local_day(now, plan.injury.patient.zone)
    return Case(plan_for_rules(plan), protocol_of(plan.protocol_version_id), record_of(plan), today)
