"""Who should be seen, and from which day, told from the true course and never from the scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from benchmarks.calibration.courses import Pain
from plans.domain.protocol import Protocol
from plans.domain.rule import (
    MilestoneRule,
    NotReachedRule,
    PrognosisRule,
    Rule,
    TearCheckRule,
    TrendRule,
)

LEAST_POINTS = 1.0
LEAST_SHARE = 0.15
SETTLED_AT_MOST = 1.0
CAN_TAKE_UP_SPORT_BELOW = 3.0
LIMPS_FROM = 3.0
WALKS_WITHOUT_PAIN_BELOW = 1.75
PAIN_FREE_BELOW = 0.25

FIRST_DAY = date(2026, 3, 2)
"""The day from which the protocol counts: the injury, or the start of the plan."""

USUAL_WINDOW = 14
"""Two weeks: the general rule, for a protocol that has no window of its own."""

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Truth:
    """From which day somebody should be seen; days count from the injury or the plan's start.

    ``stuck_from`` is the first day after a window in which the true pain did not become less and
    is not settled; ``needed_from`` is that day, or an earlier one on which what the protocol
    expects by then is not so: a tear no longer limps, a strain bears sport again, walking does not
    hurt, the longest expected recovery has made an end to the pain. ``None`` is never.
    """

    stuck_from: int | None
    needed_from: int | None


def window_of(protocol: Protocol) -> int:
    """Return how many days the protocol waits for less pain."""
    waits = [rule.window_days for rule in improvement_rules(protocol)]
    return min(waits, default=USUAL_WINDOW)


def improvement_rules(protocol: Protocol) -> list[TrendRule]:
    """List the rules that call somebody when the pain has not become less."""
    trends = [rule for rule in protocol.rules if isinstance(rule, TrendRule)]
    return [rule for rule in trends if "no_change" in rule.fires_on]


def truth_of(pain: Pain, protocol: Protocol) -> Truth:
    """Tell who should be seen by the pain before anybody scored it."""
    window = window_of(protocol)
    closings = range(window, len(pain) + 1)
    stuck = next((day for day in closings if is_stuck(pain[day - window], pain[day - 1])), None)
    late = (_late_from(rule, pain, protocol) for rule in protocol.rules)
    needs = [day for day in (stuck, *late) if day is not None]
    return Truth(stuck, min(needs, default=None))


def is_stuck(before: float, after: float) -> bool:
    """Say whether the pain neither fell by a point and 15 % nor is so little that it is settled."""
    fall = before - after + _ROUNDING
    return after > SETTLED_AT_MOST and (fall < LEAST_POINTS or fall < LEAST_SHARE * before)


def _late_from(rule: Rule, pain: Pain, protocol: Protocol) -> int | None:
    """Return the day on which what a rule waits for should have come, if it has not."""
    expected = _expectation(rule, protocol)
    if expected is None or expected[0] > len(pain):
        return None
    day, less_than = expected
    return day if pain[day - 1] >= less_than else None


def _expectation(rule: Rule, protocol: Protocol) -> tuple[int, float] | None:
    """Return by which day the true pain has to be below what, for what a rule waits for."""
    match rule:
        case MilestoneRule():
            return rule.window_days, CAN_TAKE_UP_SPORT_BELOW
        case TearCheckRule():
            return rule.window_days, LIMPS_FROM
        case NotReachedRule():
            return rule.within_days, WALKS_WITHOUT_PAIN_BELOW
        case PrognosisRule() if protocol.prognosis.duration is not None:
            latest = protocol.prognosis.duration.bounds(FIRST_DAY).latest_end
            return (latest - FIRST_DAY).days, PAIN_FREE_BELOW
        case _:
            return None
