"""Everybody whose plan is under way, in the order in which they need somebody."""

from __future__ import annotations

from django.db.models import F, OuterRef, QuerySet, Subquery

from plans.models import WAITING, PainReport, Plan, PlanStatus, Referral, User
from plans.selectors.referrals import by_priority
from plans.selectors.scope import visible_plans


def caseload_of(viewer: User) -> QuerySet[Plan]:
    """Return the plans under way that ``viewer`` may see, with the last score and its day.

    First who has a referral that waits, by priority; then who has been silent longest.
    """
    rank = by_priority()[0].expression
    waiting = Referral.objects.filter(injury=OuterRef("injury"), status__in=WAITING)
    waiting = waiting.annotate(rank=rank).order_by("rank")
    scores = PainReport.objects.current().filter(injury=OuterRef("injury"), pain__isnull=False)
    scores = scores.order_by("-for_on", "-pain")
    plans: QuerySet[Plan] = visible_plans(viewer).filter(status=PlanStatus.ACTIVE)
    return plans.annotate(
        rank=Subquery(waiting.values("rank")[:1]),
        last_score=Subquery(scores.values("pain")[:1]),
        last_score_on=Subquery(scores.values("for_on")[:1]),
    ).order_by(F("rank").asc(nulls_last=True), F("last_score_on").asc(nulls_first=True), "pk")


def plans_under_way() -> QuerySet[Plan]:
    """Return the plan under way of an injury, to be asked about in a query of injuries."""
    return Plan.objects.filter(injury=OuterRef("pk"), status=PlanStatus.ACTIVE)
