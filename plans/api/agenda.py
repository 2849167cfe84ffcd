"""What a plan asks on which day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import Day, Moment, StrictSerializer
from plans.api.cards import DOSE, ExerciseName, Shown, show_exercise
from plans.api.documents import Choice, DocumentField
from plans.api.door import Door, now, operation, today_of
from plans.api.wording import said
from plans.domain.agenda import AgendaItem
from plans.domain.days import days_between
from plans.domain.dose_words import dose_in_words
from plans.domain.protocol import Protocol
from plans.domain.question import Question
from plans.domain.statement import Statement
from plans.models import Patient, User
from plans.selectors.catalogue import exercise_names, protocol_of
from plans.selectors.day import PlanDay, patient_day, plan_days
from plans.selectors.scope import visible_plans
from plans.selectors.words import language

LONGEST_SPAN_DAYS = 92


class DayQuery(StrictSerializer):
    """Which day; today where the patient lives unless said."""

    day = Day(required=False)


class SpanQuery(StrictSerializer):
    """Which days: from ``from`` up to, not including, ``until``."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Name the ends of the span; ``from`` is a word of Python's own."""
        return {
            **super().get_fields(),
            "from": Day(required=False, help_text="The first day; today unless said."),
            "until": Day(required=False, help_text="The first day after; one day unless said."),
        }


class AgendaItemCard(serializers.Serializer[Any]):
    """One turn of one exercise; ``moment`` is null for a turn at any time of the day."""

    prescription = serializers.CharField()
    exercise = ExerciseName()
    dose = DocumentField(DOSE)
    dose_in_words = serializers.CharField()
    turn = serializers.IntegerField()
    moment = Moment(allow_null=True)
    done = Choice("Done", help_text="What was reported of this turn; `none` when nothing was.")


class OptionCard(serializers.Serializer[Any]):
    """One possible answer."""

    value = serializers.CharField()
    text = serializers.CharField()


class QuestionCard(serializers.Serializer[Any]):
    """One question with its possible answers."""

    name = serializers.CharField()
    text = serializers.CharField()
    options = OptionCard(many=True)


class AgendaDayCard(serializers.Serializer[Any]):
    """What one plan asks on one day, and what its phase allows, forbids and advises."""

    day = serializers.DateField()
    phase = Choice("PhaseKind", allow_null=True)
    paused = serializers.BooleanField()
    stopped = serializers.BooleanField(
        help_text="A red flag was reported: no exercises until somebody of the clinic has looked."
    )
    items = AgendaItemCard(many=True)
    questions = QuestionCard(many=True)
    asks_score = serializers.BooleanField()
    score_logged = serializers.BooleanField()
    allowed = serializers.ListField(child=serializers.CharField())
    forbidden = serializers.ListField(child=serializers.CharField())
    aids = serializers.ListField(child=serializers.CharField())


class Agenda(serializers.Serializer[Any]):
    """One plan, day by day."""

    days = AgendaDayCard(many=True)


class PlanOfTheDay(AgendaDayCard):
    """One of a patient's plans on the day that was asked for."""

    plan = serializers.UUIDField()
    protocol = serializers.CharField()
    name = serializers.CharField(help_text="What the injury is called.")


class PatientAgenda(serializers.Serializer[Any]):
    """Everything that is asked of one patient on one day."""

    day = serializers.DateField()
    plans = PlanOfTheDay(many=True)


class PlanAgenda(Door):
    """One plan, day by day."""

    @operation(query=SpanQuery, answers={200: Agenda}, refuses=(403, 404))
    def get(self, request: Request, public_id: str) -> Response:
        """Show what a plan asks on each day of a span of at most 92 days."""
        plan = self.plan()
        self.record_of(plan.injury.patient)
        today = today_of(plan.injury.patient, now())
        days = list(_span(self.asked(SpanQuery), today))
        protocol = protocol_of(plan.protocol_version_id)
        shown = _show_days(plan_days([plan], days, as_of=today), {plan.pk: protocol})
        return Response(Agenda({"days": shown}).data)


def show_patient_day(viewer: User, patient: Patient, day: date, today: date) -> Shown:
    """Show everything that is asked of ``patient`` on ``day``, seen today."""
    plans = list(patient_day(patient_id=patient.pk, day=day, as_of=today).plans)
    versions = visible_plans(viewer).filter(pk__in=[item.plan_id for item in plans])
    protocols = {
        pk: protocol_of(version) for pk, version in versions.values_list("pk", "protocol_version")
    }
    return {
        "day": day,
        "plans": [
            shown
            | {
                "plan": item.plan_public_id,
                "protocol": item.protocol,
                "name": item.names.in_language(language()),
            }
            for item, shown in zip(plans, _show_days(plans, protocols), strict=True)
        ],
    }


def show_question(question: Question) -> Shown:
    """Show a question in the language of the answer."""
    spoken = language()
    return {
        "name": question.name,
        "text": question.text.in_language(spoken),
        "options": [
            {"value": option.value, "text": option.text.in_language(spoken)}
            for option in question.options
        ],
    }


def _span(asked: Mapping[str, date], today: date) -> Iterable[date]:
    first = asked.get("from", today)
    if first == date.max:
        raise _wrong_span()
    until = asked.get("until", first + timedelta(days=1))
    if not 0 < (until - first).days <= LONGEST_SPAN_DAYS:
        raise _wrong_span()
    return days_between(first, until)


def _wrong_span() -> serializers.ValidationError:
    return serializers.ValidationError(
        {
            "until": said(
                nl=f"Vraag 1 tot en met {LONGEST_SPAN_DAYS} dagen op; until is de dag erna.",
                en=f"Ask for 1 to {LONGEST_SPAN_DAYS} days; until is the day after.",
            )
        },
        code="wrong_span",
    )


def _show_days(items: Iterable[PlanDay], protocols: Mapping[int, Protocol]) -> list[Shown]:
    days = list(items)
    slugs = {turn.exercise for item in days for turn in item.agenda.items}
    names = exercise_names(slugs, language()) if slugs else {}
    return [_show_day(item, protocols[item.plan_id], names) for item in days]


def _show_day(item: PlanDay, protocol: Protocol, names: Mapping[str, str]) -> Shown:
    agenda = item.agenda
    phase = protocol.phase(agenda.phase) if agenda.phase is not None else None
    return {
        "day": agenda.day,
        "phase": agenda.phase,
        "paused": agenda.paused,
        "stopped": agenda.stopped,
        "items": [_show_turn(turn, item.ticks, names) for turn in agenda.items],
        "questions": [show_question(protocol.question(name)) for name in agenda.questions],
        "asks_score": agenda.asks_score,
        "score_logged": item.score_logged,
        "allowed": _texts(phase.allowed if phase else ()),
        "forbidden": _texts(phase.forbidden if phase else ()),
        "aids": _texts(phase.aids if phase else ()),
    }


def _show_turn(
    turn: AgendaItem, ticks: Mapping[tuple[str, int], str], names: Mapping[str, str]
) -> Shown:
    return {
        "prescription": turn.prescription,
        "exercise": show_exercise(turn.exercise, names),
        "dose": turn.dose,
        "dose_in_words": dose_in_words(turn.dose, language()),
        "turn": turn.turn,
        "moment": turn.moment,
        "done": ticks.get((turn.prescription, turn.turn), "none"),
    }


def _texts(statements: Iterable[Statement]) -> list[str]:
    return [statement.text.in_language(language()) for statement in statements]
