"""The intake: questions that lead from a complaint to a protocol, or straight to a person."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from plans.domain.exercise import Slug
from plans.domain.question import Name
from plans.domain.rule import Addressee, RuleId, Urgency
from plans.domain.source import Source
from plans.domain.text import Text
from plans.domain.value import value


@value
class AskNext:
    """Go on with another question."""

    kind: Literal["question"] = "question"
    question: Name


@value
class UseProtocol:
    """This protocol fits."""

    kind: Literal["protocol"] = "protocol"
    protocol: Slug


@value
class ReferNow:
    """No plan: this person has to be seen first."""

    kind: Literal["referral"] = "referral"
    rule: RuleId
    to: Addressee
    urgency: Urgency
    reason: Text
    source: Source


Outcome = Annotated[AskNext | UseProtocol | ReferNow, Field(discriminator="kind")]


@value
class IntakeOption:
    """One answer, and where it leads."""

    value: Name
    text: Text
    then: Outcome


@value
class IntakeQuestion:
    """One question of the intake."""

    name: Name
    text: Text
    help: Text | None = None
    options: Annotated[tuple[IntakeOption, ...], Field(min_length=2)]
    source: Source


@value
class Intake:
    """The questions of one body region; the first one is asked first."""

    region: Slug
    name: Text
    questions: Annotated[tuple[IntakeQuestion, ...], Field(min_length=1)]

    def __post_init__(self) -> None:
        names = [question.name for question in self.questions]
        if len(set(names)) != len(names):
            raise ValueError("a question of the intake is named twice")
        position = {name: index for index, name in enumerate(names)}
        for index, question in enumerate(self.questions):
            for option in question.options:
                if not isinstance(option.then, AskNext):
                    continue
                if position.get(option.then.question, -1) <= index:
                    raise ValueError(
                        f"{question.name} leads to {option.then.question!r}, "
                        "which is not a later question of this intake"
                    )

    def protocols(self) -> frozenset[str]:
        """Return the slugs of all protocols this intake can lead to."""
        return frozenset(
            option.then.protocol
            for question in self.questions
            for option in question.options
            if isinstance(option.then, UseProtocol)
        )

    def referrals(self) -> tuple[ReferNow, ...]:
        """Return every referral this intake can lead to."""
        return tuple(
            option.then
            for question in self.questions
            for option in question.options
            if isinstance(option.then, ReferNow)
        )

    def outcome(self, answers: dict[str, str]) -> Outcome:
        """Follow ``answers`` (question name to answer) from the first question on.

        An answer that leads to a referral decides at once, wherever its question stands. Returns
        what the answers lead to, or the first question that is still unanswered. Raises
        ``ValueError`` for a question or an answer that this intake does not have.
        """
        chosen = {name: self._option(name, answer) for name, answer in answers.items()}
        for question in self.questions:
            option = chosen.get(question.name)
            if option is not None and isinstance(option.then, ReferNow):
                return option.then
        name = self.questions[0].name
        while name in chosen:
            outcome = chosen[name].then
            if not isinstance(outcome, AskNext):
                return outcome
            name = outcome.question
        return AskNext(question=name)

    def _option(self, name: str, answer: str) -> IntakeOption:
        for question in self.questions:
            if question.name != name:
                continue
            for option in question.options:
                if option.value == answer:
                    return option
            raise ValueError(f"{answer!r} is not an answer to {name!r}")
        raise ValueError(f"{name!r} is not a question of this intake")
