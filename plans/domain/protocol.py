"""What the clinic prescribes for one injury on one pathway: the whole protocol as one value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Field

from plans.domain.dosage import Dose, Frequency
from plans.domain.duration import Duration, Period, is_longer
from plans.domain.exercise import Slug
from plans.domain.gate import AnswerCriterion, Gate
from plans.domain.question import Name, Question, Sign
from plans.domain.rule import (
    LESS_PAIN,
    MORE_PAIN,
    MORE_SIGNS,
    STILL_PAINFUL,
    AnswerIs,
    MilestoneRule,
    NotReachedRule,
    ReportRule,
    ResumingRule,
    Rule,
    SignsRule,
    TallyRule,
    TearCheckRule,
    TrendRule,
)
from plans.domain.source import Source
from plans.domain.statement import Statement
from plans.domain.text import Text
from plans.domain.value import value

PhaseKind = Literal[
    "acute", "mobility", "relative_rest", "build_up", "return_to_sport", "follow_up"
]
LOADING_PHASES: tuple[PhaseKind, ...] = ("build_up", "return_to_sport")
"""The phases in which load is built up: mornings are compared, flares and the ladder judged."""

Pathway = Literal["self_care", "treatment"]
Tissue = Literal["tendon", "shin", "muscle", "joint", "bone"]
Pain = Annotated[int, Field(ge=0, le=10)]
Statements = Annotated[tuple[Statement, ...], Field(min_length=1)]


@value
class Names:
    """What the injury is called: by patients in both languages, by clinicians, and otherwise."""

    nl: str
    en: str
    clinical: str
    also: tuple[str, ...] = ()
    source: Source

    def in_language(self, language: str) -> str:
        """Return the patient's name for the injury; anything but English is answered in Dutch."""
        return self.en if language == "en" else self.nl


@value
class Condition:
    """What is known of the injury, whatever is done about it; one for a whole region."""

    location: Statement
    onset: Statement
    explanation: Statements
    symptoms: Statements
    causes: Statements
    prevention: Statements


@value
class AcuteMeasure:
    """What to do, or not to do, in the first days.

    ``lasts`` is how long it holds, counted from the injury; ``None`` where no duration is given.
    ``times_a_day`` and ``minutes`` are single figures or lower and upper ends.
    """

    text: Text
    forbidden: bool = False
    lasts: Period | None = None
    minutes: Annotated[int, Field(ge=1, le=240)] | None = None
    minutes_max: Annotated[int, Field(ge=1, le=240)] | None = None
    times_a_day: Annotated[int, Field(ge=1, le=24)] | None = None
    times_a_day_max: Annotated[int, Field(ge=1, le=24)] | None = None
    source: Source


@value
class Prescription:
    """An exercise of the library with this protocol's dosage, in one phase.

    ``starts_after`` and ``ends_after`` are counted from the first day of the phase and form a
    half-open span, so that a progression is a row of prescriptions; without an end it lasts as
    long as the phase.
    """

    exercise: Slug
    dose: Dose
    frequency: Frequency = Frequency()
    starts_after: Period = "P0D"
    ends_after: Period | None = None
    source: Source

    def __post_init__(self) -> None:
        if self.ends_after is not None and not is_longer(self.ends_after, self.starts_after):
            raise ValueError(
                f"the exercise ends ({self.ends_after}) before it starts ({self.starts_after})"
            )


@value
class CheckIn:
    """A question that is asked every so many days of a phase, counted from its first day."""

    question: Name
    every_n_days: Annotated[int, Field(ge=1, le=28)] = 1


@value
class Ceiling:
    """The highest pain allowed during load in a phase (DEF-7)."""

    pain: Pain
    source: Source


