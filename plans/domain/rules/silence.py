"""Has a patient stopped reporting altogether? Then a person has to ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from plans.domain.days import ONE_DAY
from plans.domain.rules.case import Case


def silent_since(case: Case) -> date | None:
    """Return the first day of a silence that has lasted too long, or ``None``.

    Days of a pause are no silence, and the day that is under way is not counted.
    """
    first = _first_silent_day(case)
    has_lasted = (case.last_judged_on - first).days >= case.protocol.silence_days
    is_paused = case.plan.is_paused_on(case.on)
    return first if has_lasted and not is_paused and case.plan.ended_on is None else None


def coming_days(case: Case) -> Iterator[date]:
    """Give the day on which a silence that goes on becomes too long, and the ends of pauses."""
    yield _first_silent_day(case) + timedelta(days=case.protocol.silence_days)
    for pause in case.plan.pauses:
        yield from (pause.from_on, pause.until_on)


def _first_silent_day(case: Case) -> date:
    settled = case.checkpoint.last_report_on if case.checkpoint is not None else None
    begins = [pause.until_on for pause in case.plan.pauses if pause.from_on <= case.on]
    known = (settled, case.record.last_report_on)
    after_reports = (last + ONE_DAY for last in known if last is not None)
    return max([case.plan.starts_on, *begins, *after_reports])
