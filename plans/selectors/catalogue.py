"""Reads the catalogue: published versions as domain values."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import TypeVar

from django.db.models import QuerySet
from pydantic import TypeAdapter

from plans.domain.duration import Duration
from plans.domain.exercise import Exercise
from plans.domain.intake import Intake
from plans.domain.protocol import PhaseKind, Protocol
from plans.domain.question import Question, Sign
from plans.models import ExerciseVersion, IntakeVersion, ProtocolVersion, VersionState
from plans.models.catalogue import DocumentVersion
from plans.selectors.scope import not_found

_PROTOCOL = TypeAdapter(Protocol)
_EXERCISE = TypeAdapter(Exercise)
_INTAKE = TypeAdapter(Intake)

Version = TypeVar("Version", bound=DocumentVersion)


@lru_cache(maxsize=256)
def protocol_of(version_id: int) -> Protocol:
    """Return the protocol of a version. A version never changes, so it is read once."""
    document = ProtocolVersion.objects.values_list("document", flat=True).get(pk=version_id)
    return _PROTOCOL.validate_json(json.dumps(document))


@lru_cache(maxsize=256)
def durations_of(version_id: int) -> dict[PhaseKind, Duration]:
    """Return how long each phase of a version lasts, that of the follow-up included."""
    protocol = protocol_of(version_id)
    durations: dict[PhaseKind, Duration] = {phase.kind: phase.duration for phase in protocol.phases}
    if protocol.follow_up is not None:
        durations["follow_up"] = protocol.follow_up.duration
    return durations


@lru_cache(maxsize=512)
def exercise_of(version_id: int) -> Exercise:
    """Return the exercise of a version. A version never changes, so it is read once."""
    document = ExerciseVersion.objects.values_list("document", flat=True).get(pk=version_id)
    return _EXERCISE.validate_json(json.dumps(document))


@lru_cache(maxsize=64)
def intake_of(version_id: int) -> Intake:
    """Return the intake of a version. A version never changes, so it is read once."""
    document = IntakeVersion.objects.values_list("document", flat=True).get(pk=version_id)
    return _INTAKE.validate_json(json.dumps(document))


def forget_read_versions() -> None:
    """Drop the versions kept in memory; for a database that is rolled back or replaced."""
    protocol_of.cache_clear()
    durations_of.cache_clear()
    exercise_of.cache_clear()
    intake_of.cache_clear()


def version_in_use(model: type[Version], slug: str) -> Version:
    """Return the newest published version of a document without its text, or refuse: not found."""
    newest = _in_use(model).filter(slug=slug).first()
    if newest is None:
        raise not_found()
    return newest


def published_protocol(slug: str) -> ProtocolVersion:
    """Return the newest published version of a protocol, or refuse: not found."""
    return version_in_use(ProtocolVersion, slug)


def published_protocols() -> list[ProtocolVersion]:
    """Return the newest published version of every protocol, by name."""
    return _newest(_in_use(ProtocolVersion))


def published_exercises() -> list[ExerciseVersion]:
    """Return the newest published version of every exercise, by name."""
    return _newest(_in_use(ExerciseVersion))


def published_intakes() -> list[IntakeVersion]:
    """Return the newest published version of every intake, by region."""
    return _newest(_in_use(IntakeVersion))


def published_intake(region: str) -> Intake:
    """Return the intake of a body region, or refuse: not found."""
    return intake_of(version_in_use(IntakeVersion, region).pk)


def exercises(slugs: Collection[str]) -> dict[str, Exercise]:
    """Return the newest published text of each exercise; unknown ones are left out."""
    newest = _newest(_in_use(ExerciseVersion).filter(slug__in=slugs))
    return {version.slug: exercise_of(version.pk) for version in newest}


def exercise_names(slugs: Collection[str], language: str) -> dict[str, str]:
    """Return what each exercise is called in ``language``."""
    return {
        slug: exercise.name.in_language(language) for slug, exercise in exercises(slugs).items()
    }


def is_known_exercise(slug: str) -> bool:
    """Say whether the library has a published exercise of this name."""
    return _in_use(ExerciseVersion).filter(slug=slug).exists()


def find_question(version_id: int, name: str) -> Question | None:
    """Return a question of this protocol version, else of any protocol in use."""
    for protocol in _this_one_first(version_id):
        for question in protocol.questions:
            if question.name == name:
                return question
    return None


def find_sign(version_id: int, name: str) -> Sign | None:
    """Return a sign of this protocol version, else of any protocol in use."""
    for protocol in _this_one_first(version_id):
        for sign in protocol.signs:
            if sign.name == name:
                return sign
    return None


def _this_one_first(version_id: int) -> Iterator[Protocol]:
    yield protocol_of(version_id)
    for version in published_protocols():
        yield protocol_of(version.pk)


def _in_use(model: type[Version]) -> QuerySet[Version]:
    """Return the published versions, the newest of each document first, without their text."""
    versions: QuerySet[Version] = model._default_manager.filter(state=VersionState.PUBLISHED)
    return versions.defer("document", "changes").order_by("slug", "-number")


def _newest(versions: QuerySet[Version]) -> list[Version]:
    newest: dict[str, Version] = {}
    for version in versions:
        newest.setdefault(version.slug, version)
    return list(newest.values())
