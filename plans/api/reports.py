"""What patients report: scores, exercises, walks and runs, answers, signs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.advice import AdviceCard, show_advice
from plans.api.bodies import (
    Day,
    Flag,
    Key,
    Pain,
    StrictSerializer,
    Whole,
    Words,
    day_in_address,
)
from plans.api.documents import Choice
from plans.api.door import Door, now, operation
from plans.api.report_cards import (
    ActivityCard,
    AdvisedAnswerCard,
    AdvisedSignsCard,
    AnswerCard,
    ExerciseLogCard,
    PainCard,
    SignsCard,
)
from plans.models import (
    ActivityReport,
    AnswerReport,
    ExerciseReport,
    Injury,
    PainReport,
    SignReport,
)
from plans.models.report import Report
from plans.selectors.advice import urgent_advice
from plans.selectors.reports import reports_of
from plans.selectors.scope import visible_plans
from plans.services.refusals import invalid
from plans.services.reporting import (
    record_activity,
    record_answer,
    record_exercise,
    record_pain,
    record_signs,
    set_day_score,
)

MOST_TURNS = 10
"""No exercise is prescribed more often than this on one day."""


class ReportsQuery(StrictSerializer):
    """Which reports: of the days from ``from`` up to, not including, ``until``."""

    include_corrected = Flag(
        default=False, help_text="List what was corrected later too, marked as such."
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Name the ends of the span; ``from`` is a word of Python's own."""
        return {
            **super().get_fields(),
            "from": Day(required=False),
            "until": Day(required=False),
        }


