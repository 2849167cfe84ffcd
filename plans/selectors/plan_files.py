"""The file of a plan: all that judging it needs, read for many plans at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from plans.domain.log import LATEST_COUNTED_DAYS
from plans.domain.plan import DatedPlan
from plans.domain.protocol import Protocol
from plans.domain.record import Record
from plans.models import AskedQuestion, Plan, Referral, Task, Verdict
from plans.selectors.catalogue import protocol_of
from plans.selectors.plan_values import dated_plan
from plans.selectors.records import records_of

VerdictKey = tuple[str, str, date]
"""The kind of a verdict, what was judged, and the first day of its window."""


@dataclass(frozen=True, slots=True)
class KnownVerdict:
    """The newest revision of a verdict that is stored."""

    id: int
    verdict: str
    evidence: dict[str, Any]
    revision: int
    last: date


@dataclass(frozen=True, slots=True)
class PlanFile:
    """One plan with what was reported and what was found before.

    ``since`` is the first day that can still change; ``None`` when all of them can.
    """

    plan: Plan
    dated: DatedPlan
    protocol: Protocol
    record: Record
    since: date | None
    verdicts: Mapping[VerdictKey, KnownVerdict]
    questions: tuple[AskedQuestion, ...]
    referrals: Mapping[tuple[str, str, str], Referral]
    tasks: Mapping[tuple[str, str], Task]


def plans_to_judge() -> QuerySet[Plan]:
    """Return plans with what judging needs of them, fetched together."""
    return Plan.objects.select_related("injury__patient").prefetch_related("phases", "pauses")


def plan_files(plans: Collection[Plan]) -> list[PlanFile]:
    """Open the files of ``plans``; eleven queries, however many plans there are."""
    records = records_of(plans)
    sinces = {plan.pk: _since(plan) for plan in plans}
    verdicts = _verdicts(plans, sinces)
    questions: dict[int, list[AskedQuestion]] = defaultdict(list)
    for asked in AskedQuestion.objects.filter(plan__in=plans).order_by("pk"):
        questions[asked.plan_id].append(asked)
    referrals: dict[int, dict[tuple[str, str, str], Referral]] = defaultdict(dict)
    for referral in Referral.objects.filter(injury__in={plan.injury_id for plan in plans}):
        place = (referral.rule, referral.kind, referral.occasion)
        referrals[referral.injury_id][place] = referral
    tasks: dict[int, dict[tuple[str, str], Task]] = defaultdict(dict)
    for task in Task.objects.filter(plan__in=plans):
        tasks[task.plan_id][task.kind, task.occasion] = task
    return [
        PlanFile(
            plan=plan,
            dated=dated_plan(plan),
            protocol=protocol_of(plan.protocol_version_id),
            record=records[plan.pk],
            since=sinces[plan.pk],
            verdicts=verdicts[plan.pk],
            questions=tuple(questions[plan.pk]),
            referrals=referrals[plan.injury_id],
            tasks=tasks[plan.pk],
        )
        for plan in plans
    ]


def _since(plan: Plan) -> date | None:
    """Return the first day that a report can still change, one that looks a day back included."""
    if plan.judged_on is None:
        return None
    return plan.judged_on - timedelta(days=LATEST_COUNTED_DAYS + 1)


def _verdicts(
    plans: Collection[Plan], sinces: Mapping[int, date | None]
) -> dict[int, dict[VerdictKey, KnownVerdict]]:
    """Read the newest revision of each verdict; of sessions only those that can still change."""
    begins = min((since or date.min for since in sinces.values()), default=date.min)
    rows = Verdict.objects.filter(
        Q(plan__in=plans) & (~Q(kind="session") | Q(window_first__gte=begins))
    )
    found: dict[int, dict[VerdictKey, KnownVerdict]] = defaultdict(dict)
    for plan_id, kind, rule, first, *newest in rows.order_by("revision").values_list(
        "plan_id",
        "kind",
        "rule",
        "window_first",
        "pk",
        "verdict",
        "evidence",
        "revision",
        "window_last",
    ):
        found[plan_id][kind, rule, first] = KnownVerdict(*newest)
    return found
