"""What stands on a patient's page for one day, over all plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from plans.domain.log import LATEST_COUNTED_DAYS
from plans.domain.protocol import Phase, Protocol
from plans.domain.question import Question
from plans.domain.statement import Statement
from plans.models import ActivityReport, Patient, Plan, PlanStatus, User
from plans.selectors.catalogue import protocol_of
from plans.selectors.day import PlanDay, plan_days, plans_with_dates
from plans.selectors.day_reports import DayReports, reports_of_day
from plans.selectors.records import records_of
from plans.selectors.scope import not_found
from plans.selectors.standing import findings_of
from plans.selectors.words import PHASES, language
from plans.web.standing import StandingLine, standing_line
from plans.web.today_advice import AdviceLine, advice_lines
from plans.web.today_forms import ActivityForm, AnswerForm, ScoreForm, SignsForm
from plans.web.today_turns import Moment, moments_of
from plans.web.words import named, say

FURTHEST_AHEAD_DAYS = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, and whether it was answered on this day."""

    form: AnswerForm
    answered: str


@dataclass(frozen=True, slots=True)
class PlanPart:
    """What one plan says and asks on this day; ``standing`` is told of today only."""

    public_id: UUID
    name: str
    starts_on: date
    phase: str
    aim: str
    advice: list[str]
    allowed: list[str]
    forbidden: list[str]
    aids: list[str]
    is_follow_up: bool
    not_begun: bool
    paused_until: date | None
    stopped: bool
    asks_score: bool
    standing: StandingLine | None
    score: ScoreForm
    score_given: bool
    questions: list[Asked]
    activity: ActivityForm
    activities: list[ActivityReport]
    signs: SignsForm | None
    signs_given: bool


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
    advice: list[AdviceLine]

    @property
    def is_today(self) -> bool:
        """Say whether the page is about today."""
        return self.day == self.today

    @property
    def tips(self) -> list[AdviceLine]:
        """Return what is only good to know: nobody has to be called about it."""
        return [line for line in self.advice if not line.is_call] if self.is_today else []


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
    reports = reports_of_day(plans, day)
    records = records_of(plans)
    findings = findings_of(plans, records, today=today)
    standings = {
        plan.pk: standing_line(plan, findings[plan.pk], records[plan.pk], today=today)
        for plan in plans
        if day == today and plan.starts_on <= today
    }
    can_fill_in = day <= today
    return DayPage(
        day=day,
        today=today,
        can_fill_in=can_fill_in,
        earlier=day - timedelta(days=1) if day > first_day(today) else None,
        later=day + timedelta(days=1) if day < final_day(today) else None,
        parts=[
            _part(plan, item, reports, standings.get(plan.pk))
            for plan, item in zip(plans, days, strict=True)
        ],
        moments=moments_of(plans, days, reports),
        advice=advice_lines(
            user,
            patient,
            plans,
            findings,
            stopped={item.plan_id for item in days if item.agenda.stopped},
        ),
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


def _part(
    plan: Plan, item: PlanDay, reports: DayReports, standing: StandingLine | None
) -> PlanPart:
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
        is_follow_up=plan.is_follow_up,
        not_begun=item.agenda.day < plan.starts_on,
        paused_until=_paused_until(plan, item.agenda.day),
        stopped=item.agenda.stopped,
        asks_score=item.agenda.asks_score,
        standing=standing,
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
    plan: Plan, protocol: Protocol, phase: Phase | None, item: PlanDay, reports: DayReports
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


def _paused_until(plan: Plan, day: date) -> date | None:
    until = [pause.until_on for pause in plan.pauses.all() if pause.from_on <= day < pause.until_on]
    return max(until, default=None)


def _texts(statements: Iterable[Statement]) -> list[str]:
    return [say(statement.text) for statement in statements]
