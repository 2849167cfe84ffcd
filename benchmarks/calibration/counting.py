"""Counts who was seen, how late, and who was sent for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil
from statistics import median

from benchmarks.calibration.courses import Course
from benchmarks.calibration.following import Journey, RuleName, follow
from benchmarks.calibration.patient import Patient, make_patient
from benchmarks.calibration.truth import improvement_rules, window_of
from plans.domain.protocol import Protocol
from plans.domain.rule import FlareRule, TrendRule
from plans.domain.rules.case import SILENCE_DAYS


class Threshold(StrEnum):
    """How much less pain closes an improvement rule."""

    DEFAULT = "default"
    STRICTER = "stricter"


class Miss(StrEnum):
    """Why nobody was told in time of somebody who did not improve."""

    DATA = "lack of data"
    NOISE = "the scores looked better than the pain was"
    SETTLED = "the rule had closed on settled pain"
    FLARE = "the window ended while a flare was expected"
    NO_RULE = "the protocol has no rule that compares pain"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one patient at one threshold; days count from where the protocol counts."""

    patient: str
    protocol: str
    course: Course
    threshold: Threshold
    is_stuck: bool
    needed_from: int | None
    called: dict[RuleName, int]
    sent: frozenset[RuleName]
    was_asked: bool
    had_task: bool
    miss: Miss | None

    @property
    def is_unnoticed(self) -> bool:
        """Say whether nobody was called, nothing asked and nobody given a task."""
        return not (self.called or self.was_asked or self.had_task)


def stricter(protocol: Protocol) -> Protocol:
    """Return the protocol in which a slight improvement calls somebody as well."""
    wanted = {(rule.id, rule.kind) for rule in improvement_rules(protocol)}
    rules = tuple(
        replace(rule, fires_on=("slight_improvement", *rule.fires_on))
        if isinstance(rule, TrendRule) and (rule.id, rule.kind) in wanted
        else rule
        for rule in protocol.rules
    )
    return replace(protocol, rules=rules)


def study(protocol: Protocol, course: Course, number: int, seed: int) -> Iterator[Result]:
    """Follow ``number`` patients of one kind at both thresholds; the same patients at each.

    Somebody who never had a slight improvement fares alike at both and is followed once.
    """
    strict = stricter(protocol)
    for count in range(number):
        patient = make_patient(protocol, course, count, seed)
        journey = follow(patient, protocol)
        yield _result(patient, protocol, journey, Threshold.DEFAULT)
        if "slight_improvement" in journey.closed_windows.values():
            journey = follow(patient, strict)
        yield _result(patient, strict, journey, Threshold.STRICTER)


def applies(course: Course, protocol: Protocol) -> bool:
    """Say whether a protocol has such patients: a flare is only expected of some injuries."""
    return course is not Course.FLARE or _expected_days(protocol) > 0


def _expected_days(protocol: Protocol) -> int:
    flares = (rule for rule in protocol.rules if isinstance(rule, FlareRule))
    return max((rule.expected_days for rule in flares), default=0)


def _result(patient: Patient, protocol: Protocol, journey: Journey, threshold: Threshold) -> Result:
    return Result(
        patient=patient.name,
        protocol=protocol.slug,
        course=patient.course,
        threshold=threshold,
        is_stuck=patient.truth.stuck_from is not None,
        needed_from=patient.truth.needed_from,
        called=journey.called,
        sent=frozenset(journey.sent),
        was_asked=bool(journey.asked),
        had_task=bool(journey.silences or journey.gates),
        miss=miss_of(patient, protocol, journey),
    )


def miss_of(patient: Patient, protocol: Protocol, journey: Journey) -> Miss | None:
    """Tell why nobody looked in time at somebody who did not improve; ``None`` when somebody did.

    In time is: within the days of a question and of a silence after the first window that closes
    when the pain had not become less. A gate that is overdue is a task too, but counts only where
    no rule compares pain: nearly every gate becomes overdue.
    """
    stuck_from, window = patient.truth.stuck_from, window_of(protocol)
    if stuck_from is None:
        return None
    closes_on = ceil(stuck_from / window) * window
    deadline = closes_on + SILENCE_DAYS + protocol.silence_days
    has_rule = bool(improvement_rules(protocol))
    tasks = journey.silences if has_rule else [*journey.silences, *journey.gates]
    noticed = [day for day in (*journey.asked, *tasks) if day >= stuck_from]
    if any(day <= deadline for day in (*journey.called.values(), *noticed)):
        return None
    return _reason(protocol, journey, closes_on) if has_rule else Miss.NO_RULE


_LOOKED_BETTER = ("settled", "clear_improvement", "slight_improvement")


def _reason(protocol: Protocol, journey: Journey, closes_on: int) -> Miss:
    """Tell why the window that closes then called nobody; what nothing explains lacked data."""
    if journey.closed_windows.get(closes_on) in _LOOKED_BETTER:
        return Miss.NOISE
    before = [verdict for day, verdict in journey.closed_windows.items() if day < closes_on]
    if "settled" in before:
        return Miss.SETTLED
    build_up = journey.build_up_from
    if build_up is not None and 0 <= closes_on - 1 - build_up < _expected_days(protocol):
        return Miss.FLARE
    return Miss.DATA


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. Shares are from 0 to 1, ``None`` when there is nobody to count.

    Of those who should be seen: ``called`` by a referral that stands, ``soon`` within the three
    days of a question, ``asked`` a question, ``tasked`` as a task of a person, and ``unnoticed`` by
    any of these. Of those who need nobody: ``sent`` to a person all the same.
    """

    name: str
    needed: int
    called: float | None
    soon: float | None
    asked: float | None
    tasked: float | None
    unnoticed: float | None
    median_late: float | None
    late_90: int | None
    not_needed: int
    sent: float | None


def row(name: str, results: Sequence[Result], rule: RuleName | None = None) -> Row:
    """Count one line over ``results``; of the calls only those of ``rule``, when it is given."""
    needed = [result for result in results if result.needed_from is not None]
    others = [result for result in results if result.needed_from is None]
    late = sorted(days for days in (_days_late(item, rule) for item in needed) if days is not None)
    return Row(
        name=name,
        needed=len(needed),
        called=_share(len(late), len(needed)),
        soon=_share(sum(days <= SILENCE_DAYS for days in late), len(needed)),
        asked=_share(sum(item.was_asked for item in needed), len(needed)),
        tasked=_share(sum(item.had_task for item in needed), len(needed)),
        unnoticed=_share(sum(item.is_unnoticed for item in needed), len(needed)),
        median_late=median(late) if late else None,
        late_90=late[ceil(0.9 * len(late)) - 1] if late else None,
        not_needed=len(others),
        sent=_share(sum(_is_sent(item, rule) for item in others), len(others)),
    )


def _days_late(result: Result, rule: RuleName | None = None) -> int | None:
    """Return how many days after the truth the first call came; 0 for one that came before it."""
    calls = [day for name, day in result.called.items() if rule in (None, name)]
    if not calls or result.needed_from is None:
        return None
    return max(0, min(calls) - result.needed_from)


def _is_sent(result: Result, rule: RuleName | None) -> bool:
    return bool(result.sent) if rule is None else rule in result.sent


def seen_by_day(results: Sequence[Result], days: int) -> list[float]:
    """Return what share of those who should be seen is called within 0, 1, ... ``days`` days."""
    needed = [result for result in results if result.needed_from is not None]
    late = [_days_late(result) for result in needed]
    return [
        _share(sum(known is not None and known <= day for known in late), len(needed)) or 0.0
        for day in range(days + 1)
    ]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
