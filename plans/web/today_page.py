"""What stands on a patient's page for one day, over all plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby
from uuid import UUID

from plans.domain.agenda import AgendaItem
from plans.domain.dose_words import dose_in_words
from plans.domain.exercise import Exercise
from plans.domain.log import LATEST_COUNTED_DAYS
from plans.domain.protocol import Phase, Protocol
from plans.domain.question import Question
from plans.domain.statement import Statement
from plans.models import (
    ActivityReport,
    AnswerReport,
    AskedQuestion,
    ExerciseReport,
    PainReport,
    Patient,
    Plan,
    PlanStatus,
    ReferralStatus,
    SignReport,
    User,
)
from plans.selectors.catalogue import exercises, protocol_of
from plans.selectors.day import PlanDay, plan_days, plans_with_dates
from plans.selectors.referrals import card_of
from plans.selectors.scope import not_found, visible_referrals
from plans.selectors.words import ADDRESSEES, PHASES, URGENCIES, language
from plans.web.today_forms import ActivityForm, AnswerForm, ScoreForm, SignsForm, TickForm
from plans.web.words import named, say

FURTHEST_AHEAD_DAYS = 7


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of one exercise on the page; ``done`` is empty while nothing is said of it."""

    plan: UUID
    injury: str
    name: str
    purpose: str
    dose: str
    steps: list[str]
    cautions: list[str]
    equipment: list[str]
    done: str
    pain: int | None
    form: TickForm
    anchor: str


@dataclass(frozen=True, slots=True)
class Moment:
    """The turns that stand at one moment; ``at`` is ``None`` for any time of the day."""

    at: time | None
    turns: list[Turn]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, and whether it was answered on this day."""

    form: AnswerForm
    answered: str


@dataclass(frozen=True, slots=True)
class PlanPart:
    """What one plan says and asks on this day."""

    public_id: UUID
    name: str
    starts_on: date
    phase: str
    aim: str
    advice: list[str]
    allowed: list[str]
    forbidden: list[str]
    aids: list[str]
    not_begun: bool
    paused_until: date | None
    score: ScoreForm
    score_given: bool
    questions: list[Asked]
    activity: ActivityForm
    activities: list[ActivityReport]
    signs: SignsForm | None
    signs_given: bool


@dataclass(frozen=True, slots=True)
class Warned:
    """A referral as the patient reads it: who should look, how soon, and why."""

    to: str
    urgency: str
    reason: str
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class DayPage:
    """The whole page."""

    day: date
    today: date
    can_fill_in: bool
    earlier: date | None
    later: date | None
    parts: list[PlanPart]
    moments: list[Moment]
    referrals: list[Warned]

    @property
    def is_today(self) -> bool:
        """Say whether the page is about today."""
        return self.day == self.today


@dataclass(frozen=True, slots=True)
class _Reports:
    """What was reported about the day, over all injuries."""

    exercises: dict[tuple[int, str, int | None], ExerciseReport]
    scores: dict[int, PainReport]
    answers: dict[tuple[int, str], str]
    activities: dict[int, list[ActivityReport]]
    signs: dict[int, list[str]]
    open_questions: dict[int, list[str]]


def first_day(today: date) -> date:
    """Return the earliest day that can still be filled in and count (DEF-12)."""
    return today - timedelta(days=LATEST_COUNTED_DAYS)


def final_day(today: date) -> date:
    """Return the furthest day that can be looked at."""
    return today + timedelta(days=FURTHEST_AHEAD_DAYS)


def day_page(*, user: User, patient: Patient, day: date, today: date) -> DayPage:
    """Read everything that the page of ``day`` shows, seen on the patient's day ``today``."""
    plans = _plans(patient)
    days = list(plan_days(plans, [day], as_of=today))
    reports = _reports(plans, day)
    can_fill_in = day <= today
    return DayPage(
        day=day,
        today=today,
        can_fill_in=can_fill_in,
        earlier=day - timedelta(days=1) if day > first_day(today) else None,
        later=day + timedelta(days=1) if day < final_day(today) else None,
        parts=[_part(plan, item, reports) for plan, item in zip(plans, days, strict=True)],
        moments=_moments(plans, days, reports),
        referrals=_referrals(user),
    )


def plan_under_way(patient: Patient, public_id: UUID) -> Plan:
    """Return the plan that a form on the page is about; refuses any but this patient's."""
    plan = plans_with_dates().filter(injury__patient=patient, public_id=public_id).first()
    if plan is None:
        raise not_found()
    return plan


def question_of(plan: Plan, name: str) -> Question:
    """Return a question of the plan's protocol; refuses one that it does not ask."""
    for question in protocol_of(plan.protocol_version_id).questions:
        if question.name == name:
            return question
    raise not_found()


def _plans(patient: Patient) -> list[Plan]:
    rows = plans_with_dates().filter(injury__patient=patient, status=PlanStatus.ACTIVE)
    return list(rows.order_by("pk"))


def _reports(plans: Sequence[Plan], day: date) -> _Reports:
    of_day = {"injury__in": [plan.injury_id for plan in plans], "for_on": day}
    activities: dict[int, list[ActivityReport]] = {}
    for activity in ActivityReport.objects.current().filter(**of_day).order_by("pk"):
        activities.setdefault(activity.injury_id, []).append(activity)
    waiting: dict[int, list[str]] = {}
    asked = AskedQuestion.objects.filter(plan__in=plans, closed_at__isnull=True).order_by("pk")
    for question in asked:
        waiting.setdefault(question.plan_id, []).append(question.question)
    return _Reports(
        exercises={
            (row.injury_id, row.exercise, row.turn): row
            for row in ExerciseReport.objects.current().filter(**of_day)
        },
        scores={
            row.injury_id: row
            for row in PainReport.objects.current().filter(**of_day, is_day_score=True)
        },
        answers={
            (row.injury_id, row.question): row.answer
            for row in AnswerReport.objects.current().filter(**of_day).order_by("pk")
        },
        activities=activities,
        signs={
            row.injury_id: row.signs
            for row in SignReport.objects.current().filter(**of_day).order_by("pk")
        },
        open_questions=waiting,
    )


