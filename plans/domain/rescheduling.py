"""Every way in which a plan's dates can move, and which dates a change moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from plans.domain.day_words import with_days
from plans.domain.plan import DatedPhase, DatedPlan, Pause, PhaseStatus, date_phase
from plans.domain.protocol import PhaseKind
from plans.domain.refusal import Refusal, RefusalKind

LONGEST_EXTENSION_DAYS = 366
FURTHEST_START_DAYS = 366


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


def _redate(phases: tuple[DatedPhase, ...], index: int, starts_on: date) -> tuple[DatedPhase, ...]:
    """Date the phases from ``index`` on anew, chained from ``starts_on``."""
    dated = list(phases[:index])
    for phase in phases[index:]:
        dated.append(
            date_phase(phase.kind, phase.duration, starts_on, phase.extended_days, phase.status)
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
