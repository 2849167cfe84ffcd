"""More pain during the build-up: expected, a step back, or a reason to call? (DEF-8)"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from plans.domain.days import ONE_DAY, days_between
from plans.domain.judgement import Basis, Judgement
from plans.domain.protocol import LOADING_PHASES, Protocol
from plans.domain.rule import FlareRule
from plans.domain.rules.case import Case
from plans.domain.rules.figures import as_written, exact, mean
from plans.domain.rules.session import Session

WEEK = 7


class Flare(StrEnum):
    """What the last seven days of load say, from calm to worrying."""

    ON_TRACK = "on_track"
    EXPECTED_FLARE = "expected_flare"
    STEP_BACK = "step_back"
    CONTACT_PHYSIO = "contact_physio"


_BY_BAD_SESSIONS = {
    True: (Flare.ON_TRACK, Flare.EXPECTED_FLARE, Flare.STEP_BACK, Flare.CONTACT_PHYSIO),
    False: (Flare.ON_TRACK, Flare.STEP_BACK, Flare.CONTACT_PHYSIO),
}
_BY_WEEK = {True: Flare.EXPECTED_FLARE, False: Flare.CONTACT_PHYSIO}


def judge_flare(*, bad_sessions: int, week_is_worse: bool, is_expected: bool) -> Flare:
    """Read the table of DEF-8: the worse of what the sessions and what the weeks say."""
    by_sessions = _BY_BAD_SESSIONS[is_expected]
    found = by_sessions[min(bad_sessions, len(by_sessions) - 1)]
    if not week_is_worse:
        return found
    order = list(Flare)
    return max(found, _BY_WEEK[is_expected], key=order.index)


@dataclass(frozen=True, slots=True)
class Weeks:
    """The mean morning score of the last seven days and of the seven before; ``None``: too few."""

    this: Fraction | None
    last: Fraction | None

    def is_worse_by(self, points: float) -> bool:
        """Say whether the mornings rose by that much; unknown is not a rise."""
        if self.this is None or self.last is None:
            return False
        return self.this - self.last >= as_written(points)


def weeks_until(day: date, mornings: Mapping[date, int], *, needed: int) -> Weeks:
    """Compare the seven days up to and including ``day`` with the seven before them."""
    this = [day - timedelta(days=back) for back in range(WEEK)]
    last = [day - timedelta(days=WEEK + back) for back in range(WEEK)]
    return Weeks(mean(mornings, this, at_least=needed), mean(mornings, last, at_least=needed))


def judgements(rule: FlareRule, case: Case, sessions: Collection[Session]) -> Iterator[Judgement]:
    """Judge every day of load that is over; a call is made on the first of a row of such days."""
    bad_days = sorted({session.day for session in sessions if session.is_bad})
    first, end = _first_day(case), case.last_judged_on
    before = _judge_day(rule, case, first - ONE_DAY, bad_days) if first < end else None
    for day in days_between(first, end):
        found = _judge_day(rule, case, day, bad_days)
        if found is not None:
            was_calling = before is not None and before[0] is Flare.CONTACT_PHYSIO
            is_calling = found[0] is Flare.CONTACT_PHYSIO and not was_calling
            yield _judgement(rule, day, found, fires=is_calling)
        before = found


def coming_days(rule: FlareRule, case: Case, sessions: Collection[Session]) -> Iterator[date]:
    """Give tomorrow while the last two weeks hold anything that can still change the verdict."""
    phase = case.plan.opened_by(case.on)
    if phase is None or phase.kind not in LOADING_PHASES:
        return
    since = case.on - timedelta(days=2 * WEEK)
    recent = [day for day in case.record.mornings if day >= since]
    if recent or any(session.day >= since and session.is_bad for session in sessions):
        yield case.on + ONE_DAY


def is_flare_expected(case: Case, day: date) -> bool:
    """Say whether ``day`` lies in the first weeks of a build-up, when it may hurt more."""
    phase = case.plan.opened_by(day)
    if phase is None or phase.kind != "build_up":
        return False
    return (day - phase.starts_on).days < _expected_days(case.protocol)


def _expected_days(protocol: Protocol) -> int:
    lengths = (rule.expected_days for rule in protocol.rules if isinstance(rule, FlareRule))
    return max(lengths, default=0)


_Found = tuple[Flare, bool, list[date], Weeks]


def _first_day(case: Case) -> date:
    return max(_load_start(case), case.since)


def _judge_day(rule: FlareRule, case: Case, day: date, bad_days: list[date]) -> _Found | None:
    phase = case.plan.opened_by(day)
    if phase is None or phase.kind not in LOADING_PHASES:
        return None
    # Sessions before the build-up had another ceiling and are no part of its flare.
    since = max(day - timedelta(days=WEEK - 1), _load_start(case))
    bad = [bad_day for bad_day in bad_days if since <= bad_day <= day]
    weeks = weeks_until(day, case.record.mornings, needed=rule.mornings_needed)
    is_expected = is_flare_expected(case, day)
    outcome = judge_flare(
        bad_sessions=len(bad),
        week_is_worse=weeks.is_worse_by(rule.week_rise_points),
        is_expected=is_expected,
    )
    return outcome, is_expected, bad, weeks


def _load_start(case: Case) -> date:
    begins = (phase.starts_on for phase in case.plan.phases if phase.kind in LOADING_PHASES)
    return min(begins, default=date.max)


def _judgement(rule: FlareRule, day: date, found: _Found, *, fires: bool) -> Judgement:
    outcome, is_expected, bad, weeks = found
    rise = weeks.this - weeks.last if weeks.this is not None and weeks.last is not None else None
    return Judgement(
        rule=rule,
        first=day - timedelta(days=WEEK - 1),
        last=day,
        outcome=outcome,
        fires=fires,
        basis=Basis.SCORES,
        evidence={
            "bad_sessions": [bad_day.isoformat() for bad_day in bad],
            "last_week": exact(weeks.last),
            "this_week": exact(weeks.this),
            "rise": exact(rise),
            "week_rise_points": rule.week_rise_points,
            "is_expected": is_expected,
        },
        is_daily=True,
    )
