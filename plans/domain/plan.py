"""A protocol placed on a patient's calendar, and every way in which its dates can move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum

from plans.domain.day_words import with_days
from plans.domain.dosage import Dose, Frequency
from plans.domain.duration import Duration, Period, after
from plans.domain.protocol import Phase, PhaseKind
from plans.domain.refusal import Refusal, RefusalKind

LONGEST_EXTENSION_DAYS = 366
FURTHEST_START_DAYS = 366


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
class DatedPlan:
    """One patient's plan as the rules see it."""

    starts_on: date
    phases: tuple[DatedPhase, ...]
    prescriptions: tuple[DatedPrescription, ...] = ()
    pauses: tuple[Pause, ...] = ()
    ended_on: date | None = None

    @property
    def ends_on(self) -> date:
        """The first day after the last phase, as it is dated now."""
        return self.phases[-1].ends_on

    def is_paused_on(self, day: date) -> bool:
        """Say whether ``day`` lies in a pause."""
        return any(pause.covers(day) for pause in self.pauses)

    def open_phase(self) -> DatedPhase | None:
        """Return the phase that is open, or ``None`` when all are done."""
        return next((phase for phase in self.phases if phase.status is PhaseStatus.OPEN), None)

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
        dated.append(_date_phase(phase.kind, phase.duration, begin, 0, status))
        begin = dated[-1].ends_on
    return tuple(dated)


def prescribe(phases: Sequence[Phase]) -> tuple[DatedPrescription, ...]:
    """List a protocol's home exercises, keyed by phase and position."""
    return tuple(
        DatedPrescription(
            key=f"{phase.kind}-{number}",
            phase=phase.kind,
            exercise=item.exercise,
            dose=item.dose,
            frequency=item.frequency,
            starts_after=item.starts_after,
            ends_after=item.ends_after,
        )
        for phase in phases
        for number, item in enumerate(phase.exercises, start=1)
    )


def refuse_far_start(starts_on: date, today: date) -> None:
    """Refuse a first day more than a year ahead of ``today``: a slip in the year."""
    if (starts_on - today).days > FURTHEST_START_DAYS:
        raise _refuse(
            "start_too_far_ahead",
            nl="{starts_on} ligt meer dan een jaar vooruit. Controleer het jaartal.",
            en="{starts_on} is more than a year ahead. Check the year.",
            place="starts_on",
            starts_on=starts_on,
        )


def open_next(plan: DatedPlan, kind: PhaseKind, *, on: date) -> DatedPlan:
    """Close the open phase and open ``kind``, which must be the next one, on the day ``on``.

    Refuses a phase that is not next, and a day before the open phase began.
    """
    index = _open_index(plan)
    if index + 1 >= len(plan.phases) or plan.phases[index + 1].kind != kind:
        raise _refuse(
            "phase_not_next",
            nl="Deze fase is niet de volgende fase van het plan.",
            en="This phase is not the next phase of the plan.",
            place="phase",
        )
    current = plan.phases[index]
    if on < current.starts_on:
        raise _refuse(
            "phase_before_start",
            nl="De fase kan niet opengaan vóór {starts_on}, toen de vorige begon.",
            en="The phase cannot open before {starts_on}, when the one before it began.",
            place="on",
            starts_on=current.starts_on,
        )
    closed = replace(current, ends_on=on, status=PhaseStatus.DONE)
    opened = replace(plan.phases[index + 1], status=PhaseStatus.OPEN)
    phases = (*plan.phases[:index], closed, opened, *plan.phases[index + 2 :])
    return replace(plan, phases=_redate(phases, index + 1, on))


def extend(plan: DatedPlan, kind: PhaseKind, days: int) -> DatedPlan:
    """Make a phase that is not over ``days`` longer (negative: shorter); later phases move along.

    Refuses a phase that is over or unknown, and an end before the phase's first day is over.
    """
    index = _index(plan, kind)
    phase = plan.phases[index]
    if phase.status is PhaseStatus.DONE:
        raise _refuse(
            "phase_is_over",
            nl="Deze fase is al voorbij en kan niet meer langer of korter worden.",
            en="This phase is already over and can no longer be made longer or shorter.",
            place="phase",
        )
    if abs(phase.extended_days + days) > LONGEST_EXTENSION_DAYS:
        raise _refuse(
            "extended_too_far",
            nl=f"Een fase kan in totaal hooguit {LONGEST_EXTENSION_DAYS} dagen langer of korter "
            "worden.",
            en=f"A phase can become at most {LONGEST_EXTENSION_DAYS} days longer or shorter in "
            "all.",
            place="days",
        )
    longer = replace(phase, extended_days=phase.extended_days + days)
    phases = (*plan.phases[:index], longer, *plan.phases[index + 1 :])
    redated = _redate(phases, index, phase.starts_on)
    if redated[index].ends_on <= phase.starts_on:
        raise _refuse(
            "phase_ends_before_start",
            nl="Zo eindigt de fase voordat hij begint ({starts_on}). Kies minder dagen.",
            en="The phase would end before it starts ({starts_on}). Choose fewer days.",
            place="days",
            starts_on=phase.starts_on,
        )
    return replace(plan, phases=redated)


