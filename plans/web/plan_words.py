"""A plan in words: its phases with their dates, and what a change would move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from plans.domain.dose_words import regimen_in_words
from plans.domain.duration import AboutDuration, MaximumDuration
from plans.domain.plan import DatedPhase, DatedPlan, DatedPrescription, Pause, PhaseStatus
from plans.domain.protocol import Protocol
from plans.domain.rescheduling import MovedDate
from plans.selectors.words import PHASES, language
from plans.web.words import date_in_words, duration_in_words, last_day, named, say


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """One phase the way it is told: what it is called, how long it lasts, and from when to when."""

    kind: str
    name: str
    lasts: str
    dates: str
    aim: str
    status: str
    criteria: list[str]
    opened_by_patient: bool


def phase_lines(
    phases: Iterable[DatedPhase], protocol: Protocol, *, today: date
) -> list[PhaseLine]:
    """Tell every phase of a plan, or of the preview of one."""
    return [_phase_line(phase, protocol, today) for phase in phases]


def moved_in_words(moved: Iterable[MovedDate]) -> list[str]:
    """Say which phases begin or end on another day."""
    said = []
    for item in moved:
        values = {"phase": named(PHASES, item.phase)}
        if item.field == "starts_on":
            values |= {"before": date_in_words(item.before), "after": date_in_words(item.after)}
            said.append(_("%(phase)s begins on %(after)s instead of %(before)s.") % values)
        elif item.field == "ends_on":
            values |= {
                "before": date_in_words(last_day(item.before)),
                "after": date_in_words(last_day(item.after)),
            }
            said.append(_("%(phase)s ends on %(after)s instead of %(before)s.") % values)
    return said


def changed_in_words(before: DatedPlan, after: DatedPlan, names: dict[str, str]) -> list[str]:
    """Say which exercises stop, begin or change, and on which days nothing is asked."""
    said = []
    known = {item.key: item for item in before.prescriptions}
    for item in after.prescriptions:
        if item.key not in known:
            begins = _("From %(day)s: %(exercise)s.")
            day = item.from_on or after.starts_on
        elif item != known[item.key] and item.until_on is not None:
            begins = _("Stops on %(day)s: %(exercise)s.")
            day = item.until_on
        else:
            continue
        said.append(begins % {"day": date_in_words(day), "exercise": prescribed(item, names)})
    said += [_paused(pause) for pause in after.pauses if pause not in before.pauses]
    return said


def _paused(pause: Pause) -> str:
    first = date_in_words(pause.from_on)
    if pause.until_on == pause.from_on:
        return _("The pause that began on %(first)s is cancelled.") % {"first": first}
    return _("Nothing is asked from %(first)s up to and including %(last)s.") % {
        "first": first,
        "last": date_in_words(last_day(pause.until_on)),
    }


def prescribed(item: DatedPrescription, names: dict[str, str]) -> str:
    """Say one prescription: the exercise, how much, and how often."""
    name = names.get(item.exercise, item.exercise)
    return f"{name}: {regimen_in_words(item.dose, item.frequency, language())}"


def _phase_line(phase: DatedPhase, protocol: Protocol, today: date) -> PhaseLine:
    prescribed_phase = protocol.phase(phase.kind)
    gate = prescribed_phase.gate
    return PhaseLine(
        kind=phase.kind,
        name=named(PHASES, phase.kind),
        lasts=duration_in_words(phase.duration),
        dates=_dates(phase, today),
        aim=say(prescribed_phase.aim),
        status=phase.status,
        criteria=[say(criterion.text) for criterion in gate.criteria],
        opened_by_patient=gate.opened_by == "patient",
    )


def _dates(phase: DatedPhase, today: date) -> str:
    start, end = date_in_words(phase.starts_on), date_in_words(last_day(phase.ends_on))
    values = {"start": start, "end": end}
    if phase.status is PhaseStatus.DONE:
        return _("From %(start)s up to and including %(end)s.") % values
    if phase.status is PhaseStatus.OPEN and today >= phase.ends_on:
        return (
            _("Since %(start)s; was planned until %(end)s and goes on until the next phase opens.")
            % values
        )
    if phase.status is PhaseStatus.PLANNED and today >= phase.starts_on:
        return _("Was planned from %(start)s; begins once the phase before it is over.") % values
    if isinstance(phase.duration, MaximumDuration):
        return _("From %(start)s, until %(end)s at the latest.") % values
    if isinstance(phase.duration, AboutDuration):
        return _("From %(start)s until around %(end)s.") % values
    if phase.earliest_end_on < phase.ends_on:
        values["earliest"] = date_in_words(last_day(phase.earliest_end_on))
        return _(
            "From %(start)s, until %(earliest)s at the earliest and %(end)s at the latest."
        ) % (values)
    return _("From %(start)s, planned until %(end)s.") % values
