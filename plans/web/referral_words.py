"""Referrals as a physiotherapist reads them: who, why, how soon, and on what numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from plans.domain.rules.priority import Priority, priority_of
from plans.models import WAITING, Referral, ReferralStatus
from plans.selectors.catalogue import (
    intake_of,
    protocol_of,
    published_intakes,
    published_protocols,
)
from plans.selectors.referrals import card_of
from plans.selectors.verdicts import explanation_of
from plans.selectors.words import ADDRESSEES, URGENCIES, language
from plans.web.beside import Beside
from plans.web.words import named, say


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """One referral in words.

    ``treatments`` are the protocols with which treatment can take over, by name and in words.
    """

    public_id: UUID
    patient_public_id: UUID
    patient: str
    injury: str
    rule: str
    to: str
    urgency: str
    priority: Priority
    reason: str
    verdict: str
    grounds: str
    raised_at: datetime
    is_open: bool
    status_words: str
    seen_by: str
    outcome: str
    treatments: list[tuple[str, str]]
    beside: Beside | None


def with_words(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Read along with referrals all that is said of them."""
    return rows.select_related(
        "injury__patient__user", "plan", "verdict__protocol_version", "acknowledged_by"
    ).defer("verdict__protocol_version__document", "verdict__protocol_version__changes")


def referral_lines(
    rows: Iterable[Referral], beside: Mapping[int, Beside] | None = None
) -> list[ReferralLine]:
    """Put referrals in words, in the order given.

    ``rows`` come from ``with_words``; ``beside`` is by plan.
    """
    listed = list(rows)
    regions = _region_names() if any(row.plan_id is None for row in listed) else {}
    treatments = _treatments() if any(row.status in WAITING for row in listed) else {}
    return [_line(row, regions, treatments, beside or {}) for row in listed]


def _line(
    row: Referral,
    regions: Mapping[str, str],
    treatments: Mapping[str, list[tuple[str, str]]],
    beside: Mapping[int, Beside],
) -> ReferralLine:
    card = card_of(row)
    protocol = protocol_of(row.plan.protocol_version_id) if row.plan is not None else None
    injury = regions.get(row.injury.region, row.injury.region)
    if protocol is not None:
        injury = protocol.names.in_language(language())
    is_treated = protocol is not None and protocol.pathway == "treatment"
    explanation = explanation_of(row.verdict, row) if row.verdict is not None else None
    return ReferralLine(
        public_id=row.public_id,
        patient_public_id=card.patient_public_id,
        patient=row.injury.patient.user.name,
        injury=injury,
        rule=row.rule,
        to=named(ADDRESSEES, row.to),
        urgency=named(URGENCIES, row.urgency),
        priority=priority_of(row.to, row.urgency),
        reason=say(card.reason),
        verdict=say(explanation.title) if explanation else "",
        grounds=say(explanation.clinician) if explanation else "",
        raised_at=row.raised_at,
        is_open=row.status == ReferralStatus.OPEN,
        status_words=str(ReferralStatus(row.status).label),
        seen_by=row.acknowledged_by.name if row.acknowledged_by else "",
        outcome=row.outcome,
        treatments=[] if is_treated else treatments.get(row.injury.region, []),
        beside=beside.get(row.plan_id) if row.plan_id is not None else None,
    )


def _region_names() -> dict[str, str]:
    return {version.slug: say(intake_of(version.pk).name) for version in published_intakes()}


def _treatments() -> dict[str, list[tuple[str, str]]]:
    """Return the treatment protocols in use, by body region."""
    found: dict[str, list[tuple[str, str]]] = {}
    for version in published_protocols():
        protocol = protocol_of(version.pk)
        if protocol.pathway == "treatment":
            name = f"{protocol.names.in_language(language())} - {protocol.slug}"
            found.setdefault(protocol.region, []).append((protocol.slug, name))
    return found