def move(plan: DatedPlan, starts_on: date) -> DatedPlan:
    """Let the plan start on another day; every phase moves along.

    Refuses a plan whose first phase is over: what has been is not dated anew.
    """
    if plan.phases[0].status is PhaseStatus.DONE:
        raise _refuse(
            "plan_under_way",
            nl="De eerste fase is al afgerond; verleng een fase in plaats van het plan te "
            "verschuiven.",
            en="The first phase is already over; extend a phase instead of moving the plan.",
            place="starts_on",
        )
    return replace(plan, starts_on=starts_on, phases=_redate(plan.phases, 0, starts_on))


def pause(plan: DatedPlan, added: Pause) -> DatedPlan:
    """Add a pause. Phases keep their dates: tissue heals by the calendar (DEF-13).

    Refuses a pause that ends before it begins or that overlaps another one.
    """
    if added.until_on <= added.from_on:
        raise _refuse(
            "pause_ends_before_start",
            nl="De pauze eindigt ({until_on}) voordat hij begint ({from_on}).",
            en="The pause ends ({until_on}) before it begins ({from_on}).",
            place="until_on",
            until_on=added.until_on,
            from_on=added.from_on,
        )
    for known in plan.pauses:
        if added.from_on < known.until_on and known.from_on < added.until_on:
            raise _refuse(
                "pause_overlaps",
                nl="Er is al een pauze van {from_on} tot {until_on}.",
                en="There is already a pause from {from_on} until {until_on}.",
                place="until_on",
                from_on=known.from_on,
                until_on=known.until_on,
                kind=RefusalKind.CONFLICT,
            )
    return replace(plan, pauses=(*plan.pauses, added))


@dataclass(frozen=True, slots=True)
class MovedDate:
    """One date that a change would move: which phase, which end of it, from when to when."""

    phase: PhaseKind
    field: str
    before: date
    after: date


def moved_dates(before: DatedPlan, changed: DatedPlan) -> tuple[MovedDate, ...]:
    """Compare two versions of a plan and list every phase date that differs."""
    return tuple(
        MovedDate(old.kind, field, getattr(old, field), getattr(new, field))
        for old, new in zip(before.phases, changed.phases, strict=True)
        for field in ("starts_on", "earliest_end_on", "ends_on", "latest_end_on")
        if getattr(old, field) != getattr(new, field)
    )


def _date_phase(
    kind: PhaseKind, duration: Duration, starts_on: date, extended: int, status: PhaseStatus
) -> DatedPhase:
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


def _redate(phases: tuple[DatedPhase, ...], index: int, starts_on: date) -> tuple[DatedPhase, ...]:
    """Date the phases from ``index`` on anew, chained from ``starts_on``."""
    dated = list(phases[:index])
    for phase in phases[index:]:
        dated.append(
            _date_phase(phase.kind, phase.duration, starts_on, phase.extended_days, phase.status)
        )
        starts_on = dated[-1].ends_on
    return tuple(dated)


def _open_index(plan: DatedPlan) -> int:
    for index, phase in enumerate(plan.phases):
        if phase.status is PhaseStatus.OPEN:
            return index
    raise _refuse(
        "no_open_phase",
        nl="Dit plan heeft geen open fase meer.",
        en="This plan has no open phase any more.",
        place="phase",
    )


def _index(plan: DatedPlan, kind: PhaseKind) -> int:
    for index, phase in enumerate(plan.phases):
        if phase.kind == kind:
            return index
    raise _refuse(
        "unknown_phase",
        nl="Dit plan heeft die fase niet.",
        en="This plan does not have that phase.",
        place="phase",
    )


def _refuse(
    code: str,
    *,
    nl: str,
    en: str,
    place: str,
    kind: RefusalKind = RefusalKind.INVALID,
    **days: date,
) -> Refusal:
    return Refusal(code=code, message=with_days(nl=nl, en=en, **days), kind=kind, place=place)
