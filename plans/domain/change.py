"""The ways in which one patient's plan can be changed, each as a value that can be tried first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from plans.domain import rescheduling
from plans.domain.day_words import with_days
from plans.domain.dosage import Dose, Frequency
from plans.domain.event import EventKind
from plans.domain.exercise import Slug
from plans.domain.plan import DatedPlan, DatedPrescription, Pause
from plans.domain.protocol import PhaseKind
from plans.domain.refusal import Refusal, RefusalKind
from plans.domain.text import Text
from plans.domain.value import value


def _wall_clock(moment: time) -> time:
    if moment.second or moment.microsecond or moment.tzinfo is not None:
        raise ValueError("a moment is a wall-clock time in hours and minutes, such as 07:30")
    return moment


WallClock = Annotated[time, AfterValidator(_wall_clock)]
Days = Annotated[int, Field(ge=-366, le=366)]
Key = Annotated[str, Field(min_length=1, max_length=80)]


@value
class MovePlan:
    """Let the whole plan start on another day."""

    kind: Literal["move_plan"] = "move_plan"
    starts_on: date

    def apply(self, plan: DatedPlan, today: date) -> DatedPlan:
        """Return the plan with its new dates."""
        rescheduling.refuse_far_start(self.starts_on, today)
        return rescheduling.move(plan, self.starts_on)


@value
class ExtendPhase:
    """Make a phase so many days longer, or shorter when negative."""

    kind: Literal["extend_phase"] = "extend_phase"
    phase: PhaseKind
    days: Days

    def apply(self, plan: DatedPlan, today: date) -> DatedPlan:
        """Return the plan with its new dates."""
        return rescheduling.extend(plan, self.phase, self.days)


@value
class OpenPhase:
    """Close the phase that is open and begin the next one today."""

    kind: Literal["open_phase"] = "open_phase"
    phase: PhaseKind

    def apply(self, plan: DatedPlan, today: date) -> DatedPlan:
        """Return the plan with its new dates."""
        return rescheduling.open_next(plan, self.phase, on=today)


@value
class PausePlan:
    """Ask nothing from ``from_on`` (today when left out) until the day ``until_on``."""

    kind: Literal["pause_plan"] = "pause_plan"
    from_on: date | None = None
    until_on: date

    def apply(self, plan: DatedPlan, today: date) -> DatedPlan:
        """Return the plan with the pause in it."""
        from_on = self.from_on or today
        _refuse_past(from_on, today, "from_on")
        return rescheduling.pause(plan, Pause(from_on, self.until_on))


@value
class ResumePlan:
    """End the pause that holds today."""

    kind: Literal["resume_plan"] = "resume_plan"

    def apply(self, plan: DatedPlan, today: date) -> DatedPlan:
        """Return the plan with the pause cut short."""
        running = next((item for item in plan.pauses if item.covers(today)), None)
        if running is None:
            raise Refusal(
                code="not_paused",
                message=Text(nl="Dit plan is nu niet gepauzeerd.", en="This plan is not paused."),
                kind=RefusalKind.CONFLICT,
            )
        cut = replace(running, until_on=today)
        return replace(plan, pauses=tuple(cut if item is running else item for item in plan.pauses))


@value
class AddExercise:
    """Add an exercise to a phase, from ``from_on`` on."""

    kind: Literal["add_exercise"] = "add_exercise"
    phase: PhaseKind
    exercise: Slug
    dose: Dose
    frequency: Frequency = Frequency()
    from_on: date
    moments: tuple[WallClock, ...] | None = None

    def apply(self, plan: DatedPlan, today: date) -> DatedPlan:
        """Return the plan with the exercise in it."""
        _refuse_past(self.from_on, today, "from_on")
        _refuse_unknown_phase(plan, self.phase)
        added = DatedPrescription(
            key=_free_key(plan, f"{self.phase}-own"),
            phase=self.phase,
            exercise=self.exercise,
            dose=self.dose,
            frequency=self.frequency,
            from_on=self.from_on,
            moments=_sorted(self.moments),
        )
        return replace(plan, prescriptions=(*plan.prescriptions, added))


@value
class RemoveExercise:
    """Take an exercise out of the plan, from ``from_on`` on."""

    kind: Literal["remove_exercise"] = "remove_exercise"
    prescription: Key
    from_on: date

    def apply(self, plan: DatedPlan, today: date) -> DatedPlan:
        """Return the plan without the exercise from that day on."""
        return _close(plan, _find(plan, self.prescription), self.from_on, today)


@value
class SwapExercise:
    """Put another exercise in the place of one, from ``from_on`` on."""

    kind: Literal["swap_exercise"] = "swap_exercise"
    prescription: Key
    exercise: Slug
    dose: Dose | None = None
    from_on: date

    def apply(self, plan: DatedPlan, today: date) -> DatedPlan:
        """Return the plan with the other exercise; without a dose the old one is kept."""
        old = _find(plan, self.prescription)
        new = replace(old, exercise=self.exercise, dose=self.dose or old.dose)
        return _supersede(plan, old, new, self.from_on, today)


@value
class ChangeDose:
    """Change how much or how often, from ``from_on`` on."""

    kind: Literal["change_dose"] = "change_dose"
    prescription: Key
    dose: Dose | None = None
    frequency: Frequency | None = None
    from_on: date

    def apply(self, plan: DatedPlan, today: date) -> DatedPlan:
        """Return the plan with the new dosage."""
        old = _find(plan, self.prescription)
        new = replace(old, dose=self.dose or old.dose, frequency=self.frequency or old.frequency)
        return _supersede(plan, old, new, self.from_on, today)


@value
class ChangeMoments:
    """Give one exercise its own moments, or the patient's again, from ``from_on`` on."""

    kind: Literal["change_moments"] = "change_moments"
    prescription: Key
    moments: tuple[WallClock, ...] | None
    from_on: date

    def apply(self, plan: DatedPlan, today: date) -> DatedPlan:
        """Return the plan with the new moments."""
        old = _find(plan, self.prescription)
        new = replace(old, moments=_sorted(self.moments))
        return _supersede(plan, old, new, self.from_on, today)


