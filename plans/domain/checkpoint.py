"""What earlier judgements settled, so that later ones need not look at all of it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from plans.domain.gate import PainCriterion, PainFreeWalkCriterion
from plans.domain.log import LATEST_COUNTED_DAYS
from plans.domain.protocol import Protocol
from plans.domain.rule import (
    FlareRule,
    NotReachedRule,
    ResumingRule,
    Rule,
    SignsRule,
    TearCheckRule,
    TrendRule,
)

DAYS_IN_A_WEEK = 7

REVISABLE_DAYS = LATEST_COUNTED_DAYS + 1
"""So many days before today can still change: late reports count for three, and one looks back."""


@dataclass(frozen=True, slots=True)
class LadderState:
    """Where somebody stood on the ladder, by all that was done before the day ``until``.

    ``good_days`` are the days of the good sessions on that step.
    """

    until: date = date.min
    at: int = 0
    advice: str = "hold"
    since_on: date | None = None
    good_days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Everything that days before ``since`` can still mean for the days from ``since`` on.

    ``closed`` names the rules, by kind and id, that have nothing more to judge.
    """

    since: date
    closed: frozenset[tuple[str, str]] = frozenset()
    last_report_on: date | None = None
    ladder: LadderState = LadderState()


def revisable_from(on: date) -> date:
    """Return the first day that a report made on ``on`` or later can still change."""
    return on - timedelta(days=REVISABLE_DAYS)


def look_back_days(protocol: Protocol) -> int:
    """Return how many days of reports before ``since`` the rules of a protocol still look at."""
    gates = _days_of_gates(protocol)
    recovery = protocol.full_recovery.days + 2
    rules = (_days_of(rule, gates) for rule in protocol.rules)
    return max(gates, recovery, *rules) + REVISABLE_DAYS


def _days_of_gates(protocol: Protocol) -> int:
    criteria = [item for phase in protocol.phases for item in phase.gate.criteria]
    pain = (item.days + 1 for item in criteria if isinstance(item, PainCriterion))
    walks = (item.within_days for item in criteria if isinstance(item, PainFreeWalkCriterion))
    return max([0, *pain, *walks])


def _days_of(rule: Rule, gates: int) -> int:
    match rule:
        case TrendRule() | TearCheckRule():
            return rule.window_days
        case NotReachedRule():
            return rule.within_days + gates
        case ResumingRule():
            return rule.session_days + max(rule.reference_days, rule.look_back_days) + 1
        case FlareRule():
            return 2 * DAYS_IN_A_WEEK + 1
        case SignsRule():
            return rule.within_days
        case _:
            return 0
