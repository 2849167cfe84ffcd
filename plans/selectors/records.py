"""What was reported about injuries, as the values that the rules work on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from plans.domain.days import local_day
from plans.domain.log import (
    ActivityReport,
    AnswerReport,
    Counted,
    ExerciseReport,
    PainReport,
    SignReport,
)
from plans.domain.record import AskedQuestion, Record, Referred
from plans.models import ActivityReport as ActivityRow
from plans.models import AnswerReport as AnswerRow
from plans.models import AskedQuestion as AskedRow
from plans.models import Done, Plan, Referral, ReferralStatus
from plans.models import ExerciseReport as ExerciseRow
from plans.models import PainReport as PainRow
from plans.models import SignReport as SignRow
from plans.models.report import Report

Value = TypeVar("Value")


def record_of(plan: Plan) -> Record:
    """Return everything that the rules of ``plan`` may look at; seven queries."""
    return records_of([plan])[plan.pk]


def records_of(plans: Collection[Plan]) -> dict[int, Record]:
    """Return the record of each plan by its id; seven queries, however many plans there are.

    The plans come with their injury and patient.
    """
    injuries = {plan.injury_id for plan in plans}
    pain = _gather(
        _counting(PainRow, injuries).values_list("injury_id", "for_on", "pain", "morning"),
        lambda day, pain, morning: PainReport(day, pain, morning, Counted.ON_TIME),
    )
    exercises = _gather(
        _counting(ExerciseRow, injuries)
        .exclude(done=Done.NONE)
        .values_list("injury_id", "for_on", "exercise", "pain"),
        ExerciseReport,
    )
    activities = _gather(
        _counting(ActivityRow, injuries).values_list(
            "injury_id", "for_on", "kind", "minutes", "km", "pain"
        ),
        ActivityReport,
    )
    answers = _gather(
        _counting(AnswerRow, injuries).values_list("injury_id", "question", "answer", "for_on"),
        AnswerReport,
    )
    signs = _gather(
        _counting(SignRow, injuries).values_list("injury_id", "for_on", "signs"),
        lambda day, signs: SignReport(day, frozenset(signs)),
    )
    asked = _asked(plans)
    referred = _referred({plan.injury_id: plan.injury.patient.zone for plan in plans})
    return {
        plan.pk: Record(
            injured_on=plan.injury.injured_on,
            pain=pain[plan.injury_id],
            exercises=exercises[plan.injury_id],
            activities=activities[plan.injury_id],
            answers=answers[plan.injury_id],
            signs=signs[plan.injury_id],
            asked=asked[plan.pk],
            referred=referred[plan.injury_id],
        )
        for plan in plans
    }


def _counting(model: type[Report], injuries: Collection[int]) -> QuerySet[Any]:
    """Return the reports that count, in the order in which they were made."""
    rows: QuerySet[Any] = model.objects.counting().filter(injury_id__in=injuries)
    return rows.order_by("recorded_at", "pk")


def _gather(rows: Iterable[tuple[Any, ...]], make: Callable[..., Value]) -> dict[int, list[Value]]:
    found: dict[int, list[Value]] = defaultdict(list)
    for injury_id, *fields in rows:
        found[injury_id].append(make(*fields))
    return found


def _asked(plans: Collection[Plan]) -> dict[int, list[AskedQuestion]]:
    found: dict[int, list[AskedQuestion]] = defaultdict(list)
    rows = AskedRow.objects.filter(plan__in=plans).order_by("pk")
    for row in rows:
        found[row.plan_id].append(
            AskedQuestion(row.rule, row.kind, row.window_first, row.question, row.asked_on)
        )
    return found


def _referred(zones: dict[int, ZoneInfo]) -> dict[int, list[Referred]]:
    found: dict[int, list[Referred]] = defaultdict(list)
    rows = Referral.objects.filter(injury_id__in=zones, plan__isnull=False)
    for row in rows.exclude(status=ReferralStatus.SUPERSEDED).order_by("pk"):
        zone = zones[row.injury_id]
        found[row.injury_id].append(
            Referred(
                rule=row.rule,
                kind=row.kind,
                about_on=date.fromisoformat(row.occasion),
                seen_on=_day(row.acknowledged_at, zone),
                closed_on=_day(row.closed_at, zone),
            )
        )
    return found


def _day(at: datetime | None, zone: ZoneInfo) -> date | None:
    return local_day(at, zone) if at is not None else None