@value
class Phase:
    """One phase: how long, what for, what may and may not be done, and what opens the next."""

    kind: PhaseKind
    duration: Duration
    aim: Text
    advice: tuple[Statement, ...] = ()
    allowed: Statements
    forbidden: tuple[Statement, ...] = ()
    aids: tuple[Statement, ...] = ()
    exercises: tuple[Prescription, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    ceiling: Ceiling
    gate: Gate


@value
class LadderStep:
    """One step back to running, from walking to sprinting."""

    step: Name
    text: Text
    source: Source


@value
class Prognosis:
    """How long recovery is expected to take; ``duration`` is ``None`` where no figure exists."""

    text: Text
    duration: Duration | None = None
    source: Source


@value
class FullRecovery:
    """When the injury is over: sport resumed, no aids, no complaints for ``days`` days on end."""

    text: Text
    days: Annotated[int, Field(ge=1, le=60)]
    source: Source


@value
class FollowUp:
    """What is kept up after recovery so that the injury stays away."""

    text: Text
    duration: Duration
    exercises: tuple[Prescription, ...] = ()
    source: Source


@value
class ExpectedFlare:
    """A stretch of time in which more pain belongs to recovery, and is no reason to stop."""

    phase: PhaseKind
    days: Annotated[int, Field(ge=1, le=60)] | None = None
    text: Text
    source: Source


@value
class Protocol:
    """One protocol, complete: what was prescribed can be read from this value alone, for ever.

    After ``silence_days`` days without any report a person is asked to look.
    """

    slug: Slug
    region: Slug
    pathway: Pathway
    tissue: Tissue
    names: Names
    summary: Statement
    typical: Statements
    condition: Condition
    acute: tuple[AcuteMeasure, ...] = ()
    phases: Annotated[tuple[Phase, ...], Field(min_length=2)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    signs: tuple[Sign, ...] = ()
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    red_flags: Statements
    expected_flares: tuple[ExpectedFlare, ...] = ()
    ladder: tuple[LadderStep, ...] = ()
    options: tuple[Statement, ...] = ()
    prognosis: Prognosis
    full_recovery: FullRecovery
    follow_up: FollowUp | None = None
    silence_days: Annotated[int, Field(ge=2, le=60)] = 7

    def __post_init__(self) -> None:
        _refuse_repeated("phase", (phase.kind for phase in self.phases))
        _refuse_repeated("rule", (f"{rule.id} ({rule.kind})" for rule in self.rules))
        _refuse_unknown(
            "question", set(self._asked()), {question.name for question in self.questions}
        )
        _refuse_unknown("sign", set(self._watched()), {sign.name for sign in self.signs})
        if self.phases[-1].kind != "return_to_sport":
            raise ValueError("the last phase is the return to sport")
        if any(phase.kind == "follow_up" for phase in self.phases):
            raise ValueError("the follow-up comes after the phases and is not one of them")
        _refuse_unknown("criterion", set(self._waited_for()), set(self._criteria()))
        for answer in self._expected_answers():
            if not self.question(answer.question).allows(answer.answer):
                raise ValueError(f"{answer.answer!r} is not an answer to {answer.question!r}")

    def question(self, name: str) -> Question:
        """Return the question called ``name``; ``KeyError`` when the protocol does not ask it."""
        for question in self.questions:
            if question.name == name:
                return question
        raise KeyError(name)

    def phase(self, kind: str) -> Phase:
        """Return the phase of this kind; ``KeyError`` when the protocol has none.

        The follow-up reads like a phase in which all that prevents the injury is allowed.
        """
        for phase in self.phases:
            if phase.kind == kind:
                return phase
        if kind == "follow_up" and self.follow_up is not None:
            return self._follow_up_phase(self.follow_up)
        raise KeyError(kind)

    def _follow_up_phase(self, follow_up: FollowUp) -> Phase:
        last = self.phases[-1]
        return Phase(
            kind="follow_up",
            duration=follow_up.duration,
            aim=follow_up.text,
            allowed=self.condition.prevention,
            exercises=follow_up.exercises,
            ceiling=last.ceiling,
            gate=Gate(opened_by=last.gate.opened_by, source=follow_up.source),
        )

    def prescriptions(self) -> Iterator[Prescription]:
        """Give every prescribed exercise, that of the follow-up included."""
        for phase in self.phases:
            yield from phase.exercises
        if self.follow_up is not None:
            yield from self.follow_up.exercises

    def _asked(self) -> Iterator[str]:
        for phase in self.phases:
            yield from (check_in.question for check_in in phase.check_ins)
        yield from (answer.question for answer in self._expected_answers())

    def _expected_answers(self) -> Iterator[AnswerIs]:
        for phase in self.phases:
            for criterion in phase.gate.criteria:
                if isinstance(criterion, AnswerCriterion):
                    yield AnswerIs(question=criterion.question, answer=criterion.answer)
        for rule in self.rules:
            yield from answers_of(rule)

    def _waited_for(self) -> Iterator[str]:
        for rule in self.rules:
            if isinstance(rule, NotReachedRule):
                yield rule.criterion

    def _criteria(self) -> Iterator[str]:
        for phase in self.phases:
            yield from (criterion.name for criterion in phase.gate.criteria)

    def _watched(self) -> Iterator[str]:
        for rule in self.rules:
            if isinstance(rule, SignsRule):
                yield from rule.signs


def answers_of(rule: Rule) -> Iterator[AnswerIs]:
    """Give every answer that ``rule`` waits for."""
    match rule:
        case TrendRule():
            yield from (answer for answer in (rule.only_if, rule.or_if) if answer is not None)
        case MilestoneRule() | TallyRule():
            yield AnswerIs(question=rule.question, answer=rule.answer)
        case TearCheckRule():
            yield rule.gait
        case ReportRule():
            for answer in rule.answers:
                yield AnswerIs(question=rule.question, answer=answer)
        case _:
            return


def questions_of(rule: Rule) -> Iterator[str]:
    """Give every question that ``rule`` may have to put by itself when too little is known."""
    match rule:
        case TrendRule():
            yield LESS_PAIN
        case TearCheckRule():
            yield STILL_PAINFUL
        case ResumingRule():
            yield MORE_PAIN
        case SignsRule() if rule.at_least > 1:
            yield MORE_SIGNS
        case _:
            return


def _refuse_repeated(what: str, names: Iterable[str]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise ValueError(f"{what} {name} stands {times} times")


def _refuse_unknown(what: str, used: set[str], known: set[str]) -> None:
    missing = sorted(used - known)
    if missing:
        raise ValueError(f"{what} {missing[0]!r} is used but not defined")
