"""Raises referrals that no window gave, and records what clinicians do with referrals."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from plans.domain.event import EventKind
from plans.domain.intake import ReferNow
from plans.domain.judgement import Basis
from plans.models import WAITING, Injury, IntakeVersion, Referral, ReferralStatus, User
from plans.models.sealing import sealed_for
from plans.selectors.catalogue import version_in_use
from plans.services.history import record_event
from plans.services.refusals import conflict, invalid, require_clinician


@transaction.atomic
def refer_from_intake(*, injury: Injury, outcome: ReferNow, by: User, now: datetime) -> Referral:
    """Raise the referral that an intake led to; there is no plan. The same day twice raises one."""
    referral, is_new = Referral.objects.get_or_create(
        injury=injury,
        rule=outcome.rule,
        occasion="intake",
        defaults={
            "to": outcome.to,
            "urgency": outcome.urgency,
            "basis": Basis.ANSWER,
            "intake_version": version_in_use(IntakeVersion, injury.region),
            "raised_at": now,
        },
    )
    if is_new:
        record_event(
            EventKind.REFERRAL_RAISED,
            by=by,
            now=now,
            injury=injury,
            facts={
                "referral": referral.pk,
                "rule": outcome.rule,
                "to": outcome.to,
                "urgency": outcome.urgency,
            },
        )
    return referral


@transaction.atomic
def acknowledge_referral(*, referral: Referral, by: User, now: datetime) -> Referral:
    """Record that a physiotherapist has seen the referral. Doing it twice changes nothing."""
    require_clinician(by, referral.injury.patient)
    changed = Referral.objects.filter(pk=referral.pk, status=ReferralStatus.OPEN).update(
        status=ReferralStatus.ACKNOWLEDGED, acknowledged_at=now, acknowledged_by=by
    )
    if changed:
        _record(EventKind.REFERRAL_ACKNOWLEDGED, referral, by, now)
    referral.refresh_from_db()
    return referral


@transaction.atomic
def resolve_referral(*, referral: Referral, outcome: str, by: User, now: datetime) -> Referral:
    """Close a referral with what came of it. Refuses one that is closed already."""
    return _close(EventKind.REFERRAL_RESOLVED, ReferralStatus.RESOLVED, referral, outcome, by, now)


@transaction.atomic
def dismiss_referral(*, referral: Referral, reason: str, by: User, now: datetime) -> Referral:
    """Close a referral that was not needed, with the reason. Refuses one that is closed already."""
    return _close(EventKind.REFERRAL_DISMISSED, ReferralStatus.DISMISSED, referral, reason, by, now)


def _close(  # noqa: PLR0917 - all of it is needed to close one
    event: EventKind,
    status: ReferralStatus,
    referral: Referral,
    outcome: str,
    by: User,
    now: datetime,
) -> Referral:
    require_clinician(by, referral.injury.patient)
    if not outcome.strip():
        raise invalid(
            "no_outcome",
            nl="Schrijf op wat ermee gedaan is, of waarom het niet nodig was.",
            en="Write down what was done about it, or why it was not needed.",
            place="outcome",
        )
    changed = Referral.objects.filter(pk=referral.pk, status__in=WAITING).update(
        status=status,
        closed_at=now,
        closed_by=by,
        outcome=sealed_for(referral, "outcome", outcome),
    )
    if not changed:
        raise conflict(
            "referral_closed",
            nl="Deze doorverwijzing is al afgehandeld.",
            en="This referral has already been closed.",
        )
    _record(event, referral, by, now)
    referral.refresh_from_db()
    return referral


def _record(kind: EventKind, referral: Referral, by: User, now: datetime) -> None:
    record_event(
        kind,
        by=by,
        now=now,
        injury=referral.injury,
        plan=referral.plan,
        facts={"referral": referral.pk, "rule": referral.rule},
    )
