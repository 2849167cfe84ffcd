"""All that the rules know of one injury: what was reported, asked and already referred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from plans.domain.log import (
    ActivityReport,
    AnswerReport,
    ExerciseReport,
    PainReport,
    Series,
    SignReport,
)
from plans.domain.rule import Rule


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that a rule has put to the patient over one window, and on which day."""

    rule: str
    kind: str
    window_first: date
    question: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class Referred:
    """A referral that a rule has raised: about which day, when it was seen and when closed."""

    rule: str
    kind: str
    about_on: date
    seen_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True)
class Record:
    """The reports that count, each kind in the order in which they were made."""

    injured_on: date
    pain: Sequence[PainReport] = ()
    exercises: Sequence[ExerciseReport] = ()
    activities: Sequence[ActivityReport] = ()
    answers: Sequence[AnswerReport] = ()
    signs: Sequence[SignReport] = ()
    asked: Sequence[AskedQuestion] = ()
    referred: Sequence[Referred] = ()

    @cached_property
    def day_scores(self) -> Mapping[date, int]:
        """The pain of each day: the worst of all that was reported for it, whatever at (DEF-1).

        A day without a report is missing; it is never 0 and never carried forward.
        """
        return _worst(self._all_scores())

    @cached_property
    def mornings(self) -> Mapping[date, int]:
        """The pain of each morning, the worst where several were given."""
        return _worst(
            (report.for_on, report.morning) for report in self.pain if report.counted.is_counted
        )

    def scores(self, series: Series) -> Mapping[date, int]:
        """Return the day scores or the mornings."""
        return self.day_scores if series == "day" else self.mornings

    @cached_property
    def last_report_on(self) -> date | None:
        """The latest day about which anything was reported; ``None`` when nothing was."""
        kinds: tuple[Iterable[_Dated], ...] = (
            self.pain,
            self.exercises,
            self.activities,
            self.answers,
            self.signs,
        )
        return max((report.for_on for reports in kinds for report in reports), default=None)

    def is_being_looked_at(self, rule: Rule, day: date) -> bool:
        """Say whether somebody was called before for what this rule finds on ``day``.

        A call holds until it is closed; one about a red flag only until it was seen, so that
        danger reported after that calls again.
        """
        for known in self.referred:
            if (known.rule, known.kind) != (rule.id, rule.kind) or known.about_on >= day:
                continue
            until = known.closed_on
            if rule.is_red_flag:
                until = min((at for at in (known.seen_on, until) if at is not None), default=None)
            if until is None or day <= until:
                return True
        return False

    def _all_scores(self) -> Iterator[tuple[date, int | None]]:
        for report in self.pain:
            if report.counted.is_counted:
                yield report.for_on, report.pain
                yield report.for_on, report.morning
        yield from ((report.for_on, report.pain) for report in self.exercises)
        yield from ((report.for_on, report.pain) for report in self.activities)


_Dated = PainReport | ExerciseReport | ActivityReport | AnswerReport | SignReport


def _worst(scores: Iterable[tuple[date, int | None]]) -> dict[date, int]:
    worst: dict[date, int] = {}
    for day, score in scores:
        if score is not None and score >= worst.get(day, 0):
            worst[day] = score
    return worst
