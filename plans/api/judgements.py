"""What the rules found about a plan: verdicts, open questions, how much was done."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.agenda import QuestionCard, show_question
from plans.api.bodies import StrictSerializer
from plans.api.cards import Shown
from plans.api.documents import Choice
from plans.api.door import Door, now, operation, today_of
from plans.domain.explanation import Explanation
from plans.models import Plan, Role, User, Verdict
from plans.selectors.adherence import plan_adherence
from plans.selectors.questions import open_questions
from plans.selectors.verdicts import SESSION, explanation_of, verdicts_of, waiting_for_an_answer
from plans.selectors.words import language

_FIGURES = ("baseline", "end", "delta", "percent")


class FigureCard(serializers.Serializer[Any]):
    """One figure of the evidence: to one decimal to be shown, exact to be checked."""

    shown = serializers.FloatField(help_text="Rounded half up to one decimal.")
    exact = serializers.CharField(help_text="A fraction such as `17/4`.")


class VerdictsQuery(StrictSerializer):
    """Which verdicts; all but those on sessions of load unless said."""

    kind = Choice("VerdictKind", required=False)


class ExplainedCard(serializers.Serializer[Any]):
    """A verdict in words: a title, a calm word to the patient, the reasoning in full.

    ``clinician_text`` is null for the patient.
    """

    title = serializers.CharField()
    patient_text = serializers.CharField()
    clinician_text = serializers.CharField(allow_null=True)


class VerdictCard(ExplainedCard):
    """One verdict over one window; a late report can add a next ``revision``.

    ``kind`` says what was judged, and ``rule`` names it: the rule, the exercise of a session, or
    the phase of a gate.
    """

    kind = Choice("VerdictKind")
    rule = serializers.CharField()
    window_first = serializers.DateField()
    window_last = serializers.DateField()
    revision = serializers.IntegerField()
    verdict = serializers.CharField()
    baseline = FigureCard(allow_null=True)
    end = FigureCard(allow_null=True)
    delta = FigureCard(allow_null=True)
    percent = FigureCard(allow_null=True)
    evidence = serializers.DictField()
    given_at = serializers.DateTimeField()


class OpenQuestions(serializers.Serializer[Any]):
    """The questions that wait for an answer."""

    questions = QuestionCard(many=True)


class AdherenceCard(serializers.Serializer[Any]):
    """How much of what was due was done, in whole per cent; null when nothing was due."""

    due = serializers.IntegerField()
    done = serializers.IntegerField()
    # A field is taken off the class, so the name is free.
    partial = serializers.IntegerField()  # type: ignore[assignment]
    percent = serializers.IntegerField(allow_null=True)
    band = Choice("AdherenceBand", allow_null=True)


class PlanRecordDoor(Door):
    """What the rules know of one plan, for the patient and the physiotherapists."""

    def record(self) -> Plan:
        """Return the plan whose record the caller may read."""
        plan = self.plan()
        self.record_of(plan.injury.patient)
        return plan


class Verdicts(PlanRecordDoor):
    """The verdicts about one plan."""

    @operation(query=VerdictsQuery, answers={200: VerdictCard(many=True)}, refuses=(403, 404))
    def get(self, request: Request, public_id: str) -> Response:
        """List the verdicts about a plan with the numbers they rest on, the latest first."""
        plan = self.record()
        verdicts = verdicts_of(plan)
        kind = self.asked(VerdictsQuery).get("kind")
        chosen = verdicts.filter(kind=kind) if kind else verdicts.exclude(kind=SESSION)
        asked = waiting_for_an_answer(plan)

        def show(verdict: Verdict) -> Shown:
            call = next(iter(verdict.referrals.all()), None)
            is_asked = (verdict.kind, verdict.rule, verdict.window_first) in asked
            explanation = explanation_of(verdict, call, is_asked=is_asked)
            return _show_verdict(verdict) | show_explanation(explanation, self.viewer)

        return self.page(chosen.order_by("-given_at", "-pk"), VerdictCard, show)


class Questions(PlanRecordDoor):
    """The open questions of one plan."""

    @operation(answers={200: OpenQuestions}, refuses=(403, 404))
    def get(self, request: Request, public_id: str) -> Response:
        """Show the questions that a rule needs answered before it can decide, oldest first."""
        asked = [show_question(card.question) for card in open_questions(self.record().pk)]
        return Response(OpenQuestions({"questions": asked}).data)


class Adherence(PlanRecordDoor):
    """How much of one plan was done."""

    @operation(answers={200: AdherenceCard}, refuses=(403, 404))
    def get(self, request: Request, public_id: str) -> Response:
        """Show how much of what was due up to today was done."""
        plan = self.record()
        today = today_of(plan.injury.patient, now())
        share = plan_adherence(plan, today=today)
        return Response(
            AdherenceCard(
                {
                    "due": share.due,
                    "done": share.done,
                    "partial": share.partial,
                    "percent": share.percent,
                    "band": share.band,
                }
            ).data
        )


def show_explanation(explanation: Explanation, viewer: User) -> Shown:
    """Show a verdict in words; the reasoning in full only to who treats."""
    spoken = language()
    is_patient = viewer.role == Role.PATIENT and not viewer.is_superuser
    full = None if is_patient else explanation.clinician.in_language(spoken)
    return {
        "title": explanation.title.in_language(spoken),
        "patient_text": explanation.patient.in_language(spoken),
        "clinician_text": full,
    }


def show_figure(exact: str | None) -> Shown | None:
    """Show a fraction such as ``17/4`` rounded half up to one decimal, and exact."""
    if exact is None:
        return None
    figure = Fraction(exact)
    tenths = (Decimal(figure.numerator) / figure.denominator).quantize(
        Decimal("0.1"), rounding=ROUND_HALF_UP
    )
    return {"shown": float(tenths), "exact": exact}


def _show_verdict(verdict: Verdict) -> Shown:
    return {
        "kind": verdict.kind,
        "rule": verdict.rule,
        "window_first": verdict.window_first,
        "window_last": verdict.window_last,
        "revision": verdict.revision,
        "verdict": verdict.verdict,
        "evidence": verdict.evidence,
        "given_at": verdict.given_at,
        **{name: show_figure(verdict.evidence.get(name)) for name in _FIGURES},
    }
