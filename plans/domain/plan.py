"""A protocol placed on a patient's calendar: phases, exercises and pauses with their days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from plans.domain.dosage import Dose, Frequency
from plans.domain.duration import Duration, Period, after
from plans.domain.protocol import FollowUp, Phase, PhaseKind, Prescription


class PhaseStatus(StrEnum):
    """Where a phase stands."""

    PLANNED = "planned"
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class DatedPhase:
    """One phase with its days. Spans are half-open: ``ends_on`` is the first day after the phase.

    ``ends_on`` is the actual end once the phase is over and the planned one until then;
    ``extended_days`` is what was added to the protocol's own duration.
    """

    kind: PhaseKind
    duration: Duration
    starts_on: date
    earliest_end_on: date
    ends_on: date
    latest_end_on: date
    status: PhaseStatus = PhaseStatus.PLANNED
    extended_days: int = 0

    def covers(self, day: date) -> bool:
        """Say whether ``day`` lies in the phase as it is dated now."""
        return self.starts_on <= day < self.ends_on


@dataclass(frozen=True, slots=True)
class DatedPrescription:
    """One exercise in one plan: the dose, and from which day to which it holds.

    ``starts_after`` and ``ends_after`` count from the first day of the phase, so that it moves
    with the phase; ``from_on`` and ``until_on`` are what tailoring made of it (half-open).
    ``moments`` are this exercise's own moments; without them the patient's moments hold.
    """

    key: str
    phase: PhaseKind
    exercise: str
    dose: Dose
    frequency: Frequency
    starts_after: Period = "P0D"
    ends_after: Period | None = None
    from_on: date | None = None
    until_on: date | None = None
    moments: tuple[time, ...] | None = None

    def span(self, phase_starts_on: date) -> tuple[date, date]:
        """Return the days from and until which it is in force in a phase that began then."""
        starts_on = after(phase_starts_on, self.starts_after)
        ends_on = after(phase_starts_on, self.ends_after) if self.ends_after else date.max
        return max(starts_on, self.from_on or date.min), min(ends_on, self.until_on or date.max)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which nothing is asked of the patient; ``until_on`` is the first day after."""

    from_on: date
    until_on: date

    def covers(self, day: date) -> bool:
        """Say whether ``day`` is paused."""
        return self.from_on <= day < self.until_on


@dataclass(frozen=True, slots=True)
class Stop:
    """Days on which no load is proposed: from a red flag until a clinician has looked."""

    from_on: date
    until_on: date | None = None

    def covers(self, day: date) -> bool:
        """Say whether load is stopped on ``day``."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True, slots=True)
class DatedPlan:
    """One patient's plan as the rules see it."""

    starts_on: date
    phases: tuple[DatedPhase, ...]
    prescriptions: tuple[DatedPrescription, ...] = ()
    pauses: tuple[Pause, ...] = ()
    stops: tuple[Stop, ...] = ()
    ended_on: date | None = None

    @property
    def ends_on(self) -> date:
        """The first day after the last phase, as it is dated now."""
        return self.phases[-1].ends_on

    @property
    def is_follow_up(self) -> bool:
        """Say whether this is what is kept up after recovery, not the recovery itself."""
        return self.phases[0].kind == "follow_up"

    def is_paused_on(self, day: date) -> bool:
        """Say whether ``day`` lies in a pause."""
        return any(pause.covers(day) for pause in self.pauses)

    def is_stopped_on(self, day: date) -> bool:
        """Say whether a red flag keeps load from being proposed on ``day``."""
        return any(stop.covers(day) for stop in self.stops)

    def open_phase(self) -> DatedPhase | None:
        """Return the phase that is open, or ``None`` when all are done."""
        return next((phase for phase in self.phases if phase.status is PhaseStatus.OPEN), None)

    def opened_by(self, day: date) -> DatedPhase | None:
        """Return the phase that was really open on ``day``; of two begun that day the later."""
        for phase in reversed(self.phases):
            if phase.status is not PhaseStatus.PLANNED and phase.starts_on <= day:
                return phase
        return None

    def phase_on(self, day: date, *, as_of: date) -> DatedPhase | None:
        """Return the phase that ``day`` belongs to, seen on the day ``as_of``.

        Days up to ``as_of`` belong to the phase that was really open. Later days follow the
        planned dates, but nothing is planned past an open phase whose planned end has come: the
        next phase is opened by a person, never by the calendar (DEF-10).
        """
        if day < self.starts_on or (self.ended_on is not None and day >= self.ended_on):
            return None
        current = self.open_phase()
        if current is None or day < current.starts_on:
            return next((phase for phase in self.phases if phase.covers(day)), None)
        is_overdue = as_of >= current.ends_on
        if day <= as_of or day < current.ends_on or is_overdue:
            return current
        return next((phase for phase in self.phases if phase.covers(day)), None)


def lay_out(phases: Sequence[Phase], starts_on: date) -> tuple[DatedPhase, ...]:
    """Place a protocol's phases one after another from ``starts_on``; the first one is open."""
    dated: list[DatedPhase] = []
    begin = starts_on
    for phase in phases:
        status = PhaseStatus.PLANNED if dated else PhaseStatus.OPEN
        dated.append(date_phase(phase.kind, phase.duration, begin, 0, status))
        begin = dated[-1].ends_on
    return tuple(dated)


def prescribe(phases: Sequence[Phase]) -> tuple[DatedPrescription, ...]:
    """List a protocol's home exercises, keyed by phase and position."""
    return tuple(
        _prescribed(phase.kind, number, item)
        for phase in phases
        for number, item in enumerate(phase.exercises, start=1)
    )


def prescribe_follow_up(follow_up: FollowUp) -> tuple[DatedPrescription, ...]:
    """List the exercises that are kept up after recovery."""
    return tuple(
        _prescribed("follow_up", number, item)
        for number, item in enumerate(follow_up.exercises, start=1)
    )


def _prescribed(phase: PhaseKind, number: int, item: Prescription) -> DatedPrescription:
    return DatedPrescription(
        key=f"{phase}-{number}",
        phase=phase,
        exercise=item.exercise,
        dose=item.dose,
        frequency=item.frequency,
        starts_after=item.starts_after,
        ends_after=item.ends_after,
    )


def date_phase(
    kind: PhaseKind, duration: Duration, starts_on: date, extended: int, status: PhaseStatus
) -> DatedPhase:
    """Place one phase on the calendar, ``extended`` days longer than its own duration."""
    bounds = duration.bounds(starts_on)
    longer = timedelta(days=extended)
    return DatedPhase(
        kind=kind,
        duration=duration,
        starts_on=starts_on,
        earliest_end_on=min(bounds.earliest_end, bounds.target_end + longer),
        ends_on=bounds.target_end + longer,
        latest_end_on=bounds.latest_end + longer,
        status=status,
        extended_days=extended,
    )
