"""One made-up patient: what is felt, what is scored of it, and what is answered when asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from benchmarks.calibration.courses import Course, Logging, Pain, logging_of, true_pain
from benchmarks.calibration.truth import (
    CAN_TAKE_UP_SPORT_BELOW,
    FIRST_DAY,
    LIMPS_FROM,
    PAIN_FREE_BELOW,
    WALKS_WITHOUT_PAIN_BELOW,
    Truth,
    is_stuck,
    truth_of,
    window_of,
)
from plans.domain.log import ActivityReport, AnswerReport, PainReport, timeliness
from plans.domain.plan import DatedPhase
from plans.domain.protocol import Protocol
from plans.domain.rule import LESS_PAIN, MORE_PAIN, STILL_PAINFUL
from plans.domain.rules.case import SILENCE_DAYS

WINDOWS_FOLLOWED = 3
ANSWERS = 0.7
LATE = 0.10
BACKFILLED = 0.05
WALKS = 0.5
MORNING_IS_LOWER_BY = 0.5
WALK_IS_LOWER_BY = WALKS_WITHOUT_PAIN_BELOW - PAIN_FREE_BELOW

Report = PainReport | ActivityReport | AnswerReport
Arriving = tuple[date, Report]
"""The day on which a report comes in, and the report."""


@dataclass(frozen=True, slots=True)
class _Chances:
    """What chance decides of one day, drawn beforehand so that no verdict shifts it."""

    logs: bool
    late_days: int
    swing: float
    reading: float
    morning_reading: float
    walks: bool


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient whose true course is known."""

    name: str
    course: Course
    protocol: Protocol
    starts_on: date
    pain: Pain
    truth: Truth
    flare_height: float
    trained_otherwise: bool
    _days: Sequence[_Chances]

    @property
    def until(self) -> date:
        """The first day that is not followed any more."""
        return FIRST_DAY + timedelta(days=len(self.pain))

    def reports_of(self, day: date, phase: DatedPhase, build_up_on: date | None) -> list[Arriving]:
        """Return what is reported about ``day``, in ``phase``, and when it comes in."""
        chances = self._days[_number(day)]
        if not chances.logs or day < self.starts_on:
            return []
        felt = self._felt(day, build_up_on)
        recorded_on = day + timedelta(days=chances.late_days)
        counted = timeliness(day, recorded_on)
        morning = _score(felt - MORNING_IS_LOWER_BY, chances.morning_reading)
        reports: list[Report] = [PainReport(day, _score(felt, chances.reading), morning, counted)]
        if counted.is_counted:
            reports += _loads(day, phase, felt, chances)
        if recorded_on == day:
            reports += self._check_ins(day, phase, felt)
        return [(recorded_on, report) for report in reports]

    def answer_to(
        self, question: str, about: date, asked_on: date, build_up_on: date | None
    ) -> Arriving | None:
        """Return the answer to what a rule asks about a window, or ``None``: silence."""
        chance = Random(f"{self.name} {question} {about}")
        on = asked_on + timedelta(days=chance.randrange(SILENCE_DAYS))
        if chance.random() >= ANSWERS or on >= self.until or self._has_stopped(on):
            return None
        felt = self._felt(on, build_up_on)
        return on, AnswerReport(question, self._answer(question, felt, build_up_on), on)

    def _has_stopped(self, day: date) -> bool:
        is_last = not any(chances.logs for chances in self._days[_number(day) :])
        return logging_of(self.course).stops and is_last

    def _felt(self, day: date, build_up_on: date | None) -> float:
        number = _number(day)
        felt = self.pain[number] + self._days[number].swing
        if self.course is Course.FLARE and build_up_on is not None:
            felt += self.flare_height * _flare_on((day - build_up_on).days)
        return felt

    def _check_ins(self, day: date, phase: DatedPhase, felt: float) -> Iterator[AnswerReport]:
        for check_in in self.protocol.phase(phase.kind).check_ins:
            if (day - phase.starts_on).days % check_in.every_n_days == 0:
                question = check_in.question
                yield AnswerReport(question, self._answer(question, felt, None), day)

    def _answer(self, question: str, felt: float, build_up_on: date | None) -> str:
        if question == LESS_PAIN:
            start = self.pain[_number(self.starts_on)]
            return "no" if is_stuck(start, felt) and felt > PAIN_FREE_BELOW else "yes"
        if question == MORE_PAIN:
            before = self.pain[_number(build_up_on or self.starts_on)]
            return "yes" if felt >= before + 1 else "no"
        if question == "training_changed":
            return "yes" if self.trained_otherwise else "no"
        return _answer_by_pain(question, felt)


