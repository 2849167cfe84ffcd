"""One patient as the physiotherapist sees them: plans, scores, verdicts, referrals and history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from plans.domain.days import local_day
from plans.domain.event import EventKind
from plans.domain.record import Record
from plans.models import Injury, Patient, Plan, PlanStatus, User, Verdict
from plans.selectors.catalogue import protocol_of
from plans.selectors.day import plans_with_dates
from plans.selectors.plan_values import dated_plan
from plans.selectors.records import records_of
from plans.selectors.scope import visible_events, visible_injuries, visible_referrals
from plans.selectors.words import EVENTS, language
from plans.web.admission import patient_in_care, physiotherapist
from plans.web.curve import Curve, curve_of
from plans.web.plan_words import PhaseLine, phase_lines
from plans.web.referral_words import referral_lines
from plans.web.words import named, verdict_in_words
from plans.web.worklist import CaseLine, case_lines

DAYS_IN_A_CURVE = 84
EVENTS_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One verdict in words, over which days."""

    rule: str
    first: date
    last: date
    words: str
    given_at: datetime


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
    verdicts: list[VerdictLine]
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
@require_GET
def patient(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one patient of the clinic to a physiotherapist."""
    user = physiotherapist(request)
    record = patient_in_care(user, public_id)
    now = timezone.now()
    referrals = visible_referrals(user).filter(injury__patient=record)
    return render(
        request,
        "plans/patient.html",
        {
            "patient": record,
            "injuries": injury_parts(user, record, now),
            "referrals": referral_lines(
                referrals.select_related(
                    "injury__patient__user", "plan", "verdict", "acknowledged_by"
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
    records = {plan.injury_id: record for plan, record in _records(plans)}
    verdicts = _verdicts(plans)
    cases = dict(zip((plan.pk for plan in plans), case_lines(plans, now), strict=True))
    return [
        InjuryPart(
            row=injury,
            curve=_curve(records[injury.pk].day_scores) if injury.pk in records else None,
            mornings=records[injury.pk].mornings if injury.pk in records else {},
            plans=[
                _plan_line(plan, cases[plan.pk], verdicts.get(plan.pk, []), today)
                for plan in plans
                if plan.injury_id == injury.pk
            ],
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


def _plan_line(plan: Plan, case: CaseLine, verdicts: list[Verdict], today: date) -> PlanLine:
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
        verdicts=[
            VerdictLine(
                rule=row.rule,
                first=row.window_first,
                last=row.window_last,
                words=verdict_in_words(row.verdict, row.evidence),
                given_at=row.given_at,
            )
            for row in verdicts
        ],
        has_next_phase=is_active and current is not None and current is not dated.phases[-1],
    )


def _records(plans: Sequence[Plan]) -> Iterable[tuple[Plan, Record]]:
    """Give each plan with what the rules look at: the curve shows the same scores."""
    records = records_of(plans)
    return ((plan, records[plan.pk]) for plan in plans)


def _curve(scores: Mapping[date, int]) -> Curve | None:
    if not scores:
        return None
    last = max(scores)
    first = max(min(scores), last - timedelta(days=DAYS_IN_A_CURVE))
    return curve_of(scores, first=first, last=last)


def _verdicts(plans: Sequence[Plan]) -> dict[int, list[Verdict]]:
    """Return the newest revision of every verdict, the latest window first."""
    newest: dict[tuple[int, str, date], Verdict] = {}
    rows = Verdict.objects.filter(plan__in=plans).order_by(F("revision").asc(), "pk")
    for row in rows:
        newest[row.plan_id, row.rule, row.window_first] = row
    found: dict[int, list[Verdict]] = {}
    for row in sorted(newest.values(), key=lambda row: row.window_last, reverse=True):
        found.setdefault(row.plan_id, []).append(row)
    return found
