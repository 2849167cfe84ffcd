"""The intake: from a complaint to a protocol, or straight to a person."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from pydantic import TypeAdapter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import Day, StrictSerializer, Words
from plans.api.cards import Shown
from plans.api.documents import Choice, DocumentField
from plans.api.door import Door, now, operation
from plans.domain.intake import AskNext, Intake, Outcome, ReferNow, UseProtocol
from plans.domain.refusal import Refusal, RefusalKind
from plans.models import IntakeVersion
from plans.selectors.catalogue import intake_of, published_intake, published_intakes, version_in_use
from plans.selectors.words import language
from plans.services.referrals import refer_from_intake
from plans.services.refusals import invalid
from plans.services.starting import add_injury

OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)


class IntakeSummary(serializers.Serializer[Any]):
    """The intake of one body region, in the list."""

    region = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField()


class IntakeCard(serializers.Serializer[Any]):
    """One version of an intake, whole and in both languages."""

    region = serializers.CharField()
    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    document = DocumentField(TypeAdapter(Intake))


class AnswersBody(StrictSerializer):
    """The answers so far: the name of each question with the value of its answer."""

    answers = serializers.DictField(child=Words(max_length=60))


class NewIntakeBody(AnswersBody):
    """A complaint, with the answers of the intake."""

    region = Words(max_length=60)
    injured_on = Day()
    side = Choice("Side", default="none")


class OutcomeCard(serializers.Serializer[Any]):
    """Where the answers lead: to the next question, to a protocol, or to a person."""

    outcome = DocumentField(OUTCOME)


class NewIntakeCard(OutcomeCard):
    """What the intake made: the injury, and what to do with it."""

    injury = serializers.UUIDField()
    suggested_protocol = serializers.CharField(allow_null=True)
    referral = serializers.UUIDField(allow_null=True)


class Intakes(Door):
    """The intakes."""

    @operation(answers={200: IntakeSummary(many=True)}, name="intakes_list", refuses=(404,))
    def get(self, request: Request) -> Response:
        """List the body regions that have an intake."""
        return self.page(published_intakes(), IntakeSummary, _show)


class OneIntake(Door):
    """One intake."""

    @operation(answers={200: IntakeCard}, refuses=(404,))
    def get(self, request: Request, region: str) -> Response:
        """Show the questions of a body region, whole and in both languages."""
        version = version_in_use(IntakeVersion, region)
        return Response(
            IntakeCard(
                {
                    "region": version.slug,
                    "version": version.number,
                    "published_at": version.published_at,
                    "document": intake_of(version.pk),
                }
            ).data
        )


class IntakeOutcome(Door):
    """Where answers lead."""

    @operation(body=AnswersBody, answers={200: OutcomeCard}, refuses=(404,))
    def post(self, request: Request, region: str) -> Response:
        """Say where the answers so far lead; nothing is stored."""
        answers = self.sent(AnswersBody)["answers"]
        outcome = _follow(published_intake(region), answers)
        return Response(OutcomeCard({"outcome": outcome}).data)


class PatientIntakes(Door):
    """A patient's intake."""

    @operation(
        body=NewIntakeBody, answers={201: NewIntakeCard}, refuses=(403, 404), repeatable=True
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Write down a complaint with its intake; where it leads to a person, call that person."""
        patient = self.patient()
        self.treating(patient)
        sent = self.sent(NewIntakeBody)
        outcome = _follow(known_region(sent["region"]), sent.pop("answers"))
        if isinstance(outcome, AskNext):
            raise _unanswered(outcome)
        at, referral = now(), None
        with transaction.atomic():
            injury = add_injury(patient=patient, by=self.viewer, now=at, **sent)
            if isinstance(outcome, ReferNow):
                referral = refer_from_intake(injury=injury, outcome=outcome, by=self.viewer, now=at)
        made = {
            "outcome": outcome,
            "injury": injury.public_id,
            "suggested_protocol": outcome.protocol if isinstance(outcome, UseProtocol) else None,
            "referral": referral.public_id if referral else None,
        }
        return Response(NewIntakeCard(made).data, status=201)


def known_region(region: str) -> Intake:
    """Return the intake of a region named in a body; refuses one that does not exist."""
    try:
        return published_intake(region)
    except Refusal as refusal:
        if refusal.kind is not RefusalKind.NOT_FOUND:
            raise
        raise invalid(
            "unknown_region",
            nl=f"Het lichaamsdeel {region!r} bestaat niet. Kies er een uit de lijst.",
            en=f"The body region {region!r} does not exist. Choose one from the list.",
            place="region",
        ) from None


def _follow(intake: Intake, answers: dict[str, str]) -> Outcome:
    try:
        return intake.outcome(answers)
    except ValueError:
        raise invalid(
            "unknown_answer",
            nl="Een vraag of antwoord hoort niet bij deze intake. Kies uit de lijst.",
            en="A question or answer is not part of this intake. Choose from the list.",
            place="answers",
        ) from None


def _unanswered(outcome: AskNext) -> Refusal:
    return invalid(
        "question_unanswered",
        nl=f"De vraag {outcome.question!r} is nog niet beantwoord.",
        en=f"The question {outcome.question!r} has not been answered yet.",
        place=f"answers.{outcome.question}",
    )


def _show(version: IntakeVersion) -> Shown:
    intake = intake_of(version.pk)
    return {
        "region": intake.region,
        "version": version.number,
        "name": intake.name.in_language(language()),
    }
