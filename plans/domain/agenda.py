"""What is due on one day: computed from the plan and its pauses, never stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time

from plans.domain.dosage import Dose
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
    """Everything that one plan asks on one day."""

    day: date
    phase: PhaseKind | None
    paused: bool
    items: tuple[AgendaItem, ...]
    questions: tuple[str, ...]
    asks_score: bool


def agenda_on(
    plan: DatedPlan, protocol: Protocol, day: date, *, as_of: date, moments: tuple[time, ...]
) -> AgendaDay:
    """Compute what ``plan`` asks on ``day``, seen on the day ``as_of``.

    ``moments`` are the patient's own exercise moments, wall-clock times in ascending order. The
    cost does not depend on the length of the plan.
    """
    phase = plan.phase_on(day, as_of=as_of)
    if phase is None:
        return AgendaDay(day, None, False, (), (), False)
    if plan.is_paused_on(day):
        return AgendaDay(day, phase.kind, True, (), (), False)
    items = sorted(
        (
            item
            for prescription in plan.prescriptions
            for item in _turns(prescription, phase, day, moments)
        ),
        key=_by_moment,
    )
    return AgendaDay(
        day, phase.kind, False, tuple(items), _questions(protocol, phase, day), asks_score=True
    )


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


def _turns(
    prescription: DatedPrescription, phase: DatedPhase, day: date, moments: tuple[time, ...]
) -> Iterable[AgendaItem]:
    if prescription.phase != phase.kind or not prescription.holds_on(day, phase.starts_on):
        return ()
    counted_from = after(phase.starts_on, prescription.starts_after)
    if not prescription.frequency.is_due_on(day, counted_from=counted_from):
        return ()
    own = prescription.moments if prescription.moments is not None else moments
    chosen = spread(prescription.frequency.times_a_day, own)
    return (
        AgendaItem(prescription.key, prescription.exercise, prescription.dose, turn, moment)
        for turn, moment in enumerate(chosen, start=1)
    )


def _questions(protocol: Protocol, phase: DatedPhase, day: date) -> tuple[str, ...]:
    since = (day - phase.starts_on).days
    return tuple(
        check_in.question
        for check_in in protocol.phase(phase.kind).check_ins
        if since % check_in.every_n_days == 0
    )


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
