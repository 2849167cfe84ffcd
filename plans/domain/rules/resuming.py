"""Does the pain rise at once when running is taken up again? (DEF-6)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from plans.domain.days import ONE_DAY, days_between
from plans.domain.judgement import Basis, Judgement
from plans.domain.rule import MORE_PAIN, AnswerIs, ResumingRule
from plans.domain.rules.case import Case, Decision, decide_by_answer
from plans.domain.rules.figures import as_written, exact, mean, percent_of

ENOUGH_REFERENCE_DAYS = 2


class Resuming(StrEnum):
    """What running again did to the pain."""

    OK = "ok"
    WORSE = "worse_on_resuming"
    INSUFFICIENT_DATA = "insufficient_data"
    RULE_OFF = "rule_off"


@dataclass(frozen=True, slots=True)
class ResumingVerdict:
    """The verdict with what it rests on: the pain before, and the peak of each day of running.

    ``worst_on`` is the first day on which the peak was too high.
    """

    outcome: Resuming
    reference: Fraction | None
    peaks: Mapping[date, int]
    worst_on: date | None = None


def judge_resuming(
    rule: ResumingRule,
    runs: Sequence[date],
    *,
    day_scores: Mapping[date, int],
    mornings: Mapping[date, int],
) -> ResumingVerdict:
    """Compare the days of running with the days before the first of them.

    ``runs`` are the days on which was run, the first one first. A peak is the worst of the day's
    score and the next morning's; it is too high from ``rise_points`` above the reference on.
    """
    first = runs[0]
    reference = _reference(rule, first, day_scores)
    peaks = _peaks(runs, first + timedelta(days=rule.session_days), day_scores, mornings)
    if reference is None or not peaks:
        return ResumingVerdict(Resuming.INSUFFICIENT_DATA, reference, peaks)
    limit = reference + as_written(rule.rise_points)
    worst_on = next((day for day in sorted(peaks) if peaks[day] >= limit), None)
    outcome = Resuming.OK if worst_on is None else Resuming.WORSE
    return ResumingVerdict(outcome, reference, peaks, worst_on)


def judgements(rule: ResumingRule, case: Case) -> Iterator[Judgement]:
    """Judge the first runs since the plan began: at once when it hurts, else after the window."""
    runs = _runs(case)
    if not runs:
        return
    last = runs[0] + timedelta(days=rule.session_days - 1)
    if _is_supervised_build_up(case, runs[0]):
        yield _judgement(rule, runs[0], last, ResumingVerdict(Resuming.RULE_OFF, None, {}))
        return
    record = case.record
    verdict = judge_resuming(rule, runs, day_scores=record.day_scores, mornings=record.mornings)
    is_waiting = verdict.outcome is Resuming.OK or not verdict.peaks
    if is_waiting and last >= case.last_judged_on:
        return
    decision = Decision(verdict.outcome is Resuming.WORSE, Basis.SCORES)
    if verdict.outcome is Resuming.INSUFFICIENT_DATA:
        more = AnswerIs(question=MORE_PAIN, answer="yes")
        decision = decide_by_answer(case, rule, more, first=runs[0], since=runs[0])
    yield _judgement(rule, runs[0], last, verdict, decision)


def coming_days(rule: ResumingRule, case: Case) -> Iterator[date]:
    """Give the day on which the first week of running is over."""
    runs = _runs(case)
    if runs:
        yield runs[0] + timedelta(days=rule.session_days)


def _runs(case: Case) -> list[date]:
    """List the days of running since the plan, and with it the rest, began."""
    activities = case.record.activities
    return sorted(
        {
            item.for_on
            for item in activities
            if item.kind == "run" and case.plan.starts_on <= item.for_on <= case.last_judged_on
        }
    )


def _is_supervised_build_up(case: Case, day: date) -> bool:
    """Say whether a physiotherapist leads the build-up of a tendon: then DEF-7 and DEF-8 judge."""
    phase = case.plan.opened_by(day)
    protocol = case.protocol
    is_supervised_tendon = protocol.pathway == "treatment" and protocol.tissue == "tendon"
    return is_supervised_tendon and phase is not None and phase.kind == "build_up"


def _reference(rule: ResumingRule, first: date, day_scores: Mapping[date, int]) -> Fraction | None:
    days = list(days_between(first - timedelta(days=rule.reference_days), first))
    average = mean(day_scores, days, at_least=ENOUGH_REFERENCE_DAYS)
    if average is not None:
        return average
    for back in range(1, max(rule.reference_days, rule.look_back_days) + 1):
        score = day_scores.get(first - timedelta(days=back))
        if score is not None:
            return Fraction(score)
    return None


def _peaks(
    runs: Sequence[date],
    until: date,
    day_scores: Mapping[date, int],
    mornings: Mapping[date, int],
) -> dict[date, int]:
    peaks: dict[date, int] = {}
    for day in runs:
        known = [day_scores.get(day), mornings.get(day + ONE_DAY)]
        scores = [score for score in known if score is not None]
        if day < until and scores:
            peaks[day] = max(scores)
    return peaks


def _judgement(
    rule: ResumingRule,
    first: date,
    last: date,
    verdict: ResumingVerdict,
    decision: Decision | None = None,
) -> Judgement:
    decision = decision or Decision(False, Basis.SCORES)
    return Judgement(
        rule=rule,
        first=first,
        last=last,
        outcome=verdict.outcome,
        fires=decision.fires,
        basis=decision.basis,
        evidence={
            **_figures(verdict),
            "peaks": {day.isoformat(): peak for day, peak in verdict.peaks.items()},
            "on": verdict.worst_on.isoformat() if verdict.worst_on else None,
            "rise_points": rule.rise_points,
        },
        asks=decision.asks,
        is_final=True,
        settles_on=last + 2 * ONE_DAY,
    )


def _figures(verdict: ResumingVerdict) -> dict[str, str | None]:
    """Write down the reference and the worst peak by the names of a trend's two blocks."""
    if verdict.reference is None or not verdict.peaks:
        return dict.fromkeys(("baseline", "end", "delta", "percent"))
    end = Fraction(max(verdict.peaks.values()))
    delta = verdict.reference - end
    return {
        "baseline": exact(verdict.reference),
        "end": exact(end),
        "delta": exact(delta),
        "percent": exact(percent_of(delta, verdict.reference)),
    }
