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

    def outcome(self, answers: dict[str, str]) -> Outcome:
        """Follow ``answers`` (question name to answer) from the first question on.

        Returns the protocol or referral that they lead to, or the first question that is still
        unanswered. Raises ``ValueError`` for an answer that its question does not offer.
        """
        by_name = {question.name: question for question in self.questions}
        current = self.questions[0]
        while current.name in answers:
            answer = answers[current.name]
            chosen = next((option for option in current.options if option.value == answer), None)
            if chosen is None:
                raise ValueError(f"{answer!r} is not an answer to {current.name!r}")
            if not isinstance(chosen.then, AskNext):
                return chosen.then
            current = by_name[chosen.then.question]
        return AskNext(question=current.name)
