"""Referrals: who has to look at whom, how soon, and why."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import LONGEST_REASON, StrictSerializer, Words
from plans.api.cards import PersonCard, PlanCard, Shown
from plans.api.documents import Choice
from plans.api.door import Door, Reason, now, operation
from plans.api.judgements import show_explanation
from plans.api.plans import answer_with_plan, named_protocol
from plans.api.progress import DayScoreCard, LatelyCard, show_adherence
from plans.domain.rules.priority import priority_of
from plans.models import WAITING, Referral, Role, User
from plans.selectors.progress import progress_of_plan
from plans.selectors.referrals import by_priority, card_of
from plans.selectors.scope import visible_referrals
from plans.selectors.verdicts import explanation_of
from plans.selectors.words import language
from plans.services.referrals import acknowledge_referral, dismiss_referral, resolve_referral
from plans.services.treating import treat_referral

CURVE_DAYS = 84
"""Twelve weeks: so long does the pain curve look back."""


class ReferralsQuery(StrictSerializer):
    """Which referrals; all of them unless said. ``waiting`` are those nobody has closed yet."""

    status = Choice("ReferralFilter", required=False)


class OutcomeBody(StrictSerializer):
    """What came of a referral."""

    outcome = Words(max_length=LONGEST_REASON)


class DismissBody(StrictSerializer):
    """Why a referral was not needed."""

    reason = Words(max_length=LONGEST_REASON)


class TreatBody(Reason):
    """Which treatment to go on with, and why."""

    protocol = Words(max_length=60)


class ReferralSummary(serializers.Serializer[Any]):
    """One referral in the list."""

    id = serializers.UUIDField()
    patient = PersonCard()
    injury = serializers.UUIDField()
    plan = serializers.UUIDField(allow_null=True)
    rule = serializers.CharField()
    to = Choice("Addressee")
    urgency = Choice("Urgency")
    priority = Choice("Priority")
    status = Choice("ReferralStatus")
    reason = serializers.CharField()
    raised_at = serializers.DateTimeField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class ReferralDetail(ReferralSummary):
    """One referral with what it rests on and, for who treats, how the patient gets on.

    The verdict, its evidence and its texts are null where no verdict led to it, and for those who
    may not read the patient's record; the full reasoning, how much was done and the day scores are
    for physiotherapists only.
    """

    basis = Choice("Basis", allow_null=True, help_text="What decided.")
    verdict = serializers.CharField(allow_null=True)
    evidence = serializers.DictField(allow_null=True)
    title = serializers.CharField(allow_null=True)
    patient_text = serializers.CharField(allow_null=True)
    clinician_text = serializers.CharField(allow_null=True)
    adherence = LatelyCard(allow_null=True)
    day_scores = DayScoreCard(
        many=True, allow_null=True, help_text="Of the last 84 days, the oldest first."
    )
    acknowledged_by = serializers.CharField(allow_null=True)
    closed_by = serializers.CharField(allow_null=True)
    outcome = serializers.CharField(allow_null=True)


class Referrals(Door):
    """The referrals."""

    @operation(
        query=ReferralsQuery,
        answers={200: ReferralSummary(many=True)},
        name="referrals_list",
        refuses=(404,),
    )
    def get(self, request: Request) -> Response:
        """List the referrals that the caller may see: the most urgent first, then the oldest."""
        rows, status = _rows(self.viewer), self.asked(ReferralsQuery).get("status")
        if status is not None:
            rows = rows.filter(status__in=WAITING if status == "waiting" else (status,))
        return self.page(rows.order_by(*by_priority()), ReferralSummary, _show)


class ReferralDoor(Door):
    """One referral."""

    def referral(self) -> Referral:
        """Return the referral that the address names, or refuse: not found."""
        return self._one(_rows(self.viewer))

    def answer(self) -> Response:
        """Answer with the referral as it stands now."""
        return Response(ReferralDetail(_show_whole(self.referral(), self.viewer)).data)


class OneReferral(ReferralDoor):
    """One referral."""

    @operation(answers={200: ReferralDetail}, refuses=(404,))
    def get(self, request: Request, public_id: str) -> Response:
        """Show a referral with the verdict and the numbers that led to it."""
        return self.answer()


class AcknowledgeReferral(ReferralDoor):
    """A referral that was seen."""

    @operation(answers={200: ReferralDetail}, refuses=(403, 404), repeatable=True)
    def post(self, request: Request, public_id: str) -> Response:
        """Record that a physiotherapist has seen the referral; doing it twice changes nothing."""
        referral = self.referral()
        self.treating(referral.injury.patient)
        acknowledge_referral(referral=referral, by=self.viewer, now=now())
        return self.answer()


class DismissReferral(ReferralDoor):
    """A referral that was not needed."""

    @operation(
        body=DismissBody, answers={200: ReferralDetail}, refuses=(403, 404, 409), repeatable=True
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Close a referral that was not needed, with the reason."""
        referral = self.referral()
        self.treating(referral.injury.patient)
        dismiss_referral(referral=referral, by=self.viewer, now=now(), **self.sent(DismissBody))
        return self.answer()