class NewReport(StrictSerializer):
    """A report; the same ``client_key`` sent twice is kept once."""

    client_key = Key(required=False, help_text="A UUID that the sender makes for this report.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Name the day; ``for`` is a word of Python's own."""
        return {
            **super().get_fields(),
            "for": Day(
                required=False,
                source="for_on",
                help_text="The day it is about; today where the patient lives unless said.",
            ),
        }


class DayScoreBody(StrictSerializer):
    """The pain of a day (0-10), of its morning, or both."""

    pain = Pain(required=False)
    morning = Pain(required=False)


class PainLogBody(NewReport):
    """Another pain score (0-10) for a day, its morning, or both."""

    pain = Pain(required=False)
    morning = Pain(required=False)


class ExerciseLogBody(StrictSerializer):
    """How much of a turn was done, and the pain during it (0-10)."""

    done = Choice("Done", default="full")
    pain = Pain(required=False)


class ActivityBody(NewReport):
    """A walk or a run, and the pain during it (0-10)."""

    kind = Choice("ActivityKind")
    minutes = Whole(min_value=1, max_value=1440)
    km = serializers.DecimalField(
        required=False, max_digits=5, decimal_places=2, min_value=0, max_value=300
    )
    pain = Pain(required=False)


class AnswerBody(NewReport):
    """The answer to one of the plan's questions."""

    question = Words(max_length=60)
    value = Words(max_length=60, source="answer")


class SignsBody(NewReport):
    """Which of the plan's signs were noticed; an empty list says that there are none."""

    signs = serializers.ListField(child=Words(max_length=60), max_length=50)


class ReportsDoor(Door):
    """Reports about one injury, for the patient and the physiotherapists."""

    def record(self) -> Injury:
        """Return the injury whose reports the caller may read and add to."""
        injury = self.injury()
        self.record_of(injury.patient)
        return injury

    def listed(self, model: type[Report]) -> QuerySet[Any]:
        """Return the reports that were asked for."""
        asked = self.asked(ReportsQuery)
        return reports_of(
            model,
            self.record(),
            from_on=asked.get("from"),
            until_on=asked.get("until"),
            include_corrected=asked["include_corrected"],
        )

    def advised(self, shown: Mapping[str, Any], injury: Injury) -> Response:
        """Answer with a report that was just made and, at once, with what to do now."""
        plans = visible_plans(self.viewer).select_related("injury__patient__clinic")
        plan = plans.filter(injury=injury).latest("pk")
        advice = AdviceCard(show_advice(urgent_advice(plan)), many=True).data
        return Response({**shown, "advice": advice}, status=201)


class DayScores(ReportsDoor):
    """The scores of the days."""

    @operation(query=ReportsQuery, answers={200: PainCard(many=True)}, refuses=(403, 404))
    def get(self, request: Request, public_id: str) -> Response:
        """List the score that each day has of its own, the latest day first."""
        return self.page(self.listed(PainReport).filter(is_day_score=True), PainCard)


class DayScore(ReportsDoor):
    """The score of one day."""

    @operation(body=DayScoreBody, answers={200: PainCard, 201: PainCard}, refuses=(403, 404, 409))
    def put(self, request: Request, public_id: str, for_on: str) -> Response:
        """Set the score of a day; the same again changes nothing, another one corrects it."""
        injury = self.record()
        day = day_in_address(for_on)
        sent = self.sent(DayScoreBody)
        is_new = not reports_of(PainReport, injury).filter(for_on=day, is_day_score=True).exists()
        report = set_day_score(injury=injury, for_on=day, by=self.viewer, now=now(), **sent)
        return Response(PainCard(report).data, status=201 if is_new else 200)


class PainLogs(ReportsDoor):
    """More scores on one day."""

    @operation(query=ReportsQuery, answers={200: PainCard(many=True)}, refuses=(403, 404))
    def get(self, request: Request, public_id: str) -> Response:
        """List the scores that were given beside those of the days, the latest day first."""
        return self.page(self.listed(PainReport).filter(is_day_score=False), PainCard)

    @operation(body=PainLogBody, answers={201: PainCard}, refuses=(403, 404, 409), repeatable=True)
    def post(self, request: Request, public_id: str) -> Response:
        """Add a score to a day; the day counts with its worst."""
        injury, sent = self.record(), self.sent(PainLogBody)
        report = record_pain(injury=injury, by=self.viewer, now=now(), **sent)
        return Response(PainCard(report).data, status=201)


class ExerciseLogs(ReportsDoor):
    """The exercises that were done."""

    @operation(query=ReportsQuery, answers={200: ExerciseLogCard(many=True)}, refuses=(403, 404))
    def get(self, request: Request, public_id: str) -> Response:
        """List the turns of exercises that were reported, the latest day first."""
        return self.page(self.listed(ExerciseReport), ExerciseLogCard)


class ExerciseLog(ReportsDoor):
    """One turn of an exercise."""

    @operation(
        body=ExerciseLogBody,
        answers={200: ExerciseLogCard, 201: ExerciseLogCard},
        refuses=(403, 404, 409),
    )
    def put(
        self, request: Request, public_id: str, for_on: str, exercise: str, turn: int
    ) -> Response:
        """Report a turn of an exercise; the same again changes nothing, another corrects it."""
        injury = self.record()
        turn_of_day: dict[str, Any] = {
            "for_on": day_in_address(for_on),
            "exercise": exercise,
            "turn": turn,
        }
        if not 1 <= turn <= MOST_TURNS:
            raise invalid(
                "wrong_turn",
                nl=f"Een beurt heeft een nummer van 1 tot en met {MOST_TURNS}.",
                en=f"A turn has a number from 1 to {MOST_TURNS}.",
                place="turn",
            )
        sent = self.sent(ExerciseLogBody)
        is_new = not reports_of(ExerciseReport, injury).filter(**turn_of_day).exists()
        report = record_exercise(injury=injury, by=self.viewer, now=now(), **turn_of_day, **sent)
        return Response(ExerciseLogCard(report).data, status=201 if is_new else 200)


class Activities(ReportsDoor):
    """Walks and runs."""

    @operation(query=ReportsQuery, answers={200: ActivityCard(many=True)}, refuses=(403, 404))
    def get(self, request: Request, public_id: str) -> Response:
        """List the walks and runs, the latest day first."""
        return self.page(self.listed(ActivityReport), ActivityCard)

    @operation(
        body=ActivityBody, answers={201: ActivityCard}, refuses=(403, 404, 409), repeatable=True
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Report a walk or a run."""
        injury, sent = self.record(), self.sent(ActivityBody)
        report = record_activity(injury=injury, by=self.viewer, now=now(), **sent)
        return Response(ActivityCard(report).data, status=201)


class Answers(ReportsDoor):
    """Answers to questions."""

    @operation(query=ReportsQuery, answers={200: AnswerCard(many=True)}, refuses=(403, 404))
    def get(self, request: Request, public_id: str) -> Response:
        """List the answers, the latest day first."""
        return self.page(self.listed(AnswerReport), AnswerCard)

    @operation(
        body=AnswerBody, answers={201: AdvisedAnswerCard}, refuses=(403, 404, 409), repeatable=True
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Answer one of the plan's questions; the answer says what to do now."""
        injury, sent = self.record(), self.sent(AnswerBody)
        report = record_answer(injury=injury, by=self.viewer, now=now(), **sent)
        return self.advised(AnswerCard(report).data, injury)


class Signs(ReportsDoor):
    """Signs that were noticed."""

    @operation(query=ReportsQuery, answers={200: SignsCard(many=True)}, refuses=(403, 404))
    def get(self, request: Request, public_id: str) -> Response:
        """List the signs that were reported, the latest day first."""
        return self.page(self.listed(SignReport), SignsCard)

    @operation(
        body=SignsBody, answers={201: AdvisedSignsCard}, refuses=(403, 404, 409), repeatable=True
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Report which of the plan's signs were noticed; the answer says what to do now.

        Signs are taken whatever the state of the plan, one that has ended included.
        """
        injury, sent = self.record(), self.sent(SignsBody)
        report = record_signs(injury=injury, by=self.viewer, now=now(), **sent)
        return self.advised(SignsCard(report).data, injury)