def _part(plan: Plan, item: PlanDay, reports: _Reports) -> PlanPart:
    protocol = protocol_of(plan.protocol_version_id)
    phase = protocol.phase(item.agenda.phase) if item.agenda.phase else None
    score = reports.scores.get(plan.injury_id)
    signs = reports.signs.get(plan.injury_id)
    return PlanPart(
        public_id=plan.public_id,
        name=protocol.names.in_language(language()),
        starts_on=plan.starts_on,
        phase=named(PHASES, phase.kind) if phase else "",
        aim=say(phase.aim) if phase else "",
        advice=_texts(phase.advice if phase else ()),
        allowed=_texts(phase.allowed if phase else ()),
        forbidden=_texts(phase.forbidden if phase else ()),
        aids=_texts(phase.aids if phase else ()),
        not_begun=item.agenda.day < plan.starts_on,
        paused_until=_paused_until(plan, item.agenda.day),
        score=ScoreForm(
            initial={"pain": score.pain, "morning": score.morning} if score else None,
            auto_id=f"score-{plan.pk}-%s",
        ),
        score_given=score is not None,
        questions=_questions(plan, protocol, phase, item, reports),
        activity=ActivityForm(auto_id=f"activity-{plan.pk}-%s"),
        activities=reports.activities.get(plan.injury_id, []),
        signs=SignsForm(
            signs=protocol.signs, initial={"signs": signs}, auto_id=f"signs-{plan.pk}-%s"
        )
        if protocol.signs
        else None,
        signs_given=signs is not None,
    )


def _questions(
    plan: Plan, protocol: Protocol, phase: Phase | None, item: PlanDay, reports: _Reports
) -> list[Asked]:
    """Join what the day asks and what a rule waits for; a question stands there once."""
    names = dict.fromkeys((*reports.open_questions.get(plan.pk, []), *item.agenda.questions))
    asked = []
    for name in names if phase else ():
        answer = reports.answers.get((plan.injury_id, name), "")
        form = AnswerForm(
            question=protocol.question(name),
            initial={"question": name, "answer": answer},
            auto_id=f"answer-{plan.pk}-{name}-%s",
        )
        asked.append(Asked(form, answer))
    return asked


def _moments(plans: Sequence[Plan], days: Sequence[PlanDay], reports: _Reports) -> list[Moment]:
    items = [
        (plan, day, item)
        for plan, day in zip(plans, days, strict=True)
        for item in day.agenda.items
    ]
    known = exercises({item.exercise for _, _, item in items})
    items.sort(key=lambda found: (found[2].moment is None, found[2].moment or time.max))
    return [
        Moment(
            at,
            [
                _turn(plan, day, item, known.get(item.exercise), reports)
                for plan, day, item in group
            ],
        )
        for at, group in groupby(items, key=lambda found: found[2].moment)
    ]


def _turn(
    plan: Plan, day: PlanDay, item: AgendaItem, exercise: Exercise | None, reports: _Reports
) -> Turn:
    report = reports.exercises.get((plan.injury_id, item.exercise, item.turn))
    ticked = day.ticks.get((item.prescription, item.turn), "")
    pain = report.pain if report else None
    return Turn(
        plan=plan.public_id,
        injury=day.names.in_language(language()),
        name=say(exercise.name) if exercise else item.exercise,
        purpose=say(exercise.purpose) if exercise else "",
        dose=dose_in_words(item.dose, language()),
        steps=[say(step) for step in exercise.steps] if exercise else [],
        cautions=[say(caution) for caution in exercise.cautions] if exercise else [],
        equipment=[say(thing) for thing in exercise.equipment] if exercise else [],
        done=report.done if report else ticked,
        pain=pain,
        form=TickForm(
            initial={"exercise": item.exercise, "turn": item.turn, "pain": pain},
            auto_id=f"tick-{plan.pk}-{item.prescription}-{item.turn}-%s".replace("~", "-"),
        ),
        anchor=f"turn-{plan.pk}-{item.exercise}-{item.turn}",
    )


def _paused_until(plan: Plan, day: date) -> date | None:
    until = [pause.until_on for pause in plan.pauses.all() if pause.from_on <= day < pause.until_on]
    return max(until, default=None)


def _referrals(user: User) -> list[Warned]:
    rows = visible_referrals(user).filter(
        status__in=(ReferralStatus.OPEN, ReferralStatus.ACKNOWLEDGED)
    )
    cards = [card_of(row) for row in rows.select_related("injury__patient", "plan", "verdict")]
    ranks = list(URGENCIES)
    cards.sort(key=lambda card: (ranks.index(card.urgency), card.raised_at))
    return [
        Warned(
            to=named(ADDRESSEES, card.to),
            urgency=named(URGENCIES, card.urgency),
            reason=say(card.reason),
            is_urgent=card.urgency == "immediate",
        )
        for card in cards
    ]


def _texts(statements: Iterable[Statement]) -> list[str]:
    return [say(statement.text) for statement in statements]
