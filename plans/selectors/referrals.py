"""Referrals with the reason that is told and the evidence they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from django.db.models import Case, F, IntegerField, OrderBy, QuerySet, Value, When

from plans.domain.rule import Addressee, Urgency
from plans.domain.rules.priority import priority_of
from plans.domain.text import Text
from plans.models import Referral, ReferralStatus
from plans.selectors.catalogue import intake_of, protocol_of


@dataclass(frozen=True, slots=True)
class ReferralCard:
    """One referral: whom it calls, how soon, why, and on what evidence."""

    referral_id: int
    public_id: UUID
    patient_id: int
    patient_public_id: UUID
    plan_id: int | None
    rule: str
    to: str
    urgency: str
    raised_at: datetime
    reason: Text
    status: str
    basis: str
    verdict: str | None
    evidence: dict[str, Any] | None


def referral_card(referral_id: int) -> ReferralCard:
    """Return one referral; ``Referral.DoesNotExist`` when there is none."""
    row = Referral.objects.select_related("injury__patient", "plan", "verdict").get(pk=referral_id)
    return card_of(row)


def open_referrals(clinic_id: int | None = None) -> QuerySet[Referral]:
    """Return the referrals that nobody has seen yet, of the whole system or of one clinic."""
    referrals = Referral.objects.filter(status=ReferralStatus.OPEN)
    return (
        referrals if clinic_id is None else referrals.filter(injury__patient__clinic_id=clinic_id)
    )


def card_of(row: Referral) -> ReferralCard:
    """Return a referral that was read with its injury, plan and verdict."""
    return ReferralCard(
        referral_id=row.pk,
        public_id=row.public_id,
        patient_id=row.injury.patient_id,
        patient_public_id=row.injury.patient.public_id,
        plan_id=row.plan_id,
        rule=row.rule,
        to=row.to,
        urgency=row.urgency,
        raised_at=row.raised_at,
        reason=_reason(row),
        status=row.status,
        basis=row.basis,
        verdict=row.verdict.verdict if row.verdict else None,
        evidence=row.verdict.evidence if row.verdict else None,
    )


def by_priority() -> tuple[OrderBy, OrderBy, OrderBy]:
    """Order referrals by urgency (DEF-17), then by age: who has to be seen first."""
    ranks = [
        When(to=to, urgency=urgency, then=Value(int(priority_of(to, urgency))))
        for to in get_args(Addressee)
        for urgency in get_args(Urgency)
    ]
    rank = Case(*ranks, output_field=IntegerField())
    return rank.asc(), F("raised_at").asc(), F("pk").asc()


def _reason(row: Referral) -> Text:
    """Look the reason up where it was written: in the version of the protocol or the intake."""
    if row.plan is not None:
        for rule in protocol_of(row.plan.protocol_version_id).rules:
            if rule.id == row.rule and row.kind in ("", rule.kind):
                return rule.reason
    if row.intake_version_id is not None:
        for outcome in intake_of(row.intake_version_id).referrals():
            if outcome.rule == row.rule:
                return outcome.reason
    return Text(
        nl="Neem contact op met de praktijk; er moet iemand met je meekijken.",
        en="Please contact the clinic; somebody has to look at this with you.",
    )
