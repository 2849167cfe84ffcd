"""Tells a patient's story to the program's own services, entry by entry, in order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from plans.domain.agenda import AgendaItem, agenda_on
from plans.domain.days import instant
from plans.models import Injury, Patient, Plan, PlanStatus, Referral, User
from plans.selectors.catalogue import protocol_of, published_protocol
from plans.selectors.day import plans_with_dates
from plans.selectors.plan_values import dated_plan
from plans.selectors.scope import visible_referrals
from plans.services.changing import change_plan
from plans.services.referrals import acknowledge_referral, resolve_referral
from plans.services.reporting import (
    record_activity,
    record_answer,
    record_exercise,
    record_pain,
    record_signs,
)
from plans.services.starting import add_injury, start_plan, switch_plan
from recovery.demo.courses import Course, Switch, Turn

_INTAKE, _STARTS = time(8, 45), time(9)
_CONSULTING, _SWITCHING = time(10, 15), time(16)
_PAUSING, _ANSWERING, _ANY_TIME = time(7, 45), time(12, 30), time(18)
_SCORING, _NOTICING = time(20, 40), time(21, 15)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened at ``at``; ``write`` tells it to the program."""

    at: datetime
    write: Callable[[datetime], None]


@dataclass
class Diary:
    """One course of one patient, kept by the patient and the physiotherapist."""

    patient: Patient
    physiotherapist: User
    course: Course
    today: date
    _turns: Iterator[int] = field(default_factory=lambda: count(1))
    _injury: Injury | None = None

    @property
    def zone(self) -> ZoneInfo:
        """Where the patient lives."""
        return self.patient.zone

    def entries(self) -> Iterator[Entry]:
        """Give everything that happened, in no particular order."""
        course = self.course
        first = course.started_days_ago
        yield self._entry(first, _INTAKE, self._add_injury)
        yield self._entry(first, _STARTS, self._start)
        for turn in course.turns:
            wall = _PAUSING if turn.by_patient else _CONSULTING
            yield self._entry(turn.days_ago, wall, self._changing(turn))
        if course.referral_seen_days_ago is not None:
            yield self._entry(course.referral_seen_days_ago, _CONSULTING, self._see_referral)
        if course.switch is not None:
            yield self._entry(course.switch.days_ago, _SWITCHING, self._switching(course.switch))
        yield from self._reports()

    def _reports(self) -> Iterator[Entry]:
        course = self.course
        for days_ago, signs in course.signs:
            wall = _NOTICING if signs else _ANSWERING
            yield self._entry(days_ago, wall, self._noticing(signs))
        for days_ago, kind, minutes, during in course.activities:
            yield self._entry(days_ago, _ANY_TIME, self._moving(kind, minutes, during))
        for days_ago, question, answer in course.answers:
            yield self._entry(days_ago, _ANSWERING, self._answering(question, answer))
        for days_ago, pain in zip(range(len(course.pain), 0, -1), course.pain, strict=True):
            if pain is not None:
                yield self._entry(days_ago, _SCORING, self._evening(days_ago, pain))

    def _entry(self, days_ago: int, wall: time, write: Callable[[datetime], None]) -> Entry:
        return Entry(instant(self._day(days_ago), wall, self.zone), write)

    def _day(self, days_ago: int) -> date:
        return self.today - timedelta(days=days_ago)

    @property
    def _own_injury(self) -> Injury:
        if self._injury is None:
            raise LookupError(f"patient {self.patient.pk} has no injury yet")
        return self._injury

    @property
    def _own_plan(self) -> Plan:
        return plans_with_dates().get(injury=self._own_injury, status=PlanStatus.ACTIVE)

    def _referrals(self) -> list[Referral]:
        return list(visible_referrals(self.physiotherapist).filter(injury=self._own_injury))

    def _add_injury(self, at: datetime) -> None:
        version = published_protocol(self.course.protocol)
        self._injury = add_injury(
            patient=self.patient,
            region=protocol_of(version.pk).region,
            side=self.course.side,
            injured_on=self._day(self.course.injured_days_ago),
            by=self.physiotherapist,
            now=at,
        )

    def _start(self, at: datetime) -> None:
        start_plan(
            injury=self._own_injury,
            version=published_protocol(self.course.protocol),
            starts_on=self._day(self.course.started_days_ago),
            by=self.physiotherapist,
            now=at,
        )

    def _changing(self, turn: Turn) -> Callable[[datetime], None]:
        def write(at: datetime) -> None:
            change_plan(
                plan=self._own_plan,
                change=turn.make(self._day(turn.days_ago)),
                by=self.patient.user if turn.by_patient else self.physiotherapist,
                now=at,
                reason=turn.reason,
            )

        return write

    def _see_referral(self, at: datetime) -> None:
        for referral in self._referrals():
            acknowledge_referral(referral=referral, by=self.physiotherapist, now=at)

    def _switching(self, switch: Switch) -> Callable[[datetime], None]:
        def write(at: datetime) -> None:
            by = self.physiotherapist
            for referral in self._referrals():
                resolve_referral(referral=referral, outcome=switch.outcome, by=by, now=at)
            version = published_protocol(switch.protocol)
            switch_plan(plan=self._own_plan, version=version, by=by, now=at, reason=switch.outcome)

        return write

    def _noticing(self, signs: tuple[str, ...]) -> Callable[[datetime], None]:
        def write(at: datetime) -> None:
            record_signs(injury=self._own_injury, signs=signs, by=self.patient.user, now=at)

        return write

    def _moving(self, kind: str, minutes: int, pain: int) -> Callable[[datetime], None]:
        def write(at: datetime) -> None:
            record_activity(
                injury=self._own_injury,
                kind=kind,
                minutes=minutes,
                pain=pain,
                by=self.patient.user,
                now=at,
            )

        return write

    def _answering(self, question: str, answer: str) -> Callable[[datetime], None]:
        def write(at: datetime) -> None:
            record_answer(
                injury=self._own_injury,
                question=question,
                answer=answer,
                by=self.patient.user,
                now=at,
            )

        return write

    def _evening(self, days_ago: int, pain: int) -> Callable[[datetime], None]:
        """Tick off the day's exercises, and give the scores of the morning and the day.

        Nobody in the demo goes on with an exercise that hurts more than its phase allows.
        """

        def write(at: datetime) -> None:
            day, user = self._day(days_ago), self.patient.user
            due, ceiling = self._due(day) if days_ago <= self.course.ticked_days else ((), 0)
            for item in due:
                if self.course.skips and next(self._turns) % self.course.skips == 0:
                    continue
                record_exercise(
                    injury=self._own_injury,
                    exercise=item.exercise,
                    turn=item.turn,
                    pain=min(max(pain - 2, 0), ceiling),
                    by=user,
                    now=instant(day, item.moment or _ANY_TIME, self.zone),
                )
            record_pain(
                injury=self._own_injury, pain=pain, morning=max(pain - 1, 0), by=user, now=at
            )

        return write

    def _due(self, day: date) -> tuple[tuple[AgendaItem, ...], int]:
        """Return what is due on ``day``, and the highest pain that is allowed during it."""
        plan = self._own_plan
        protocol = protocol_of(plan.protocol_version_id)
        agenda = agenda_on(
            dated_plan(plan), protocol, day, as_of=day, moments=self.patient.exercise_moments
        )
        ceiling = protocol.phase(agenda.phase).ceiling.pain if agenda.phase else 0
        return agenda.items, ceiling
