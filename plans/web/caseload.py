"""Everybody whose plan is under way: in which phase, how the pain is, and how much is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator

from plans.domain.days import local_day
from plans.models import Plan, User
from plans.selectors.caseload import caseload_of
from plans.selectors.catalogue import protocol_of
from plans.selectors.plan_values import dated_plan
from plans.selectors.words import PHASES, language
from plans.web.beside import Beside
from plans.web.words import named

PLANS_ON_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One plan under way, as it stands in the caseload."""

    patient_public_id: UUID
    plan_public_id: UUID
    patient: str
    injury: str
    phase: str
    day_of_phase: int | None
    is_paused: bool
    is_stopped: bool
    is_overdue: bool
    last_score: int | None
    last_score_on: date | None
    beside: Beside


def caseload(user: User, number: str | None) -> Page[Any]:
    """Return one page of the plans under way, who needs somebody most first."""
    return Paginator(caseload_of(user), PLANS_ON_A_PAGE).get_page(number)


def case_lines(
    rows: Iterable[Any], plans: Mapping[int, Plan], beside: Mapping[int, Beside], now: datetime
) -> list[CaseLine]:
    """Put the rows of the caseload in words; ``plans`` are the same ones with all their dates."""
    return [
        case_line(
            plans[row.pk],
            beside[row.pk],
            now,
            last_score=getattr(row, "last_score", None),
            last_score_on=getattr(row, "last_score_on", None),
        )
        for row in rows
    ]


def case_line(
    plan: Plan,
    beside: Beside,
    now: datetime,
    *,
    last_score: int | None = None,
    last_score_on: date | None = None,
) -> CaseLine:
    """Put one plan in words; ``now`` decides which day it is where the patient lives."""
    today = local_day(now, plan.injury.patient.zone)
    dated = dated_plan(plan)
    phase = dated.open_phase()
    begun = phase is not None and phase.starts_on <= today
    return CaseLine(
        patient_public_id=plan.injury.patient.public_id,
        plan_public_id=plan.public_id,
        patient=plan.injury.patient.user.name,
        injury=protocol_of(plan.protocol_version_id).names.in_language(language()),
        phase=named(PHASES, phase.kind) if phase else "",
        day_of_phase=(today - phase.starts_on).days + 1 if phase and begun else None,
        is_paused=dated.is_paused_on(today),
        is_stopped=dated.is_stopped_on(today),
        is_overdue=phase is not None and today >= phase.latest_end_on,
        last_score=last_score,
        last_score_on=last_score_on,
        beside=beside,
    )
