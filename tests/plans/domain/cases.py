"""Cases for the tests of the rules: what was reported, in few words, and what is found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from plans.domain.checkpoint import Checkpoint
from plans.domain.evaluation import Findings, evaluate
from plans.domain.judgement import Judgement
from plans.domain.log import (
    ActivityReport,
    AnswerReport,
    Counted,
    ExerciseReport,
    PainReport,
    SignReport,
)
from plans.domain.plan import DatedPlan
from plans.domain.protocol import Protocol
from plans.domain.record import AskedQuestion, Record
from plans.domain.rules.case import Case
from tests.plans.domain.days import START, day, row
from tests.plans.domain.documents import make_plan

Scores = str | Mapping[date, int]


def pain(scores: Scores = "", mornings: Scores = "") -> list[PainReport]:
    """Report these scores and mornings, a row of days or a score for each day."""
    days = row(scores) if isinstance(scores, str) else scores
    woken = row(mornings) if isinstance(mornings, str) else mornings
    return [
        PainReport(at, days.get(at), woken.get(at), Counted.ON_TIME)
        for at in sorted({*days, *woken})
    ]


def record(scores: Scores = "", mornings: Scores = "", **fields: Any) -> Record:
    """Make the record of an injury of the day on which most tests start."""
    known: dict[str, Any] = {"injured_on": START, "pain": pain(scores, mornings)}
    return Record(**known | fields)


def answer(question: str, given: str, on: int) -> AnswerReport:
    """Answer a question for day ``on``."""
    return AnswerReport(question, given, day(on))


def signs(on: int, *names: str) -> SignReport:
    """Report signs for day ``on``; none at all says that there are none."""
    return SignReport(day(on), frozenset(names))


def run(on: int, hurt: int | None = 0, *, km: str | None = None) -> ActivityReport:
    """Run on day ``on``."""
    return ActivityReport(day(on), "run", 20, Decimal(km) if km else None, hurt)


def walk(on: int, hurt: int | None = 0, *, minutes: int = 30) -> ActivityReport:
    """Walk on day ``on``."""
    return ActivityReport(day(on), "walk", minutes, None, hurt)


def exercise(on: int, hurt: int | None = 0, name: str = "heel-raise") -> ExerciseReport:
    """Do an exercise on day ``on``."""
    return ExerciseReport(day(on), name, hurt)


def asked(rule: str, kind: str, first: int, question: str, on: int) -> AskedQuestion:
    """Let a rule ask something on day ``on`` about the window that began on day ``first``."""
    return AskedQuestion(rule, kind, day(first), question, day(on))


def look(
    protocol: Protocol,
    known: Record,
    on: int,
    plan: DatedPlan | None = None,
    since: int | None = None,
) -> Case:
    """Look at a plan on day ``on``, when the days before ``since`` were judged before."""
    checkpoint = None if since is None else Checkpoint(day(since))
    return Case(plan or make_plan(protocol), protocol, known, day(on), checkpoint)


def find(protocol: Protocol, known: Record, on: int, plan: DatedPlan | None = None) -> Findings:
    """Find all that is to be found on day ``on``."""
    return evaluate(look(protocol, known, on, plan))


def judge(
    protocol: Protocol, known: Record, on: int, plan: DatedPlan | None = None
) -> list[Judgement]:
    """Give what the rules find on day ``on``."""
    return list(find(protocol, known, on, plan).judgements)


def told(judgements: list[Judgement]) -> list[tuple[str, bool]]:
    """Give of each judgement the verdict and whether somebody is called."""
    return [(item.outcome, item.fires) for item in judgements]
