"""What is due on one day: computed from the plan and its pauses, never stored."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time

from plans.domain.days import ONE_DAY
from plans.domain.dosage import Dose, Frequency
from plans.domain.duration import after
from plans.domain.plan import DatedPhase, DatedPlan, DatedPrescription
from plans.domain.protocol import PhaseKind, Protocol


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One turn of one exercise. ``moment`` is ``None`` for a turn at any time of the day.

    ``turn`` counts from 1 within the day and, with day and prescription, names the turn for ever.
    """

    prescription: str
    exercise: str
    dose: Dose
    turn: int
    moment: time | None


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """Everything that one plan asks on one day.

    ``stopped`` says that no exercises are proposed because a red flag waits for a clinician.
    """

    day: date
    phase: PhaseKind | None
    paused: bool
    items: tuple[AgendaItem, ...]
    questions: tuple[str, ...]
    asks_score: bool
    stopped: bool = False


def agenda_on(
    plan: DatedPlan, protocol: Protocol, day: date, *, as_of: date, moments: tuple[time, ...]
) -> AgendaDay:
    """Compute what ``plan`` asks on ``day``, seen on the day ``as_of``.

    ``moments`` are the patient's own exercise moments, wall-clock times in ascending order. The
    cost does not depend on the length of the plan.
    """
    return Agenda(plan, protocol, as_of=as_of, moments=moments).on(day)


@dataclass(frozen=True, slots=True)
class _Course:
    """One prescription within one phase: when it is in force, and its turns on a day it is due."""

    key: str
    starts_on: date
    ends_on: date
    frequency: Frequency
    counted_from: date
    turns: tuple[AgendaItem, ...]

    def is_due_on(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on and self.frequency.is_due_on(
            day, counted_from=self.counted_from
        )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days in a row that belong to one phase, all of them paused or none, and alike stopped."""

    phase: DatedPhase | None
    paused: bool
    stopped: bool
    courses: tuple[_Course, ...]


class Agenda:
    """The agenda of one plan seen on one day, for as many days as are asked for.

    What holds for a whole stretch of days is worked out once.
    """

    def __init__(
        self, plan: DatedPlan, protocol: Protocol, *, as_of: date, moments: tuple[time, ...]
    ) -> None:
        self._plan = plan
        self._protocol = protocol
        self._as_of = as_of
        self._moments = moments
        self._turning_days = _turning_days(plan, as_of)
        self._stretches: dict[int, _Stretch] = {}
        self._sorted: dict[tuple[str, ...], tuple[AgendaItem, ...]] = {}

    def on(self, day: date) -> AgendaDay:
        """Return what the plan asks on ``day``."""
        number = bisect_right(self._turning_days, day)
        stretch = self._stretches.get(number)
        if stretch is None:
            stretch = self._stretches[number] = self._stretch(day)
        if stretch.phase is None:
            return AgendaDay(day, None, False, (), (), False)
        if stretch.paused:
            return AgendaDay(day, stretch.phase.kind, True, (), (), False)
        kind = stretch.phase.kind
        questions = _questions(self._protocol, stretch.phase, day)
        items = self._items(stretch.courses, day)
        asks_score = not self._plan.is_follow_up
        return AgendaDay(day, kind, False, items, questions, asks_score, stretch.stopped)

    def _stretch(self, day: date) -> _Stretch:
        phase = self._plan.phase_on(day, as_of=self._as_of)
        if phase is None:
            return _Stretch(None, False, False, ())
        if self._plan.is_stopped_on(day):
            return _Stretch(phase, self._plan.is_paused_on(day), True, ())
        courses = tuple(
            _course(prescription, phase, self._moments)
            for prescription in self._plan.prescriptions
            if prescription.phase == phase.kind
        )
        return _Stretch(phase, self._plan.is_paused_on(day), False, courses)

    def _items(self, courses: tuple[_Course, ...], day: date) -> tuple[AgendaItem, ...]:
        due = [course for course in courses if course.is_due_on(day)]
        keys = tuple([course.key for course in due])
        if keys not in self._sorted:
            turns = (turn for course in due for turn in course.turns)
            self._sorted[keys] = tuple(sorted(turns, key=_by_moment))
        return self._sorted[keys]


def _turning_days(plan: DatedPlan, as_of: date) -> list[date]:
    """List the days on which another phase or a pause can begin."""
    days = {plan.starts_on, plan.ended_on or date.max, as_of + ONE_DAY}
    for phase in plan.phases:
        days |= {phase.starts_on, phase.ends_on}
    for pause in plan.pauses:
        days |= {pause.from_on, pause.until_on}
    for stop in plan.stops:
        days |= {stop.from_on, stop.until_on or date.max}
    return sorted(days)


def spread(times_a_day: int, moments: tuple[time, ...]) -> tuple[time | None, ...]:
    """Choose the moment of each turn: as far apart as the patient's moments allow.

    One turn takes the first moment. Turns that find no moment of their own may be done at any time
    of the day (``None``).
    """
    spare = times_a_day - len(moments)
    if spare >= 0:
        return (*moments, *(None for _ in range(spare)))
    if times_a_day == 1:
        return moments[:1]
    last = len(moments) - 1
    return tuple(moments[turn * last // (times_a_day - 1)] for turn in range(times_a_day))


def _course(
    prescription: DatedPrescription, phase: DatedPhase, moments: tuple[time, ...]
) -> _Course:
    own = prescription.moments if prescription.moments is not None else moments
    chosen = spread(prescription.frequency.times_a_day, own)
    starts_on, ends_on = prescription.span(phase.starts_on)
    return _Course(
        key=prescription.key,
        starts_on=starts_on,
        ends_on=ends_on,
        frequency=prescription.frequency,
        counted_from=after(phase.starts_on, prescription.starts_after),
        turns=tuple(
            AgendaItem(prescription.key, prescription.exercise, prescription.dose, turn, moment)
            for turn, moment in enumerate(chosen, start=1)
        ),
    )


def _questions(protocol: Protocol, phase: DatedPhase, day: date) -> tuple[str, ...]:
    check_ins = protocol.phase(phase.kind).check_ins
    if not check_ins:
        return ()
    since = (day - phase.starts_on).days
    return tuple([item.question for item in check_ins if since % item.every_n_days == 0])


def _by_moment(item: AgendaItem) -> tuple[bool, time]:
    return (item.moment is None, item.moment or time.max)


def at_moment(agenda: AgendaDay, moment: time) -> tuple[AgendaItem, ...]:
    """Return the turns of ``agenda`` that stand at ``moment``."""
    return tuple(item for item in agenda.items if item.moment == moment)


@dataclass(frozen=True, slots=True)
class Ticked:
    """A turn of which something was logged: which exercise, which turn if the patient said so."""

    exercise: str
    turn: int | None
    done: str


def match_ticks(
    items: Iterable[AgendaItem], ticks: Collection[Ticked]
) -> dict[tuple[str, int], str]:
    """Say for each turn what was logged: (prescription, turn) to ``full`` or ``partial``.

    A log that names its turn belongs to that turn; one that does not takes the first turn of the
    exercise that is still free. Logs beyond the turns that are due count for nothing (DEF-11).
    """
    matched: dict[tuple[str, int], str] = {}
    turns = sorted(items, key=lambda item: (item.exercise, item.turn))
    for tick in sorted(ticks, key=lambda tick: (tick.turn is None, tick.turn or 0, tick.done)):
        for item in turns:
            place = (item.prescription, item.turn)
            if item.exercise != tick.exercise or place in matched:
                continue
            if tick.turn in (None, item.turn):
                matched[place] = tick.done
                break
    return matched
