"""What a plan would look like before it is started: phases, weeks, and the days of judgement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from plans.domain.agenda import Agenda
from plans.domain.days import days_between
from plans.domain.plan import DatedPhase, DatedPlan, lay_out, prescribe
from plans.domain.protocol import PhaseKind, Protocol
from plans.domain.rule import Anchor, MilestoneRule, NotReachedRule, TearCheckRule, TrendRule

LONGEST_SHOWN_DAYS = 366


@dataclass(frozen=True, slots=True)
class PreviewedWeek:
    """One week of a plan: the phases it touches and how many turns of each exercise it asks."""

    number: int
    starts_on: date
    phases: tuple[PhaseKind, ...]
    turns: dict[str, int]


@dataclass(frozen=True, slots=True)
class JudgedOn:
    """On this day the rule first judges."""

    rule: str
    on: date


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """A protocol placed on the calendar, not yet started."""

    phases: tuple[DatedPhase, ...]
    weeks: tuple[PreviewedWeek, ...]
    judged: tuple[JudgedOn, ...]


def preview(
    protocol: Protocol, *, starts_on: date, injured_on: date, moments: tuple[time, ...]
) -> PlanPreview:
    """Lay ``protocol`` out from ``starts_on`` as if every phase lasted as long as planned."""
    plan = DatedPlan(starts_on, lay_out(protocol.phases, starts_on), prescribe(protocol.phases))
    return PlanPreview(
        phases=plan.phases,
        weeks=tuple(_weeks(plan, protocol, moments)),
        judged=tuple(sorted(_judged(protocol, starts_on, injured_on), key=lambda item: item.on)),
    )


def _weeks(
    plan: DatedPlan, protocol: Protocol, moments: tuple[time, ...]
) -> Iterator[PreviewedWeek]:
    agenda = Agenda(plan, protocol, as_of=plan.starts_on, moments=moments)
    last = min(plan.ends_on, plan.starts_on + timedelta(days=LONGEST_SHOWN_DAYS))
    first = plan.starts_on
    number = 1
    while first < last:
        end = min(first + timedelta(days=7), last)
        phases: dict[PhaseKind, None] = {}
        turns: Counter[str] = Counter()
        for day in days_between(first, end):
            asked = agenda.on(day)
            if asked.phase is not None:
                phases[asked.phase] = None
            turns.update(item.exercise for item in asked.items)
        yield PreviewedWeek(number, first, tuple(phases), dict(turns))
        first, number = end, number + 1


def _judged(protocol: Protocol, starts_on: date, injured_on: date) -> Iterator[JudgedOn]:
    starts: dict[Anchor, date] = {
        "injury": injured_on,
        "plan_start": starts_on,
        "phase_start": starts_on,
    }
    for rule in protocol.rules:
        if isinstance(rule, TrendRule | MilestoneRule | TearCheckRule):
            yield JudgedOn(rule.id, starts[rule.anchor] + timedelta(days=rule.window_days))
        elif isinstance(rule, NotReachedRule):
            yield JudgedOn(rule.id, starts[rule.anchor] + timedelta(days=rule.within_days))
