"""Has the longest expected recovery passed without full recovery? (R-ALL-1)"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from plans.domain.days import ONE_DAY
from plans.domain.judgement import Basis, Judgement, Outcome
from plans.domain.log import latest_answer
from plans.domain.record import Record
from plans.domain.rule import PrognosisRule
from plans.domain.rules.case import Case

MISSING_DAYS = 1
"""So many days in a row without a score do not end a row of days without pain."""


def pain_free_since(record: Record, *, before: date, missing: int = 0) -> date | None:
    """Return the first of the days without pain, in a row up to the day before ``before``.

    So many days in a row may be ``missing`` without ending the row; none of them begins it.
    """
    day, first, gap = before - ONE_DAY, None, 0
    while gap <= missing:
        score = record.day_scores.get(day)
        if score:
            break
        first, gap = (first, gap + 1) if score is None else (day, 0)
        day -= ONE_DAY
    return first


def is_recovered(record: Record, *, days: int, on: date, missing: int = 0) -> bool:
    """Say whether sport is resumed, no aids are used and ``days`` days in a row were without pain.

    All three, by what was reported up to the beginning of ``on`` (DEF-10; brochure L354-356).
    """
    first = pain_free_since(record, before=on, missing=missing)
    is_long_enough = first is not None and (on - first).days >= days
    resumed = latest_answer(record.answers, "sport_resumed", until=on) == "yes"
    without_aids = latest_answer(record.answers, "aids", until=on) == "none"
    return is_long_enough and resumed and without_aids


def judgements(rule: PrognosisRule, case: Case) -> Iterator[Judgement]:
    """Judge once the expected time has passed.

    Somebody who is without pain by then may fill the days that full recovery asks for: the
    recovery counts from the first of them. A single day without a score calls nobody.
    """
    expected_until = _expected_until(rule, case)
    if expected_until is None or expected_until > case.last_judged_on:
        return
    outcome, on = _first_decision(case, expected_until)
    if outcome is None:
        return
    since = pain_free_since(case.record, before=on, missing=MISSING_DAYS)
    yield Judgement(
        rule=rule,
        first=case.anchor(rule.anchor),
        last=expected_until - ONE_DAY,
        outcome=outcome,
        fires=outcome is Outcome.CONTACT_PHYSIO,
        basis=Basis.SCORES,
        evidence={
            "expected_until": expected_until.isoformat(),
            "pain_free_since": since.isoformat() if since else None,
            "pain_free_days": case.protocol.full_recovery.days,
        },
        is_final=True,
        settles_on=on,
    )


def coming_days(rule: PrognosisRule, case: Case) -> Iterator[date]:
    """Give the day on which the expected time has passed, and tomorrow while it is undecided."""
    expected_until = _expected_until(rule, case)
    if expected_until is None:
        return
    if expected_until > case.on:
        yield expected_until
    elif not any(judgements(rule, case)):
        yield case.on + ONE_DAY


def _expected_until(rule: PrognosisRule, case: Case) -> date | None:
    duration = case.protocol.prognosis.duration
    if duration is None:
        return None
    return max(duration.bounds(case.anchor(rule.anchor)).latest_end, case.plan.starts_on + ONE_DAY)


def _first_decision(case: Case, expected_until: date) -> tuple[Outcome | None, date]:
    """Go through the days from the end of the prognosis on until the answer is known."""
    needed = case.protocol.full_recovery.days
    day = max(expected_until, case.since)
    while day <= case.last_judged_on:
        since = pain_free_since(case.record, before=day, missing=MISSING_DAYS)
        if is_recovered(case.record, days=needed, on=day, missing=MISSING_DAYS):
            return Outcome.OK, day
        ran_out = day >= expected_until + timedelta(days=needed)
        if since is None or since > expected_until or ran_out:
            return Outcome.CONTACT_PHYSIO, day
        day += ONE_DAY
    return None, case.last_judged_on
