"""Everything that is known about some plans, read in one query as rows of text.

Judging wants a little of many tables for a thousand plans at a time. One read for each of them
costs more in the making of queries than in the reading; so the reads are made once, joined into
one, and only the ids differ from call to call.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from plans.models import (
    ActivityReport,
    AnswerReport,
    AskedQuestion,
    Done,
    ExerciseReport,
    PainReport,
    Pause,
    Plan,
    PlanPhase,
    Referral,
    SignReport,
    Task,
    Verdict,
)
from plans.models.report import Report

Fields = list[Any]
"""The columns of one row: text or ``None``; dates in ISO form, JSON as it is stored."""


class Fact(IntEnum):
    """What a row is about."""

    PLAN = 0
    PHASE = 1
    PAUSE = 2
    PAIN = 3
    EXERCISE = 4
    ACTIVITY = 5
    ANSWER = 6
    SIGN = 7
    ASKED = 8
    REFERRAL = 9
    TASK = 10
    VERDICT = 11


OF_PLAN = frozenset({Fact.PLAN, Fact.PHASE, Fact.PAUSE, Fact.ASKED, Fact.TASK, Fact.VERDICT})
"""Facts that belong to a plan; the others belong to the injury."""

_WIDTH = 9
_IDS = "the ids of this call"


@dataclass(slots=True)
class Facts:
    """The rows of some plans, by what they are about and by the plan or injury they belong to."""

    rows: dict[int, dict[int, list[Fields]]] = field(
        default_factory=lambda: {fact.value: defaultdict(list) for fact in Fact}
    )

    def of(self, fact: Fact, owner: int) -> list[Fields]:
        """Return the rows of one plan or injury, in the order in which they were made."""
        return self.rows[fact].get(owner, [])


def read_facts(plan_ids: Iterable[int], *, everything: bool = False) -> Facts:
    """Read all that is known about these plans; one query.

    Unless ``everything`` is asked for, reports and verdicts are left out that lie before the day
    from which each plan still has to look at them.
    """
    listed = ",".join(str(pk) for pk in plan_ids)
    is_postgresql = connection.vendor == "postgresql"
    ids = "{" + listed + "}" if is_postgresql else "[" + listed + "]"
    sql, params = _prepared(connection.vendor, everything)
    facts = Facts()
    with connection.cursor() as cursor:
        cursor.execute(sql, [ids if param == _IDS else param for param in params])
        while rows := cursor.fetchmany(2000):
            for fact, owner, _, *fields in rows:
                facts.rows[fact][owner].append(fields)
    return facts


@lru_cache
def _prepared(vendor: str, everything: bool) -> tuple[str, tuple[Any, ...]]:
    """Make the query once for each kind of database, with a placeholder where the ids come."""
    first, *rest = (_row(fact, *parts) for fact, parts in _reads(everything))
    joined = first.union(*rest, all=True).order_by("fact", "made")
    sql, params = joined.query.sql_with_params()
    return sql, tuple(params)


def _row(fact: Fact, rows: QuerySet[Any], owner: str, *columns: str) -> QuerySet[Any]:
    """Give a read the shape that all of them have: what, of whom, in which order, and the text."""
    texts = {f"c{number}": Cast(F(name), TextField()) for number, name in enumerate(columns)}
    empty = {
        f"c{number}": Value(None, output_field=TextField())
        for number in range(len(columns), _WIDTH)
    }
    shaped = rows.annotate(fact=Value(fact.value), owner=F(owner), made=F("pk"), **texts, **empty)
    columns_of_all = ("fact", "owner", "made", *(f"c{number}" for number in range(_WIDTH)))
    told: QuerySet[Any] = shaped.values_list(*columns_of_all)
    return told


def _reads(everything: bool) -> Iterable[tuple[Fact, tuple[Any, ...]]]:
    plans, injuries = _ids("id"), _ids("injury_id")
    recent, revisable = (Q(), Q()) if everything else (_recent(), _revisable())
    of_plan = {"plan__in": plans}
    yield (
        Fact.PLAN,
        (
            Plan.objects.filter(pk__in=plans),
            "pk",
            "injury_id",
            "protocol_version_id",
            "starts_on",
            "ended_on",
            "checkpoint",
            "injury__injured_on",
            "injury__patient_id",
            "injury__patient__clinic_id",
            "injury__patient__timezone",
        ),
    )
    yield (
        Fact.PHASE,
        (
            PlanPhase.objects.filter(**of_plan),
            "plan_id",
            "kind",
            "starts_on",
            "earliest_end_on",
            "ends_on",
            "latest_end_on",
            "status",
            "extended_days",
            "position",
        ),
    )
    covering = Pause.objects.filter(until_on__gt=F("from_on"), **of_plan)
    yield Fact.PAUSE, (covering, "plan_id", "from_on", "until_on")
    reported = ("injury_id", "for_on")
    yield (
        Fact.PAIN,
        (
            _counting(PainReport, injuries).filter(recent),
            *reported,
            "pain",
            "morning",
        ),
    )
    yield (
        Fact.EXERCISE,
        (
            _counting(ExerciseReport, injuries).filter(recent).exclude(done=Done.NONE),
            *reported,
            "exercise",
            "pain",
        ),
    )
    yield (
        Fact.ACTIVITY,
        (
            _counting(ActivityReport, injuries).filter(recent),
            *reported,
            "kind",
            "minutes",
            "km",
            "pain",
        ),
    )
    # Answers and signs are few, and the last of them counts however old it is.
    yield Fact.ANSWER, (_counting(AnswerReport, injuries), *reported, "question", "answer")
    yield Fact.SIGN, (_counting(SignReport, injuries), *reported, "signs")
    yield (
        Fact.ASKED,
        (
            AskedQuestion.objects.filter(**of_plan),
            "plan_id",
            "pk",
            "rule",
            "kind",
            "window_first",
            "question",
            "asked_on",
            "closed_at",
        ),
    )
    yield (
        Fact.REFERRAL,
        (
            Referral.objects.filter(injury_id__in=injuries),
            "injury_id",
            "pk",
            "rule",
            "kind",
            "occasion",
            "status",
            "plan_id",
            "acknowledged_at",
            "closed_at",
        ),
    )
    yield (
        Fact.TASK,
        (
            Task.objects.filter(**of_plan),
            "plan_id",
            "pk",
            "kind",
            "occasion",
            "closed_at",
            "closed_by_id",
        ),
    )
    yield (
        Fact.VERDICT,
        (
            Verdict.objects.filter(revisable, **of_plan),
            "plan_id",
            "pk",
            "kind",
            "rule",
            "window_first",
            "window_last",
            "verdict",
            "evidence",
            "revision",
        ),
    )


def _counting(model: type[Report], injuries: RawSQL) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.counting()
    return rows.filter(injury_id__in=injuries)


def _recent() -> Q:
    """Leave out reports from before the day from which the plan has to look."""
    plans = Q(injury__plans__in=_ids("id"))
    read_from = "injury__plans__read_from"
    return plans & (Q(**{f"{read_from}__isnull": True}) | Q(for_on__gte=F(read_from)))


def _revisable() -> Q:
    """Leave out verdicts that cannot change; gates and daily verdicts are few, and all needed."""
    return (
        Q(kind__in=("gate", "flare"))
        | Q(plan__read_from__isnull=True)
        | Q(window_last__gte=F("plan__read_from"))
    )


def _ids(column: str) -> RawSQL:
    """Return the plans of this call, or their injuries, as a list that is one parameter."""
    # Made of names of our own and one placeholder; nothing from outside comes near the text.
    if connection.vendor == "postgresql":
        ids = "SELECT unnest(%s::bigint[])"
    else:
        ids = "SELECT value FROM json_each(%s)"
    if column != "id":
        ids = f"SELECT {column} FROM {Plan._meta.db_table} WHERE id IN ({ids})"  # noqa: S608
    return RawSQL(ids, [_IDS])  # noqa: S611
