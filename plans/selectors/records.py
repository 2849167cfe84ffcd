"""What was reported about injuries, as the values that the rules work on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from plans.domain.days import local_day
from plans.domain.log import (
    ActivityReport,
    AnswerReport,
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
from plans.selectors.id_sets import id_set

Value = TypeVar("Value")


def record_of(plan: Plan) -> Record:
    """Return everything that the rules of ``plan`` may look at; seven queries."""
    return records_of([plan])[plan.pk]


def records_of(plans: Collection[Plan]) -> dict[int, Record]:
    """Return the record of each plan by its id; seven queries, however many plans there are.

    The plans come with their injury and patient.
    """
    reported = Reported({plan.injury_id for plan in plans})
    asked = asked_of([plan.pk for plan in plans])
    referred = referred_of({plan.injury_id: plan.injury.patient.zone for plan in plans})
    return {
        plan.pk: reported.record(
            plan.injury_id,
            plan.injury.injured_on,
            asked.get(plan.pk, []),
            referred.get(plan.injury_id, []),
        )
        for plan in plans
    }


class Reported:
    """What was reported about some injuries; reading it in takes five queries.

    With ``plan_ids`` each injury's scores, exercises and walks are left out that lie before the day
    from which its plan still has to look at them; answers and signs are few and always read.
    """

    def __init__(self, injuries: Collection[int], plan_ids: Collection[int] = ()) -> None:
        recent = _recent(plan_ids)
        self._pain = _gather(
            _counting(PainRow, injuries)
            .filter(recent)
            .values_list("injury_id", "for_on", "pain", "morning"),
            PainReport,
        )
        self._exercises = _gather(
            _counting(ExerciseRow, injuries)
            .filter(recent)
            .exclude(done=Done.NONE)
            .values_list("injury_id", "for_on", "exercise", "pain"),
            ExerciseReport,
        )
        self._activities = _gather(
            _counting(ActivityRow, injuries)
            .filter(recent)
            .values_list("injury_id", "for_on", "kind", "minutes", "km", "pain"),
            ActivityReport,
        )
        self._answers = _gather(
            _counting(AnswerRow, injuries)
            .order_by("recorded_at", "pk")
            .values_list("injury_id", "question", "answer", "for_on"),
            AnswerReport,
        )
        self._signs = _gather(
            _counting(SignRow, injuries)
            .order_by("recorded_at", "pk")
            .values_list("injury_id", "for_on", "signs"),
            _sign_report,
        )

    def record(
        self,
        injury_id: int,
        injured_on: date,
        asked: list[AskedQuestion],
        referred: list[Referred],
    ) -> Record:
        """Put together what the rules may look at of one injury."""
        return Record(
            injured_on=injured_on,
            pain=self._pain.get(injury_id, ()),
            exercises=self._exercises.get(injury_id, ()),
            activities=self._activities.get(injury_id, ()),
            answers=self._answers.get(injury_id, ()),
            signs=self._signs.get(injury_id, ()),
            asked=asked,
            referred=referred,
        )


def asked_of(plan_ids: Collection[int]) -> dict[int, list[AskedQuestion]]:
    """Return the questions that were put about each plan, oldest first; one query."""
    found: dict[int, list[AskedQuestion]] = defaultdict(list)
    for row in AskedRow.objects.filter(plan_id__in=id_set(plan_ids)).order_by("pk"):
        found[row.plan_id].append(asked_value(row))
    return found


def asked_value(row: AskedRow) -> AskedQuestion:
    """Return a question that was put, as the rules see it."""
    return AskedQuestion(row.rule, row.kind, row.window_first, row.question, row.asked_on)


def referred_of(zones: Mapping[int, ZoneInfo]) -> dict[int, list[Referred]]:
    """Return the referrals that rules raised about each injury; one query."""
    found: dict[int, list[Referred]] = defaultdict(list)
    for row in Referral.objects.filter(injury_id__in=id_set(zones)).order_by("pk"):
        value = referred_value(row, zones[row.injury_id])
        if value is not None:
            found[row.injury_id].append(value)
    return found


def referred_value(row: Referral, zone: ZoneInfo) -> Referred | None:
    """Return a referral as the rules see it; ``None`` when it is no rule's, or was withdrawn."""
    if row.plan_id is None or row.status == ReferralStatus.SUPERSEDED:
        return None
    return Referred(
        rule=row.rule,
        kind=row.kind,
        about_on=date.fromisoformat(row.occasion),
        seen_on=_day(row.acknowledged_at, zone),
        closed_on=_day(row.closed_at, zone),
    )


def _recent(plan_ids: Collection[int]) -> Q:
    """Leave out what lies before the day from which each of the plans has to look."""
    if not plan_ids:
        return Q()
    return Q(injury__plans__in=id_set(plan_ids)) & (
        Q(injury__plans__read_from__isnull=True) | Q(for_on__gte=F("injury__plans__read_from"))
    )


def _counting(model: type[Report], injuries: Collection[int]) -> QuerySet[Any]:
    """Return the reports about these injuries that count."""
    rows: QuerySet[Any] = model.objects.counting()
    return rows.filter(injury_id__in=id_set(injuries))


def _gather(rows: Iterable[tuple[Any, ...]], make: Callable[..., Value]) -> dict[int, list[Value]]:
    found: dict[int, list[Value]] = defaultdict(list)
    for injury_id, *fields in rows:
        found[injury_id].append(make(*fields))
    return found


def _sign_report(day: date, signs: list[str]) -> SignReport:
    return SignReport(day, frozenset(signs))


def _day(at: datetime | None, zone: ZoneInfo) -> date | None:
    return local_day(at, zone) if at is not None else None
