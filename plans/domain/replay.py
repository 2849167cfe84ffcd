"""Judges a plan all over again, from day to day as it was lived, with rules of any version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol as Shape
from typing import TypeVar

from plans.domain.checkpoint import Checkpoint, look_back_days
from plans.domain.days import ONE_DAY, days_between
from plans.domain.evaluation import checkpoint_after, evaluate, next_judgement_on
from plans.domain.judgement import Judgement
from plans.domain.plan import DatedPhase, DatedPlan, PhaseStatus
from plans.domain.protocol import PhaseKind
from plans.domain.record import AskedQuestion, Record, Referred
from plans.domain.rules.case import Case

Place = tuple[str, str, date]
"""The kind and the id of a rule, and the first day of the window."""


@dataclass(frozen=True, slots=True)
class Life:
    """What the program really asked and whom it really called about this plan.

    A question that is put again is put no sooner than it was then, so that the answer to it counts;
    a referral that is raised again was seen and closed when it was then.
    """

    asked: Sequence[AskedQuestion] = ()
    referred: Sequence[Referred] = ()


@dataclass(frozen=True, slots=True)
class Replayed:
    """The last judgement of one rule over one window, and whether a referral of it stands."""

    judgement: Judgement
    is_referred: bool


def place_of(item: Replayed) -> Place:
    """Return which rule was judged, and over which window."""
    rule = item.judgement.rule
    return rule.kind, rule.id, item.judgement.first


def replay(case: Case, *, until: date, life: Life | None = None) -> tuple[Replayed, ...]:
    """Judge from the day of ``case`` up to and including ``until``, as the program does when due.

    The case holds the plan as it stands now and all reports; ``record.referred`` holds what other
    plans of the injury called for, ``record.asked`` is left aside. Every day is judged on what was
    reported for the days up to it, whenever that came in: a late run gives what a run in time gave.
    After the end of the plan only red flags are judged (DEF-13). Deterministic, in the order of the
    windows.
    """
    run = _Run(case, until, life or Life())
    for day in days_between(case.on, until + ONE_DAY):
        if run.is_due(day):
            run.judge(day, _Seen(before=day))
        for seen in run.news(day):
            run.judge(day, seen)
    return run.result()


@dataclass(frozen=True, slots=True)
class _Seen:
    """How far a day has come: all before ``before``, and of that day the first few of a kind."""

    before: date
    of_the_day: int = 0


class _OnADay(Shape):
    @property
    def for_on(self) -> date: ...


Report = TypeVar("Report", bound=_OnADay)


class _Run:
    """One plan on its way through the days."""

    def __init__(self, case: Case, until: date, life: Life) -> None:
        self._case = case
        self._look_back = timedelta(days=look_back_days(case.protocol))
        self._asked_in_life = {_question_of(item): item.asked_on for item in life.asked}
        self._referred_in_life = {_place_of(item): item for item in life.referred}
        self._others = {_place_of(item) for item in case.record.referred}
        self._news = _days_with_news(case)
        self._due = set(self._asked_in_life.values()) | {case.on}
        self._asked: dict[tuple[Place, str], AskedQuestion] = {}
        self._raised: dict[Place, Referred] = {}
        self._last: dict[Place, Judgement] = {}
        self._plan = case.plan
        self._stage: tuple[frozenset[PhaseKind], bool] | None = None
        self._checkpoint: Checkpoint | None = None

    def is_due(self, day: date) -> bool:
        """Say whether something can change on ``day`` by itself; nothing does once it ended."""
        ended_on = self._case.plan.ended_on
        return day in self._due and (ended_on is None or day <= ended_on)

    def news(self, day: date) -> Iterator[_Seen]:
        """Give the moments of ``day`` at which something came in; signs and answers one by one."""
        for number in range(1, self._news.get(day, 0) + 1):
            yield _Seen(day, number)

    def judge(self, day: date, seen: _Seen) -> None:
        """Judge the plan as it stood, and ask and call as the services do."""
        known = self._case.plan
        is_over = known.ended_on is not None and seen.before > known.ended_on
        begun = frozenset(phase.kind for phase in known.phases if _has_begun(phase, seen))
        if (begun, is_over) != self._stage:
            self._stage, self._checkpoint = (begun, is_over), None
            self._plan = known if is_over else _as_it_stood(known, begun)
        case = Case(self._plan, self._case.protocol, self._record(seen), day, self._checkpoint)
        findings = evaluate(case)
        for judgement in findings.judgements:
            self._note(judgement, case)
        self._checkpoint = checkpoint_after(case, findings)
        due_on = next_judgement_on(case, findings)
        if due_on is not None:
            self._due.add(due_on)

    def result(self) -> tuple[Replayed, ...]:
        """Return the last judgement of every rule over every window."""
        return tuple(
            Replayed(judgement, place in self._raised)
            for place, judgement in sorted(
                self._last.items(), key=lambda item: (item[0][2], item[0][:2])
            )
        )

    def _note(self, judgement: Judgement, case: Case) -> None:
        rule, first = judgement.rule, judgement.first
        place = (rule.kind, rule.id, first)
        self._last[place] = judgement
        if judgement.fires:
            self._call(judgement, place, case)
        else:
            self._withdraw(place, case.on)
        for question in judgement.asks:
            asked_on = self._asked_in_life.get((place, question), case.on)
            if asked_on <= case.on:
                asked = AskedQuestion(rule.id, rule.kind, first, question, case.on)
                self._asked.setdefault((place, question), asked)

    def _call(self, judgement: Judgement, place: Place, case: Case) -> None:
        rule, first = judgement.rule, judgement.first
        is_known = place in self._raised or place in self._others
        if is_known or case.record.is_being_looked_at(rule, first):
            return
        raised = Referred(rule.id, rule.kind, first)
        self._raised[place] = self._referred_in_life.get(place, raised)

    def _withdraw(self, place: Place, on: date) -> None:
        """Take a referral back that is no longer called for, unless a person had dealt with it."""
        known = self._raised.get(place)
        if known is not None and (known.closed_on is None or known.closed_on > on):
            del self._raised[place]

    def _record(self, seen: _Seen) -> Record:
        """Return what was known at that moment; of old scores only what can still matter."""
        known = self._case.record
        since = date.min
        if self._checkpoint is not None:
            since = self._checkpoint.since - self._look_back
        return Record(
            injured_on=known.injured_on,
            pain=_between(known.pain, since, seen),
            exercises=_between(known.exercises, since, seen),
            activities=_between(known.activities, since, seen),
            answers=list(_first_of_the_day(known.answers, seen, lambda item: item.question)),
            signs=list(_first_of_the_day(known.signs, seen, lambda _: "")),
            asked=tuple(self._asked.values()),
            referred=(*known.referred, *self._raised.values()),
        )


def _between(reports: Iterable[Report], since: date, seen: _Seen) -> list[Report]:
    until = seen.before + ONE_DAY if seen.of_the_day else seen.before
    return [report for report in reports if since <= report.for_on < until]


def _first_of_the_day(
    reports: Iterable[Report], seen: _Seen, kind_of: Callable[[Report], str]
) -> Iterator[Report]:
    """Give the reports of earlier days, and of the day itself the first few of each kind."""
    given: Counter[str] = Counter()
    for report in reports:
        if report.for_on == seen.before:
            given[kind_of(report)] += 1
            if given[kind_of(report)] <= seen.of_the_day:
                yield report
        elif report.for_on < seen.before:
            yield report


def _days_with_news(case: Case) -> dict[date, int]:
    """Say how often each day has something new to judge; after the end only red flags are."""
    record, plan = case.record, case.plan
    news: dict[date, int] = {}
    scores = (record.pain, record.exercises, record.activities)
    for day in [report.for_on for reports in scores for report in reports]:
        news[day] = 1
    for phase in plan.phases:
        if phase.status is not PhaseStatus.PLANNED:
            news[phase.starts_on] = 1
    if plan.ended_on is not None:
        news = {day: 1 for day in news if day <= plan.ended_on}
    told = Counter((report.for_on, "") for report in record.signs)
    told += Counter((report.for_on, report.question) for report in record.answers)
    for (day, _), count in told.items():
        news[day] = max(count, news.get(day, 0))
    return news


def _has_begun(phase: DatedPhase, seen: _Seen) -> bool:
    is_there = phase.starts_on < seen.before
    is_new = phase.starts_on == seen.before and seen.of_the_day > 0
    return phase.status is not PhaseStatus.PLANNED and (is_there or is_new)


def _as_it_stood(plan: DatedPlan, begun: Collection[PhaseKind]) -> DatedPlan:
    """Return the plan with only these phases begun, the last of them open.

    Ending a plan closes its last phase; until the day it ended that one was open.
    """
    known = [phase for phase in plan.phases if phase.kind in begun]
    current = known[-1] if known else plan.phases[0]
    phases = tuple(replace(phase, status=_status(phase, current, known)) for phase in plan.phases)
    return replace(plan, phases=phases, ended_on=None)


def _status(phase: DatedPhase, current: DatedPhase, begun: Collection[DatedPhase]) -> PhaseStatus:
    if phase is current:
        return PhaseStatus.OPEN
    return PhaseStatus.DONE if phase in begun else PhaseStatus.PLANNED


def _question_of(asked: AskedQuestion) -> tuple[Place, str]:
    return (asked.kind, asked.rule, asked.window_first), asked.question


def _place_of(referred: Referred) -> Place:
    return referred.kind, referred.rule, referred.about_on