Change = Annotated[
    MovePlan
    | ExtendPhase
    | OpenPhase
    | PausePlan
    | ResumePlan
    | AddExercise
    | RemoveExercise
    | SwapExercise
    | ChangeDose
    | ChangeMoments,
    Field(discriminator="kind"),
]


def event_kind(change: Change) -> EventKind:
    """Return the name under which a change is kept as history."""
    match change:
        case MovePlan():
            return EventKind.PLAN_MOVED
        case ExtendPhase():
            return EventKind.PHASE_EXTENDED
        case OpenPhase():
            return EventKind.PHASE_OPENED
        case PausePlan():
            return EventKind.PLAN_PAUSED
        case ResumePlan():
            return EventKind.PLAN_RESUMED
        case _:
            return EventKind.PLAN_TAILORED


def _find(plan: DatedPlan, key: str) -> DatedPrescription:
    for prescription in plan.prescriptions:
        if prescription.key == key:
            return prescription
    raise Refusal(
        code="unknown_prescription",
        message=Text(
            nl="Deze oefening staat niet in het plan. Kies er een uit de lijst.",
            en="This exercise is not in the plan. Choose one from its list.",
        ),
        kind=RefusalKind.NOT_FOUND,
        place="prescription",
    )


def _close(plan: DatedPlan, old: DatedPrescription, from_on: date, today: date) -> DatedPlan:
    _refuse_past(from_on, today, "from_on")
    if old.until_on is not None and old.until_on <= from_on:
        raise Refusal(
            code="prescription_is_over",
            message=with_days(
                nl="Deze oefening is al gestopt op {day}.",
                en="This exercise already stopped on {day}.",
                day=old.until_on,
            ),
            place="prescription",
        )
    end = max(from_on, old.from_on) if old.from_on is not None else from_on
    closed = replace(old, until_on=end)
    return replace(
        plan,
        prescriptions=tuple(closed if item is old else item for item in plan.prescriptions),
    )


def _supersede(
    plan: DatedPlan, old: DatedPrescription, new: DatedPrescription, from_on: date, today: date
) -> DatedPlan:
    closed = _close(plan, old, from_on, today)
    begin = max(from_on, old.from_on) if old.from_on is not None else from_on
    follower = replace(new, key=_free_key(plan, old.key), from_on=begin, until_on=old.until_on)
    return replace(closed, prescriptions=(*closed.prescriptions, follower))


def _free_key(plan: DatedPlan, stem: str) -> str:
    """Name a row after the one it follows, so that its history can be read from its key."""
    root = stem.split("~", maxsplit=1)[0]
    taken = {prescription.key for prescription in plan.prescriptions}
    number = 1
    while f"{root}~{number}" in taken:
        number += 1
    return f"{root}~{number}"


def _sorted(moments: tuple[time, ...] | None) -> tuple[time, ...] | None:
    return tuple(sorted(set(moments))) if moments else None


def _refuse_past(day: date, today: date, place: str) -> None:
    if day >= today:
        return
    raise Refusal(
        code="day_has_passed",
        message=with_days(
            nl="{day} is al geweest. Kies vandaag of een latere dag.",
            en="{day} has passed. Choose today or a later day.",
            day=day,
        ),
        place=place,
    )


def _refuse_unknown_phase(plan: DatedPlan, kind: PhaseKind) -> None:
    if any(phase.kind == kind for phase in plan.phases):
        return
    raise Refusal(
        code="unknown_phase",
        message=Text(nl="Dit plan heeft die fase niet.", en="This plan does not have that phase."),
        place="phase",
    )
