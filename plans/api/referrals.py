"""Referrals: who has to look at whom, how soon, and why."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import LONGEST_REASON, StrictSerializer, Words
from plans.api.cards import PersonCard, Shown
from plans.api.documents import CHOICES, Choice
from plans.api.door import Door, now, operation
from plans.models import Referral, Role, User
from plans.selectors.referrals import card_of
from plans.selectors.scope import not_found, visible_referrals
from plans.selectors.words import language
from plans.services.referrals import acknowledge_referral, resolve_referral
from plans.services.refusals import require_clinician


class ReferralsQuery(StrictSerializer):
    """Which referrals; all of them unless said."""

    status = Choice("ReferralStatus", required=False)


class OutcomeBody(StrictSerializer):
    """What came of a referral."""

    outcome = Words(max_length=LONGEST_REASON)


class ReferralSummary(serializers.Serializer[Any]):
    """One referral in the list."""

    id = serializers.UUIDField()
    patient = PersonCard()
    injury = serializers.UUIDField()
    plan = serializers.UUIDField(allow_null=True)
    rule = serializers.CharField()
    to = Choice("Addressee")
    urgency = Choice("Urgency")
    status = Choice("ReferralStatus")
    reason = serializers.CharField()
    raised_at = serializers.DateTimeField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class ReferralDetail(ReferralSummary):
    """One referral with what it rests on.

    ``verdict`` and ``evidence`` are null where no window of scores led to it, and for those who may
    not read the patient's record.
    """

    verdict = serializers.CharField(allow_null=True)
    evidence = serializers.DictField(allow_null=True)
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
        rows = _rows(self.viewer).filter(**self.asked(ReferralsQuery))
        return self.page(rows.order_by(_by_urgency(), "raised_at", "pk"), ReferralSummary, _show)


class ReferralDoor(Door):
    """One referral."""

    def referral(self) -> Referral:
        """Return the referral that the address names, or refuse: not found."""
        row = _rows(self.viewer).filter(public_id=self.kwargs["public_id"]).first()
        if row is None:
            raise not_found()
        return row

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

    @operation(answers={200: ReferralDetail}, refuses=(403, 404))
    def post(self, request: Request, public_id: str) -> Response:
        """Record that a physiotherapist has seen the referral; doing it twice changes nothing."""
        acknowledge_referral(referral=self.referral(), by=self.viewer, now=now())
        return self.answer()


class ResolveReferral(ReferralDoor):
    """A referral that was handled."""

    @operation(body=OutcomeBody, answers={200: ReferralDetail}, refuses=(403, 404, 409))
    def post(self, request: Request, public_id: str) -> Response:
        """Close a referral with what came of it."""
        referral = self.referral()
        require_clinician(self.viewer)
        resolve_referral(referral=referral, by=self.viewer, now=now(), **self.sent(OutcomeBody))
        return self.answer()


def _rows(viewer: User) -> QuerySet[Referral]:
    return visible_referrals(viewer).select_related(
        "injury__patient__user", "plan", "verdict", "acknowledged_by", "closed_by"
    )


def _by_urgency() -> Case:
    ranks = [When(urgency=word, then=Value(rank)) for rank, word in enumerate(CHOICES["Urgency"])]
    return Case(*ranks, output_field=IntegerField())


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
        "status": row.status,
        "reason": card.reason.in_language(language()),
        "raised_at": row.raised_at,
        "acknowledged_at": row.acknowledged_at,
        "closed_at": row.closed_at,
    }


def _show_whole(row: Referral, viewer: User) -> Shown:
    may_read = viewer.role != Role.STAFF or viewer.is_superuser
    verdict = row.verdict if may_read else None
    return _show(row) | {
        "verdict": verdict.verdict if verdict else None,
        "evidence": verdict.evidence if verdict else None,
        "acknowledged_by": row.acknowledged_by.name if row.acknowledged_by else None,
        "closed_by": row.closed_by.name if row.closed_by else None,
        "outcome": row.outcome or None,
    }
