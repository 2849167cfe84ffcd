"""A scenario as it is written down: who, which protocol, and what happens when."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationError

from plans.catalogue.overriding import reason_of
from plans.domain.days import known_zone
from plans.domain.exercise import Slug
from plans.domain.protocol import PhaseKind
from plans.domain.question import Name
from plans.domain.value import value

LONGEST_DAYS = 1100
EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 1, 1)


class ScenarioMistake(Exception):  # noqa: N818 - a mistake in the scenario, not in the program
    """The scenario cannot be run; the text names the place and says why, in one line."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}" if place else reason)


def _between_0_and_10(score: Any) -> Any:
    if type(score) is not int:
        raise ValueError(f"{json.dumps(score)} is not a whole number between 0 and 10")
    if not 0 <= score <= 10:
        raise ValueError(f"{score} is not between 0 and 10")
    return score


def _known_zone(name: str) -> str:
    return known_zone(name).key


def _wall_clock(text: Any) -> time:
    if isinstance(text, str) and len(text) == len("07:30"):
        try:
            return time.fromisoformat(text)
        except ValueError:
            pass
    raise ValueError(f"{json.dumps(text)} is not a time such as 07:30")


Score = Annotated[int, BeforeValidator(_between_0_and_10)]
WallClock = Annotated[time, BeforeValidator(_wall_clock)]
Zone = Annotated[str, AfterValidator(_known_zone)]
Reason = Annotated[str, Field(max_length=200)]


@value
class _Happening:
    """Something that happens at ``at``: local to the scenario's zone unless it has an offset."""

    at: datetime


@value
class Log(_Happening):
    """The patient logs pain, morning pain or both."""

    do: Literal["log"]
    pain: Score | None = None
    morning: Score | None = None
    for_on: Annotated[date | None, Field(alias="for")] = None

    def __post_init__(self) -> None:
        if self.pain is None and self.morning is None:
            raise ValueError("a log needs a pain score, a morning score or both")


@value
class ExerciseDone(_Happening):
    """The patient ticks an exercise off."""

    do: Literal["exercise"]
    exercise: Slug
    done: Literal["full", "partial", "none"] = "full"
    pain: Score | None = None
    turn: Annotated[int, Field(ge=1, le=10)] | None = None
    for_on: Annotated[date | None, Field(alias="for")] = None


@value
class Moved(_Happening):
    """The patient walks or runs."""

    do: Literal["walk", "run"]
    minutes: Annotated[int, Field(ge=1, le=1440)]
    km: Annotated[float, Field(gt=0, le=300)] | None = None
    pain: Score | None = None
    for_on: Annotated[date | None, Field(alias="for")] = None


@value
class Answered(_Happening):
    """The patient answers a question of the intake or of the plan."""

    do: Literal["answer"]
    question: Name
    value: Name
    for_on: Annotated[date | None, Field(alias="for")] = None


@value
class SignsSeen(_Happening):
    """The patient reports signs."""

    do: Literal["signs"]
    signs: tuple[Name, ...]
    for_on: Annotated[date | None, Field(alias="for")] = None


@value
class Paused(_Happening):
    """The plan is paused until the day ``until``."""

    do: Literal["pause"]
    until: date
    reason: Reason = ""


@value
class Resumed(_Happening):
    """The pause is ended early."""

    do: Literal["resume"]


@value
class PhaseOpened(_Happening):
    """Somebody opens the next phase."""

    do: Literal["open_phase"]
    phase: PhaseKind
    by: Literal["physiotherapist", "patient"] = "physiotherapist"


@value
class Switched(_Happening):
    """The physiotherapist goes on with another protocol."""

    do: Literal["switch"]
    protocol: Slug
    reason: Reason = ""


@value
class Acknowledged(_Happening):
    """The physiotherapist has seen a referral."""

    do: Literal["acknowledge"]
    referral: str
    by: Literal["physiotherapist"] = "physiotherapist"


@value
class Ended(_Happening):
    """The plan ends."""

    do: Literal["end"]
    reason: Reason = ""


Reporting = Log | ExerciseDone | Moved | Answered | SignsSeen
"""What a patient reports; everything else that happens is done to the plan."""

Happening = Annotated[
    Log
    | ExerciseDone
    | Moved
    | Answered
    | SignsSeen
    | Paused
    | Resumed
    | PhaseOpened
    | Switched
    | Acknowledged
    | Ended,
    Field(discriminator="do"),
]


@value
class Scenario:
    """One made-up patient; days are local to ``timezone``, ``until`` is the last day."""

    protocol: Slug
    start_on: date
    until: date
    timezone: Zone = "Europe/Amsterdam"
    language: Literal["nl", "en"] = "nl"
    injured_on: date | None = None
    moments: Annotated[tuple[WallClock, ...], Field(min_length=1, max_length=6)] | None = None
    log_at: WallClock | None = None
    quiet: tuple[WallClock, WallClock] | None = None
    overrides: dict[str, Any] = Field(default_factory=dict)
    events: tuple[Happening, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the patient lives."""
        return ZoneInfo(self.timezone)

    @property
    def began_on(self) -> date:
        """The day of the injury; the first day of the plan when nothing is said."""
        return self.injured_on or self.start_on

    def instant(self, happening: _Happening) -> datetime:
        """Return when something happens; without an offset the time is local."""
        if happening.at.tzinfo is not None:
            return happening.at
        return happening.at.replace(tzinfo=self.zone)


_SCENARIO = TypeAdapter(Scenario)


def read_scenario(text: str) -> Scenario:
    """Read a scenario from JSON. Raises ``ScenarioMistake`` that names the place."""
    try:
        scenario = _SCENARIO.validate_json(text)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        raise ScenarioMistake(_place(problem["loc"]), reason_of(problem)) from None
    _check_days(scenario)
    _check_order(scenario)
    return scenario


def _check_days(scenario: Scenario) -> None:
    if not EARLIEST <= scenario.start_on < LATEST:
        raise ScenarioMistake(
            "start_on", f"{scenario.start_on} lies outside {EARLIEST.year} to {LATEST.year}"
        )
    if scenario.until < scenario.start_on:
        raise ScenarioMistake("until", f"{scenario.until} comes before {scenario.start_on}")
    if (scenario.until - scenario.start_on).days > LONGEST_DAYS:
        raise ScenarioMistake("until", f"a dry run takes at most {LONGEST_DAYS} days")
    if scenario.began_on > scenario.start_on:
        raise ScenarioMistake(
            "injured_on", f"{scenario.began_on} comes after the plan starts ({scenario.start_on})"
        )


def _check_order(scenario: Scenario) -> None:
    before: datetime | None = None
    for index, happening in enumerate(scenario.events):
        at = scenario.instant(happening)
        place = f"events[{index}].at"
        if before is not None and at < before:
            raise ScenarioMistake(place, f"{at.isoformat()} comes before events[{index - 1}]")
        if not scenario.start_on <= at.astimezone(scenario.zone).date() <= scenario.until:
            raise ScenarioMistake(
                place, f"{at.isoformat()} lies outside {scenario.start_on} to {scenario.until}"
            )
        before = at


def _place(loc: tuple[int | str, ...]) -> str:
    """Write a path the way it is read aloud: ``events[3].pain``; the kind of event is no step."""
    parts = ""
    for index, step in enumerate(loc):
        if isinstance(step, int):
            parts += f"[{step}]"
        elif index == 2 and loc[0] == "events":
            continue
        else:
            parts += f".{step}" if parts else step
    return parts
