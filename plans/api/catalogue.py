"""The library: protocols and exercises as they are used now."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.cards import Shown
from plans.api.documents import Choice, DocumentField
from plans.api.door import Door, operation
from plans.domain.exercise import Exercise
from plans.domain.protocol import Protocol
from plans.models import ExerciseVersion, ProtocolVersion
from plans.selectors.catalogue import (
    exercise_of,
    protocol_of,
    published_exercises,
    published_protocols,
    version_in_use,
)
from plans.selectors.words import language


class ProtocolSummary(serializers.Serializer[Any]):
    """One protocol in the list."""

    slug = serializers.CharField()
    version = serializers.IntegerField()
    region = serializers.CharField()
    pathway = Choice("Pathway")
    name = serializers.CharField()
    clinical_name = serializers.CharField()
    summary = serializers.CharField()


class ProtocolCard(serializers.Serializer[Any]):
    """One version of a protocol, whole and in both languages, with the source of every figure."""

    slug = serializers.CharField()
    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    document = DocumentField(TypeAdapter(Protocol))


class ExerciseSummary(serializers.Serializer[Any]):
    """One exercise in the list."""

    slug = serializers.CharField()
    version = serializers.IntegerField()
    kind = Choice("ExerciseKind")
    name = serializers.CharField()
    purpose = serializers.CharField()


class ExerciseDocument(serializers.Serializer[Any]):
    """One version of an exercise, whole and in both languages."""

    slug = serializers.CharField()
    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    document = DocumentField(TypeAdapter(Exercise))


class Protocols(Door):
    """The protocols."""

    @operation(answers={200: ProtocolSummary(many=True)}, name="protocols_list", refuses=(404,))
    def get(self, request: Request) -> Response:
        """List the protocols that new plans can use."""
        return self.page(published_protocols(), ProtocolSummary, _show_protocol)


class OneProtocol(Door):
    """One protocol."""

    @operation(answers={200: ProtocolCard}, refuses=(404,))
    def get(self, request: Request, slug: str) -> Response:
        """Show the version of a protocol that is in use, whole and in both languages."""
        version = version_in_use(ProtocolVersion, slug)
        return Response(
            ProtocolCard(
                {
                    "slug": version.slug,
                    "version": version.number,
                    "published_at": version.published_at,
                    "document": protocol_of(version.pk),
                }
            ).data
        )


class Exercises(Door):
    """The exercises."""

    @operation(answers={200: ExerciseSummary(many=True)}, name="exercises_list", refuses=(404,))
    def get(self, request: Request) -> Response:
        """List the exercises of the library."""
        return self.page(published_exercises(), ExerciseSummary, _show_exercise)


class OneExercise(Door):
    """One exercise."""

    @operation(answers={200: ExerciseDocument}, refuses=(404,))
    def get(self, request: Request, slug: str) -> Response:
        """Show the version of an exercise that is in use, whole and in both languages."""
        version = version_in_use(ExerciseVersion, slug)
        return Response(
            ExerciseDocument(
                {
                    "slug": version.slug,
                    "version": version.number,
                    "published_at": version.published_at,
                    "document": exercise_of(version.pk),
                }
            ).data
        )


def _show_protocol(version: ProtocolVersion) -> Shown:
    protocol, spoken = protocol_of(version.pk), language()
    return {
        "slug": version.slug,
        "version": version.number,
        "region": protocol.region,
        "pathway": protocol.pathway,
        "name": protocol.names.in_language(spoken),
        "clinical_name": protocol.names.clinical,
        "summary": protocol.summary.text.in_language(spoken),
    }


def _show_exercise(version: ExerciseVersion) -> Shown:
    exercise, spoken = exercise_of(version.pk), language()
    return {
        "slug": version.slug,
        "version": version.number,
        "kind": exercise.kind,
        "name": exercise.name.in_language(spoken),
        "purpose": exercise.purpose.in_language(spoken),
    }
