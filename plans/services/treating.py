"""Turns a referral from self-care into a treatment plan, in one step."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from plans.domain.days import local_day
from plans.models import Plan, PlanStatus, ProtocolVersion, Referral, User
from plans.selectors.catalogue import protocol_of
from plans.services.referrals import resolve_referral
from plans.services.refusals import invalid
from plans.services.starting import start_plan, switch_plan


@transaction.atomic
def treat_referral(
    *, referral: Referral, version: ProtocolVersion, by: User, now: datetime, reason: str = ""
) -> Plan:
    """Close the referral and go on with a treatment plan for the same injury (DEF-13).

    The plan that is under way is switched and its open rules close; without one the treatment
    starts today. Refuses a protocol that is not treatment, and a referral that is closed.
    """
    protocol = protocol_of(version.pk)
    if protocol.pathway != "treatment":
        raise invalid(
            "not_a_treatment",
            nl="Kies een protocol voor behandeling door een fysiotherapeut.",
            en="Choose a protocol for treatment by a physiotherapist.",
            place="protocol",
        )
    outcome = reason or f"{version}"
    resolve_referral(referral=referral, outcome=outcome, by=by, now=now)
    injury = referral.injury
    current = Plan.objects.filter(injury=injury, status=PlanStatus.ACTIVE).first()
    if current is not None:
        return switch_plan(plan=current, version=version, by=by, now=now, reason=outcome)
    today = local_day(now, injury.patient.zone)
    return start_plan(injury=injury, version=version, starts_on=today, by=by, now=now)