_LIMITS: Mapping[str, tuple[tuple[float, str], ...]] = {
    "walking": ((1.0, "normal"), (7.5, "painful"), (99, "impossible")),
    "gait": ((LIMPS_FROM, "normal"), (99, "abnormal")),
    "muscle_length": ((3.0, "normal"), (99, "short")),
    "aids": ((3.0, "none"), (99, "some")),
    "normal_load": ((7.5, "possible"), (99, "impossible")),
    "moving": ((7.5, "possible"), (99, "impossible")),
    "sport_build_up": ((CAN_TAKE_UP_SPORT_BELOW, "yes"), (99, "no")),
    "sport_resumed": ((1.0, "yes"), (99, "no")),
    "running_alone_works": ((5.0, "yes"), (99, "no")),
    "complaints_returned": ((4.0, "no"), (99, "yes")),
    STILL_PAINFUL: ((1.0, "no"), (99, "yes")),
}
"""What is answered below which pain. Danger is not what is studied here: nobody reports any."""


def _answer_by_pain(question: str, felt: float) -> str:
    limits = _LIMITS.get(question, ((99, "no"),))
    return next(answer for less_than, answer in limits if felt < less_than)


def make_patient(protocol: Protocol, course: Course, number: int, seed: int) -> Patient:
    """Make patient ``number`` of this kind; the same numbers always give the same patient."""
    name = f"{seed} {protocol.slug} {course} {number}"
    chance = Random(name)
    window = window_of(protocol)
    followed = WINDOWS_FOLLOWED * window
    days = followed + SILENCE_DAYS + protocol.silence_days + 1
    pain = true_pain(course, window, days, chance)
    stops_after = chance.randint(2, window + window // 2)
    logging = logging_of(course)
    return Patient(
        name=name,
        course=course,
        protocol=protocol,
        starts_on=FIRST_DAY + timedelta(days=chance.randint(0, 1) if _is_acute(protocol) else 0),
        pain=pain,
        truth=truth_of(pain[:followed], protocol),
        flare_height=chance.uniform(1.5, 3.0),
        trained_otherwise=chance.random() < 0.5,
        _days=[_draw(day, stops_after, logging, chance) for day in range(days)],
    )


def _is_acute(protocol: Protocol) -> bool:
    """Say whether the protocol counts from the injury: the plan may start a day after it."""
    return any(getattr(rule, "anchor", None) == "injury" for rule in protocol.rules)


def _draw(day: int, stops_after: int, logging: Logging, chance: Random) -> _Chances:
    logs = chance.random() < logging.chance
    late = chance.random()
    late_days = chance.randint(4, 8) if late < BACKFILLED else chance.randint(1, 3)
    return _Chances(
        logs=logs and not (logging.stops and day >= stops_after),
        late_days=late_days if late < BACKFILLED + LATE else 0,
        swing=chance.gauss(0, 1) * logging.swing,
        reading=chance.gauss(0, 1) * logging.reading_spread,
        morning_reading=chance.gauss(0, 1) * logging.reading_spread,
        walks=chance.random() < WALKS,
    )


def _loads(
    day: date, phase: DatedPhase, felt: float, chances: _Chances
) -> Iterator[ActivityReport]:
    if chances.walks:
        hurt = _score(felt - WALK_IS_LOWER_BY, chances.reading)
        yield ActivityReport(day, "walk", 30, None, hurt)
    is_running = phase.kind in ("build_up", "return_to_sport")
    if is_running and felt < 5 and (day - phase.starts_on).days % 3 == 2:
        yield ActivityReport(day, "run", 20, None, _score(felt, chances.reading))


def _score(felt: float, reading: float) -> int:
    """Return the whole number that is written down; no pain at all is never read as pain."""
    return 0 if felt < PAIN_FREE_BELOW else min(10, max(0, round(felt + reading)))


def _flare_on(day: int) -> float:
    """Return how far a flare has risen on this day of the build-up, from 0 to 1 and back."""
    return max(0.0, min((day - 1) / 3, (14 - day) / 10))


def _number(day: date) -> int:
    return (day - FIRST_DAY).days
