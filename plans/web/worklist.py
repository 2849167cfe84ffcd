"""The physiotherapist's list: who needs somebody now, and how everybody under way is doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Case, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from plans.domain.adherence import Adherence
from plans.domain.days import days_between, local_day
from plans.domain.refusal import Refusal
from plans.models import PainReport, Plan, PlanStatus, Referral, ReferralStatus, User
from plans.selectors.catalogue import protocol_of
from plans.selectors.day import plan_days, plans_with_dates
from plans.selectors.plan_values import dated_plan
from plans.selectors.scope import visible_plans, visible_referrals
from plans.selectors.words import PHASES, URGENCIES, language
from plans.services.referrals import acknowledge_referral, resolve_referral
from plans.web.admission import physiotherapist, read_uuid
from plans.web.problem import Problem, problem_in, problem_of
from plans.web.referral_words import ReferralLine, referral_lines
from plans.web.words import named

ADHERENCE_DAYS = 14
PLANS_ON_A_PAGE = 25
REFERRALS_ON_A_PAGE = 50

_TO_HANDLE = (ReferralStatus.OPEN, ReferralStatus.ACKNOWLEDGED)


class ResolveForm(forms.Form):
    """What came of a referral."""

    outcome = forms.CharField(label=_("What came of it?"), max_length=200)


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
    is_overdue: bool
    last_score: int | None
    last_score_on: date | None
    adherence: int | None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def worklist(request: HttpRequest) -> HttpResponse:
    """Show open referrals and the caseload, or record what was done with a referral."""
    user = physiotherapist(request)
    now = timezone.now()
    problem = None
    if request.method == "POST":
        problem = _handle(request, user, now)
        if problem is None:
            messages.success(request, gettext("Saved."))
            return redirect("worklist")
    page, plans = caseload(user, request.GET.get("page"))
    return render(
        request,
        "plans/worklist.html",
        {
            "referrals": open_referrals(user),
            "resolve": ResolveForm(auto_id=False),
            "page": page,
            "cases": case_lines(plans, now),
            "adherence_days": ADHERENCE_DAYS,
            "problem": problem,
        },
        status=problem.status if problem else None,
    )


def open_referrals(user: User) -> list[ReferralLine]:
    """Return the referrals that somebody still has to handle, the most pressing first."""
    rows = visible_referrals(user).filter(status__in=_TO_HANDLE)
    rows = rows.select_related("injury__patient__user", "plan", "verdict", "acknowledged_by")
    return referral_lines(
        rows.annotate(rank=_rank("urgency")).order_by("rank", "raised_at")[:REFERRALS_ON_A_PAGE]
    )


def caseload(user: User, number: str | None) -> tuple[Page[Any], list[Plan]]:
    """Return one page of the plans under way with all that is shown of them.

    First who has an open referral, by urgency; then who has been silent longest.
    """
    waiting = Referral.objects.filter(injury=OuterRef("injury"), status__in=_TO_HANDLE).annotate(
        rank=_rank("urgency")
    )
    scores = PainReport.objects.current().filter(injury=OuterRef("injury"), pain__isnull=False)
    scores = scores.order_by("-for_on", "-pain")
    plans: QuerySet[Plan] = visible_plans(user).filter(status=PlanStatus.ACTIVE)
    ordered = plans.annotate(
        rank=Subquery(waiting.order_by("rank").values("rank")[:1]),
        last_score=Subquery(scores.values("pain")[:1]),
        last_score_on=Subquery(scores.values("for_on")[:1]),
    ).order_by(F("rank").asc(nulls_last=True), F("last_score_on").asc(nulls_first=True), "pk")
    page = Paginator(ordered, PLANS_ON_A_PAGE).get_page(number)
    return page, _with_dates(list(page.object_list))


def case_lines(plans: Sequence[Plan], now: datetime) -> list[CaseLine]:
    """Put plans in words; ``now`` decides which day it is where each patient lives."""
    done = _adherence(plans, now)
    return [_case_line(plan, local_day(now, plan.injury.patient.zone), done) for plan in plans]


def _case_line(plan: Plan, today: date, done: dict[int, Adherence]) -> CaseLine:
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
        is_overdue=phase is not None and today >= phase.latest_end_on,
        last_score=getattr(plan, "last_score", None),
        last_score_on=getattr(plan, "last_score_on", None),
        adherence=done[plan.pk].percent,
    )


def _with_dates(page: list[Any]) -> list[Plan]:
    """Fetch all that the agenda of these plans needs, and keep what was looked up for the list."""
    whole = (
        plans_with_dates()
        .select_related("injury__patient__user")
        .in_bulk([plan.pk for plan in page])
    )
    for plan in page:
        for name in ("last_score", "last_score_on"):
            setattr(whole[plan.pk], name, getattr(plan, name))
    return [whole[plan.pk] for plan in page]


def _adherence(plans: Sequence[Plan], now: datetime) -> dict[int, Adherence]:
    """Count what was due and done in the last days, for all plans together (DEF-11)."""
    by_day: dict[date, list[Plan]] = {}
    for plan in plans:
        by_day.setdefault(local_day(now, plan.injury.patient.zone), []).append(plan)
    counted = {plan.pk: [0, 0, 0] for plan in plans}
    for today, group in by_day.items():
        end = today + timedelta(days=1)
        days = list(days_between(end - timedelta(days=ADHERENCE_DAYS), end))
        for item in plan_days(group, days, as_of=today):
            ticks = list(item.ticks.values())
            count = counted[item.plan_id]
            count[0] += len(item.agenda.items)
            count[1] += ticks.count("full")
            count[2] += ticks.count("partial")
    return {
        key: Adherence(due=due, done=done, partial=partial)
        for key, (due, done, partial) in counted.items()
    }


def _rank(field: str) -> Case:
    return Case(
        *(When(**{field: urgency}, then=Value(rank)) for rank, urgency in enumerate(URGENCIES)),
        output_field=IntegerField(),
    )


def _handle(request: HttpRequest, user: User, now: datetime) -> Problem | None:
    """Acknowledge or resolve one referral; return what was wrong, if anything."""
    referral = get_object_or_404(
        visible_referrals(user).select_related("injury__patient", "plan"),
        public_id=read_uuid(request.POST.get("referral", "")),
    )
    if request.POST.get("form") != "resolve":
        acknowledge_referral(referral=referral, by=user, now=now)
        return None
    form = ResolveForm(request.POST)
    if not form.is_valid():
        return problem_in(form)
    try:
        resolve_referral(referral=referral, by=user, now=now, **form.cleaned_data)
    except Refusal as refusal:
        return problem_of(refusal)
    return None
