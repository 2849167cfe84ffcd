"""Referrals as a physiotherapist reads them: who, why, how soon, and on what numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from plans.models import Referral, ReferralStatus
from plans.selectors.catalogue import intake_of, protocol_of, published_intakes
from plans.selectors.referrals import card_of
from plans.selectors.words import ADDRESSEES, URGENCIES, language
from plans.web.words import named, say, verdict_in_words


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """One referral in words."""

    public_id: UUID
    patient_public_id: UUID
    patient: str
    injury: str
    rule: str
    to: str
    urgency: str
    urgency_rank: int
    reason: str
    verdict: str
    raised_at: datetime
    status: str
    status_words: str
    seen_by: str
    outcome: str


def referral_lines(rows: Iterable[Referral]) -> list[ReferralLine]:
    """Put referrals in words, those that are most urgent and have waited longest first.

    ``rows`` were read with their injury, patient, person, plan and verdict.
    """
    listed = list(rows)
    regions = _region_names() if any(row.plan_id is None for row in listed) else {}
    lines = [_line(row, regions) for row in listed]
    return sorted(lines, key=lambda line: (line.urgency_rank, line.raised_at))


def _line(row: Referral, regions: dict[str, str]) -> ReferralLine:
    card = card_of(row)
    injury = regions.get(row.injury.region, row.injury.region)
    if row.plan is not None:
        injury = protocol_of(row.plan.protocol_version_id).names.in_language(language())
    return ReferralLine(
        public_id=row.public_id,
        patient_public_id=card.patient_public_id,
        patient=row.injury.patient.user.name,
        injury=injury,
        rule=row.rule,
        to=named(ADDRESSEES, row.to),
        urgency=named(URGENCIES, row.urgency),
        urgency_rank=list(URGENCIES).index(row.urgency),
        reason=say(card.reason),
        verdict=verdict_in_words(card.verdict, card.evidence or {}) if card.verdict else "",
        raised_at=row.raised_at,
        status=row.status,
        status_words=str(ReferralStatus(row.status).label),
        seen_by=row.acknowledged_by.name if row.acknowledged_by else "",
        outcome=row.outcome,
    )


def _region_names() -> dict[str, str]:
    return {version.slug: say(intake_of(version.pk).name) for version in published_intakes()}
