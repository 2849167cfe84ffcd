"""Adds one report to an injury: once, for a day that counts, and never over another."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from plans.domain.days import local_day
from plans.domain.event import EventKind
from plans.domain.log import timeliness
from plans.models import Injury, Plan, PlanStatus, User
from plans.models.report import Report
from plans.services.due import judge_soon
from plans.services.history import record_event
from plans.services.judging import judge_red_flags_now
from plans.services.refusals import conflict, invalid, require_clinician_or_self

Row = TypeVar("Row", bound=Report)


def add_report(
    model: type[Row],
    event: EventKind,
    /,
    *,
    injury: Injury,
    for_on: date | None,
    by: User,
    now: datetime,
    client_key: UUID | None = None,
    is_red_flag: bool = False,
    **fields: Any,
) -> Row:
    """Add one report, once per ``client_key``, and let the rules look again.

    One that can be a red flag is taken whatever the state of the plan, and judged at once.
    """
    require_clinician_or_self(by, injury.patient)
    locked(injury)
    if client_key is not None:
        known = cast(
            "Row | None",
            model._default_manager.filter(injury=injury, client_key=client_key).first(),
        )
        if known is not None:
            return known
    today = local_day(now, injury.patient.zone)
    day = for_on or today
    counted = timeliness(day, today)
    _check_day(injury, day)
    plan = latest_plan(injury) if is_red_flag else plan_under_way(injury)
    report = model._default_manager.create(
        injury=injury,
        for_on=day,
        recorded_at=now,
        counted=counted,
        by=by,
        client_key=client_key,
        **fields,
    )
    record_event(
        event,
        by=by,
        now=now,
        injury=injury,
        facts={"report": str(report.public_id), "for": day.isoformat(), "counted": counted},
    )
    if counted.is_counted:
        judge_soon(injury=injury, now=now)
        if is_red_flag:
            judge_red_flags_now(plan=plan, now=now)
    return cast("Row", report)


def _check_day(injury: Injury, day: date) -> None:
    if day < injury.injured_on:
        raise invalid(
            "day_before_injury",
            nl="{day} ligt vóór de dag waarop de klacht begon ({injured_on}).",
            en="{day} lies before the day on which the injury began ({injured_on}).",
            place="for",
            day=day,
            injured_on=injury.injured_on,
        )


def plan_under_way(injury: Injury) -> Plan:
    """Return the plan that is under way for this injury; refuses when there is none."""
    plan = Plan.objects.filter(injury=injury, status=PlanStatus.ACTIVE).first()
    if plan is None:
        raise conflict(
            "no_plan_under_way",
            nl="Voor deze klacht loopt geen plan meer. Vraag je fysiotherapeut om een nieuw plan.",
            en="No plan is under way for this injury. Ask your physiotherapist for a new one.",
        )
    return plan


def latest_plan(injury: Injury) -> Plan:
    """Return the last plan that this injury had, ended or not; refuses when there was none."""
    plan = Plan.objects.filter(injury=injury).order_by("pk").last()
    return plan if plan is not None else plan_under_way(injury)


def locked(injury: Injury) -> Injury:
    """Let one report at a time through, so that the same thing sent twice is kept once."""
    return Injury.objects.select_for_update().get(pk=injury.pk)
