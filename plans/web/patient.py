"""One patient as the physiotherapist sees them: plans, scores, verdicts, referrals and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from plans.domain.days import local_day
from plans.domain.event import EventKind
from plans.models import Injury, Patient, Plan, PlanStatus, User
from plans.selectors.catalogue import protocol_of
from plans.selectors.day import plans_with_dates
from plans.selectors.plan_values import dated_plan
from plans.selectors.records import records_of
from plans.selectors.referrals import by_priority
from plans.selectors.relations import opened_in_emergency
from plans.selectors.scope import visible_events, visible_injuries, visible_referrals
from plans.selectors.standing import findings_of
from plans.selectors.words import EVENTS, language
from plans.web.admission import patient_in_care, person
from plans.web.beside import beside_of
from plans.web.caseload import CaseLine, case_line
from plans.web.curve import Curve, curve_of
from plans.web.plan_words import PhaseLine, phase_lines
from plans.web.referral_words import referral_lines, with_words
from plans.web.standing import StandingLine, standing_line
from plans.web.verdict_words import VerdictGroups, verdict_groups
from plans.web.words import named

DAYS_IN_A_CURVE = 84
EVENTS_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan with what can be done with it."""

    row: Plan
    name: str
    protocol: str
    is_active: bool
    is_paused: bool
    outcome: str
    case: CaseLine
    phases: list[PhaseLine]
    verdicts: VerdictGroups
    standing: StandingLine | None
    has_next_phase: bool


@dataclass(frozen=True, slots=True)
class InjuryPart:
    """One complaint with its scores and its plans, the newest plan first."""

    row: Injury
    curve: Curve | None
    mornings: Mapping[date, int]
    plans: list[PlanLine]


@dataclass(frozen=True, slots=True)
class EventLine:
    """One thing that happened."""

    at: datetime
    what: str
    by: str
    reason: str


@login_required
@require_safe
def patient(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one patient of the clinic to a physiotherapist."""
    user, record = person(request), patient_in_care(request, public_id)
    now = timezone.now()
    referrals = visible_referrals(user).filter(injury__patient=record)
    return render(
        request,
        "plans/patient.html",
        {
            "patient": record,
            "opened": opened_in_emergency(user, record, now=now),
            "injuries": injury_parts(user, record, now),
            "referrals": referral_lines(
                with_words(referrals).order_by(
                    F("closed_at").desc(nulls_first=True), *by_priority()
                )
            ),
            "events": event_lines(user, record),
        },
    )


def injury_parts(user: User, record: Patient, now: datetime) -> list[InjuryPart]:
    """Read the complaints of a patient with all that belongs to them, the newest first."""
    today = local_day(now, record.zone)
    injuries = list(visible_injuries(user).filter(patient=record).order_by("-injured_on", "-pk"))
    plans = list(
        plans_with_dates()
        .select_related("injury__patient__user")
        .filter(injury__patient=record)
        .order_by("-starts_on", "-pk")
    )
    records = records_of(plans)
    under_way = [plan for plan in plans if plan.status == PlanStatus.ACTIVE]
    findings = findings_of(under_way, records, today=today)
    verdicts = verdict_groups(plans)
    beside = beside_of(plans, now, records)
    lines = {
        plan.pk: _plan_line(
            plan,
            case_line(plan, beside[plan.pk], now),
            verdicts.get(plan.pk, VerdictGroups()),
            standing_line(plan, findings[plan.pk], records[plan.pk], today=today)
            if plan.pk in findings
            else None,
            today,
        )
        for plan in plans
    }
    of_injury = {plan.injury_id: records[plan.pk] for plan in plans}
    return [
        InjuryPart(
            row=injury,
            curve=_curve(of_injury[injury.pk].day_scores) if injury.pk in of_injury else None,
            mornings=of_injury[injury.pk].mornings if injury.pk in of_injury else {},
            plans=[lines[plan.pk] for plan in plans if plan.injury_id == injury.pk],
        )
        for injury in injuries
    ]


_EVERY_DAY = (EventKind.PAIN_LOGGED, EventKind.EXERCISE_LOGGED)


def event_lines(user: User, record: Patient) -> list[EventLine]:
    """Return the last things that happened, the newest first, without daily ticks and scores."""
    rows = (
        visible_events(user)
        .filter(patient=record)
        .exclude(kind__in=_EVERY_DAY)
        .select_related("by")
        .order_by("-at", "-pk")[:EVENTS_ON_A_PAGE]
    )
    return [EventLine(row.at, named(EVENTS, row.kind), row.by.name, row.reason) for row in rows]


def _plan_line(
    plan: Plan,
    case: CaseLine,
    verdicts: VerdictGroups,
    standing: StandingLine | None,
    today: date,
) -> PlanLine:
    dated = dated_plan(plan)
    protocol = protocol_of(plan.protocol_version_id)
    current = dated.open_phase()
    is_active = plan.status == PlanStatus.ACTIVE
    return PlanLine(
        row=plan,
        name=protocol.names.in_language(language()),
        protocol=protocol.slug,
        is_active=is_active,
        is_paused=is_active and dated.is_paused_on(today),
        outcome=plan.get_outcome_display() if plan.outcome else "",
        case=case,
        phases=phase_lines(dated.phases, protocol, today=today),
        verdicts=verdicts,
        standing=standing,
        has_next_phase=is_active and current is not None and current is not dated.phases[-1],
    )


def _curve(scores: Mapping[date, int]) -> Curve | None:
    if not scores:
        return None
    last = max(scores)
    first = max(min(scores), last - timedelta(days=DAYS_IN_A_CURVE))
    return curve_of(scores, first=first, last=last)