class TreatReferral(ReferralDoor):
    """A referral that becomes a treatment."""

    @operation(body=TreatBody, answers={201: PlanCard}, refuses=(403, 404, 409), repeatable=True)
    def post(self, request: Request, public_id: str) -> Response:
        """Close a referral and go on with a treatment plan for the same injury; shows that plan."""
        referral = self.referral()
        self.treating(referral.injury.patient)
        sent = self.sent(TreatBody)
        plan = treat_referral(
            referral=referral,
            version=named_protocol(sent["protocol"]),
            by=self.viewer,
            now=now(),
            reason=sent["reason"],
        )
        return answer_with_plan(self, plan, status=201)


class ResolveReferral(ReferralDoor):
    """A referral that was handled."""

    @operation(
        body=OutcomeBody, answers={200: ReferralDetail}, refuses=(403, 404, 409), repeatable=True
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Close a referral with what came of it."""
        referral = self.referral()
        self.treating(referral.injury.patient)
        resolve_referral(referral=referral, by=self.viewer, now=now(), **self.sent(OutcomeBody))
        return self.answer()


def _rows(viewer: User) -> QuerySet[Referral]:
    return (
        visible_referrals(viewer)
        .select_related(
            "injury__patient__user",
            "plan",
            "verdict__protocol_version",
            "acknowledged_by",
            "closed_by",
        )
        .defer(
            "verdict__protocol_version__document",
            "verdict__protocol_version__changes",
        )
    )


def _show(row: Referral) -> Shown:
    card = card_of(row)
    patient = row.injury.patient
    return {
        "id": row.public_id,
        "patient": {"id": patient.public_id, "name": patient.user.name},
        "injury": row.injury.public_id,
        "plan": row.plan.public_id if row.plan else None,
        "rule": row.rule,
        "to": row.to,
        "urgency": row.urgency,
        "priority": priority_of(row.to, row.urgency).name.lower(),
        "status": row.status,
        "reason": card.reason.in_language(language()),
        "raised_at": row.raised_at,
        "acknowledged_at": row.acknowledged_at,
        "closed_at": row.closed_at,
    }


def _show_whole(row: Referral, viewer: User) -> Shown:
    may_read = viewer.role in (Role.PATIENT, Role.PHYSIOTHERAPIST) or viewer.is_superuser
    verdict = row.verdict if may_read else None
    return (
        _show(row)
        | _show_words(row, viewer, may_read=may_read)
        | _show_progress(row, viewer)
        | {
            "basis": (row.basis or None) if may_read else None,
            "verdict": verdict.verdict if verdict else None,
            "evidence": verdict.evidence if verdict else None,
            "acknowledged_by": row.acknowledged_by.name if row.acknowledged_by else None,
            "closed_by": row.closed_by.name if row.closed_by else None,
            "outcome": (row.outcome or None) if may_read else None,
        }
    )


def _show_words(row: Referral, viewer: User, *, may_read: bool) -> Shown:
    if row.verdict is None or not may_read:
        return {"title": None, "patient_text": None, "clinician_text": None}
    return show_explanation(explanation_of(row.verdict, row), viewer)


def _show_progress(row: Referral, viewer: User) -> Shown:
    treats = viewer.role == Role.PHYSIOTHERAPIST or viewer.is_superuser
    if row.plan_id is None or not treats:
        return {"adherence": None, "day_scores": None}
    progress = progress_of_plan(row.plan_id, now=now(), score_days=CURVE_DAYS)
    return {"adherence": show_adherence(progress), "day_scores": progress.scores}
