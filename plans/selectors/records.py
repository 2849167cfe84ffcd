"""What was reported about injuries, as the values that the rules work on."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from plans.domain.days import local_day
from plans.domain.log import (
    ActivityReport,
    AnswerReport,
    ExerciseReport,
    PainReport,
    SignReport,
)
from plans.domain.record import AskedQuestion, Record, Referred
from plans.models import Plan, ReferralStatus
from plans.selectors.facts import Fact, Facts, Fields, read_facts


def record_of(plan: Plan) -> Record:
    """Return everything that the rules of ``plan`` may look at; one query."""
    return records_of([plan])[plan.pk]


def records_of(plans: Collection[Plan]) -> dict[int, Record]:
    """Return the record of each plan by its id; one query, however many plans there are.

    The plans come with their injury and patient.
    """
    if not plans:
        return {}
    facts = read_facts([plan.pk for plan in plans], everything=True)
    return {
        plan.pk: record_from(
            facts, plan.pk, plan.injury_id, plan.injury.injured_on, plan.injury.patient.zone
        )
        for plan in plans
    }


def record_from(
    facts: Facts, plan_id: int, injury_id: int, injured_on: date, zone: ZoneInfo
) -> Record:
    """Put together what the rules may look at of one plan."""
    day = date.fromisoformat
    return Record(
        injured_on=injured_on,
        pain=[
            PainReport(day(on), _score(pain), _score(morning))
            for on, pain, morning, *_ in facts.of(Fact.PAIN, injury_id)
        ],
        exercises=[
            ExerciseReport(day(on), exercise, _score(pain))
            for on, exercise, pain, *_ in facts.of(Fact.EXERCISE, injury_id)
        ],
        activities=[_activity(fields) for fields in facts.of(Fact.ACTIVITY, injury_id)],
        answers=[
            AnswerReport(question, answer, day(on))
            for on, question, answer, *_ in facts.of(Fact.ANSWER, injury_id)
        ],
        signs=[
            SignReport(day(on), frozenset(json.loads(signs)))
            for on, signs, *_ in facts.of(Fact.SIGN, injury_id)
        ],
        asked=[
            AskedQuestion(rule, kind, day(first), question, day(on))
            for _, rule, kind, first, question, on, *_ in facts.of(Fact.ASKED, plan_id)
        ],
        referred=[
            referred
            for fields in facts.of(Fact.REFERRAL, injury_id)
            if (referred := _referred(fields, zone)) is not None
        ],
    )


def instant(text: str) -> datetime:
    """Read an instant as a database writes it; one without an offset is UTC."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _score(text: str | None) -> int | None:
    return int(text) if text is not None else None


def _activity(fields: Fields) -> ActivityReport:
    on, kind, minutes, km, pain = fields[:5]
    return ActivityReport(
        for_on=date.fromisoformat(on),
        kind=kind,
        minutes=int(minutes),
        km=Decimal(km) if km is not None else None,
        pain=_score(pain),
    )


def _referred(fields: Fields, zone: ZoneInfo) -> Referred | None:
    """Return a referral as the rules see it; ``None`` when it is no rule's, or was withdrawn."""
    _, rule, kind, occasion, status, plan_id, seen_at, closed_at, *_ = fields
    if plan_id is None or status == ReferralStatus.SUPERSEDED:
        return None
    return Referred(
        rule=rule,
        kind=kind,
        about_on=date.fromisoformat(occasion),
        seen_on=local_day(instant(seen_at), zone) if seen_at else None,
        closed_on=local_day(instant(closed_at), zone) if closed_at else None,
    )
