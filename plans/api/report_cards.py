"""The shapes in which reports of patients are shown."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from plans.api.advice import AdviceCard
from plans.api.documents import Choice


class ReportCard(serializers.Serializer[Any]):
    """What every report says: about which day, when and by whom it was made, whether it counts."""

    id = serializers.UUIDField(source="public_id")
    recorded_at = serializers.DateTimeField()
    by = serializers.CharField(source="by.name")
    counted = Choice("Counted")
    corrected = serializers.BooleanField(default=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Name the day; ``for`` is a word of Python's own."""
        return {**super().get_fields(), "for": serializers.DateField(source="for_on")}


class PainCard(ReportCard):
    """One pain score."""

    pain = serializers.IntegerField(allow_null=True)
    morning = serializers.IntegerField(allow_null=True)


class ExerciseLogCard(ReportCard):
    """One turn of an exercise."""

    exercise = serializers.CharField()
    turn = serializers.IntegerField(allow_null=True)
    done = Choice("Done")
    pain = serializers.IntegerField(allow_null=True)


class ActivityCard(ReportCard):
    """One walk or run."""

    kind = Choice("ActivityKind")
    minutes = serializers.IntegerField()
    km = serializers.FloatField(allow_null=True)
    pain = serializers.IntegerField(allow_null=True)


class AnswerCard(ReportCard):
    """One answer."""

    question = serializers.CharField()
    value = serializers.CharField(source="answer")


class SignsCard(ReportCard):
    """The signs that were noticed."""

    signs = serializers.ListField(child=serializers.CharField())


class AdvisedAnswerCard(AnswerCard):
    """An answer that was just given, with what to do now: whom to call, the most urgent first."""

    advice = AdviceCard(many=True)


class AdvisedSignsCard(SignsCard):
    """Signs that were just reported, with what to do now: whom to call, the most urgent first."""

    advice = AdviceCard(many=True)
