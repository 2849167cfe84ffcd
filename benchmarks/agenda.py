"""The agenda of twelve weeks and of today, beside a bare date loop and dateutil's rrule.

Run with ``python -m benchmarks.agenda``; it needs no database.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial

from dateutil.rrule import DAILY, rrule  # type: ignore[import-untyped]  # carries no types

from benchmarks.rounds import show, time_in_turn
from plans.catalogue.reading import read_catalogue
from plans.domain.agenda import Agenda, AgendaItem
from plans.domain.days import days_between
from plans.domain.dosage import Dose, Frequency
from plans.domain.plan import DatedPlan, DatedPrescription, lay_out
from plans.domain.protocol import PhaseKind, Protocol

START = date(2026, 3, 2)
WEEKS = 12
MOMENTS = (time(7, 30), time(20))
LIMIT = "the limit: a bare date loop"
OURS = "the program: Agenda.on"


def main() -> None:
    """Time the whole plan and today."""
    protocol = _protocol()
    plan = DatedPlan(START, lay_out(protocol.phases, START), _prescriptions())
    end = START + timedelta(weeks=WEEKS)
    today = START + timedelta(days=40)

    def ours(first: date, last: date) -> list[AgendaItem]:
        agenda = Agenda(plan, protocol, as_of=START, moments=MOMENTS)
        return [item for day in days_between(first, last) for item in agenda.on(day).items]

    print(f"turns in {WEEKS} weeks: {len(ours(START, end))}")
    for way in (_bare, _rrule):
        assert len(way(START, end)) == len(ours(START, end))  # noqa: S101 - they do the same work
    for title, first, last, repeats in (
        (f"a whole plan of {WEEKS} weeks", START, end, 10),
        ("today only", today, today + timedelta(days=1), 100),
    ):
        ways: dict[str, Callable[[], object]] = {
            LIMIT: partial(_bare, first, last),
            OURS: partial(ours, first, last),
            "dateutil.rrule": partial(_rrule, first, last),
        }
        show(title, time_in_turn(ways, repeats=repeats), limit=LIMIT)


def _protocol() -> Protocol:
    return read_catalogue().protocols["achilles-self-care"]


def _prescriptions() -> tuple[DatedPrescription, ...]:
    """Give each phase the same four exercises: 5 turns a day, 4 when one of them rests."""
    phases: tuple[PhaseKind, ...] = ("relative_rest", "build_up", "return_to_sport")
    return tuple(
        DatedPrescription(
            key=f"{phase}-{number}",
            phase=phase,
            exercise=f"exercise-{number}",
            dose=Dose(sets=3, reps=10),
            frequency=Frequency(times_a_day=turns, every_n_days=every),
        )
        for phase in phases
        for number, (turns, every) in enumerate(((2, 1), (1, 1), (1, 1), (1, 2)), start=1)
    )


_BARE = ((1, (MOMENTS[0], MOMENTS[1])), (1, MOMENTS[:1]), (1, MOMENTS[:1]), (2, MOMENTS[:1]))


def _bare(first: date, last: date) -> list[tuple[date, int, time]]:
    """List the same turns with nothing but dates and numbers: nothing can be much faster."""
    one_day = timedelta(days=1)
    found = []
    day, since = first, (first - START).days
    while day < last:
        for number, (every, walls) in enumerate(_BARE):
            if since % every == 0:
                found += [(day, number, wall) for wall in walls]
        day, since = day + one_day, since + 1
    return found


def _rrule(first: date, last: date) -> list[datetime]:
    """List the same turns as recurrence rules do: one rule for each exercise and moment."""
    since = datetime.combine(first, time())
    until = datetime.combine(last, time()) - timedelta(seconds=1)
    return [
        moment
        for every, walls in _BARE
        for wall in walls
        for moment in rrule(DAILY, dtstart=datetime.combine(START, wall), interval=every).between(
            since, until, inc=True
        )
    ]


if __name__ == "__main__":
    main()
