"""Runs a scenario through the live services over a virtual clock, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from plans.catalogue.overriding import SettingMistake, override
from plans.domain.days import midnight
from plans.domain.intake import ReferNow
from plans.domain.refusal import Refusal
from plans.models import ProtocolVersion, VersionState
from plans.selectors.catalogue import (
    forget_read_versions,
    protocol_of,
    published_intake,
    published_protocol,
)
from plans.services.catalogue import checksum_of
from plans.services.referrals import refer_from_intake
from plans.services.starting import start_plan
from recovery.simulation.cast import Cast, make_cast
from recovery.simulation.clock import VirtualClock
from recovery.simulation.happenings import happen
from recovery.simulation.report import report
from recovery.simulation.scenario import (
    Answered,
    ExerciseDone,
    Happening,
    Log,
    Moved,
    Reporting,
    Scenario,
    ScenarioMistake,
)

_KEYS = {"until_on": "until"}
"""What a scenario calls a field that has another name in the services."""


def simulate(scenario: Scenario) -> dict[str, Any]:
    """Run ``scenario`` and return the result document.

    Works in a transaction that is rolled back: nothing is kept and nothing is really sent. Raises
    ``ScenarioMistake`` for what the catalogue or the rules refuse, with its place.
    """
    with _rolled_back(scenario):
        version = _version(scenario)
        starts_at = midnight(scenario.start_on, scenario.zone)
        cast = _cast(scenario, version, starts_at)
        answers = _intake_answers(scenario, cast)
        outcome = _outcome(cast, answers)
        if isinstance(outcome, ReferNow):
            # The answers that led here were given before anything else could happen.
            at = scenario.instant(scenario.events[len(answers) - 1])
            refer_from_intake(injury=cast.injury, outcome=outcome, by=cast.physiotherapist, now=at)
            clock = VirtualClock(cast.clinic, at)
            clock.tell()
            clock.run_until(midnight(scenario.until + timedelta(days=1), scenario.zone))
        else:
            cast.plan = _start(version, scenario, cast, starts_at)
            _play(scenario, cast, starts_at, skipped=_only_intake(cast, answers))
        return report(scenario, cast, version=_base(scenario))


@contextmanager
def _rolled_back(scenario: Scenario) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        if scenario.overrides:
            # The copy with the overrides is gone; its number can be given to another version.
            forget_read_versions()


def _base(scenario: Scenario) -> ProtocolVersion:
    try:
        return published_protocol(scenario.protocol)
    except Refusal:
        raise ScenarioMistake(
            "protocol",
            f"{scenario.protocol!r} is not a protocol of the catalogue "
            "(was the catalogue loaded with manage.py load_catalogue?)",
        ) from None


def _cast(scenario: Scenario, version: ProtocolVersion, now: datetime) -> Cast:
    try:
        return make_cast(scenario, protocol_of(version.pk), now=now)
    except Refusal as refusal:
        raise ScenarioMistake(refusal.place or "", str(refusal)) from None


def _version(scenario: Scenario) -> ProtocolVersion:
    """Return the published version, or a copy of it with the overrides, for this run only."""
    base = _base(scenario)
    if not scenario.overrides:
        return base
    try:
        document = override(base.document, scenario.overrides)
    except SettingMistake as mistake:
        raise ScenarioMistake(mistake.place, mistake.reason) from None
    return ProtocolVersion.objects.create(
        slug=f"dry-run-{uuid4().hex[:12]}",
        number=base.number,
        document=document,
        checksum=checksum_of(document),
        changes="Settings of a dry run.",
        state=VersionState.PUBLISHED,
        loaded_at=base.loaded_at,
        published_at=base.loaded_at,
    )


def _intake_answers(scenario: Scenario, cast: Cast) -> dict[str, str]:
    """Take the answers that stand first in the scenario and belong to the region's intake."""
    intake = published_intake(cast.injury.region)
    names = {question.name for question in intake.questions}
    answers: dict[str, str] = {}
    for happening in scenario.events:
        if not isinstance(happening, Answered) or happening.question not in names:
            break
        answers[happening.question] = happening.value
    return answers


def _outcome(cast: Cast, answers: dict[str, str]) -> object:
    if not answers:
        return None
    try:
        return published_intake(cast.injury.region).outcome(answers)
    except ValueError as error:
        raise ScenarioMistake("events", str(error)) from None


def _only_intake(cast: Cast, answers: dict[str, str]) -> set[int]:
    """Return the positions of the leading answers that the plan itself does not ask about."""
    assert cast.plan is not None  # noqa: S101 - the plan was just started
    asked = {question.name for question in protocol_of(cast.plan.protocol_version_id).questions}
    return {index for index, name in enumerate(answers) if name not in asked}


def _start(version: ProtocolVersion, scenario: Scenario, cast: Cast, now: datetime) -> Any:
    try:
        return start_plan(
            injury=cast.injury,
            version=version,
            starts_on=scenario.start_on,
            by=cast.physiotherapist,
            now=now,
        )
    except Refusal as refusal:
        raise ScenarioMistake(refusal.place or "", str(refusal)) from None


def _play(scenario: Scenario, cast: Cast, now: datetime, *, skipped: set[int]) -> None:
    clock = VirtualClock(cast.clinic, now)
    clock.begin()
    for index, happening in enumerate(scenario.events):
        if index in skipped:
            continue
        clock.run_until(scenario.instant(happening))
        if not isinstance(happening, Reporting):
            clock.remind()
        _happen(happening, index, cast, clock.now)
        if not isinstance(happening, Log | ExerciseDone | Moved):
            clock.tell()
    clock.run_until(midnight(scenario.until + timedelta(days=1), scenario.zone))
    clock.remind()


def _happen(happening: Happening, index: int, cast: Cast, at: datetime) -> None:
    try:
        happen(happening, cast, at)
    except Refusal as refusal:
        place = f"events[{index}]"
        if refusal.place is not None:
            place = f"{place}.{_KEYS.get(refusal.place, refusal.place)}"
        raise ScenarioMistake(place, str(refusal)) from None
