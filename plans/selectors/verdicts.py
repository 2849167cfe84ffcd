"""Verdicts as they are stored, with the words in which they are told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import date
from typing import Any, get_args

from django.db.models import Prefetch, QuerySet

from plans.domain.explanation import Explanation, Told, explain
from plans.domain.judgement import Basis, Judgement
from plans.domain.protocol import Protocol
from plans.domain.rule import Rule
from plans.models import AskedQuestion, Plan, Referral, Verdict
from plans.selectors.catalogue import protocol_of

SESSION = "session"
GATE = "gate"

KINDS: tuple[str, ...] = (
    *(
        str(field.default)
        for rule in get_args(get_args(Rule)[0])
        for field in fields(rule)
        if field.name == "kind"
    ),
    SESSION,
    GATE,
)
"""What verdicts are about: a rule of one of the kinds that there are, a session or a gate."""


def verdicts_of(plan: Plan) -> QuerySet[Verdict]:
    """Return the verdicts about ``plan`` with what explaining them needs; two queries."""
    version_text = ("protocol_version__document", "protocol_version__changes")
    return (
        Verdict.objects.filter(plan=plan)
        .select_related("protocol_version")
        .defer(*version_text)
        .prefetch_related(Prefetch("referrals", Referral.objects.order_by("pk")))
    )


def revisions_of(plans: Collection[Plan]) -> QuerySet[Verdict]:
    """Return all that was ever said of these plans, the newest revision last; two queries."""
    return (
        Verdict.objects.filter(plan__in=plans)
        .select_related("protocol_version")
        .defer("protocol_version__document", "protocol_version__changes")
        .prefetch_related("referrals")
        .order_by("revision", "pk")
    )


def waiting_for_an_answer(plan: Plan) -> frozenset[tuple[str, str, date]]:
    """Return the kind, rule and first day of what an open question is about; one query."""
    asked = AskedQuestion.objects.filter(plan=plan, closed_at__isnull=True)
    return frozenset(asked.values_list("kind", "rule", "window_first"))


def explanation_of(
    row: Verdict, call: Referral | None = None, *, is_asked: bool = False
) -> Explanation:
    """Put a stored verdict into words: a title, the patient's text and the clinician's.

    ``call`` is the referral that rests on it, if any; ``is_asked`` says that the patient's answer
    is still waited for.
    """
    return explain(told_of(row, call, is_asked=is_asked))


def told_of(row: Verdict, call: Referral | None = None, *, is_asked: bool = False) -> Told:
    """Return a stored verdict as a value that can be explained.

    What decided and whether it called somebody are kept with the referral. Without one it is not
    known that nobody was called: an earlier call about the same may still have been waiting.
    """
    protocol = protocol_of(row.protocol_version_id)
    basis: str | None = Basis.UNDECIDED if is_asked else None
    if call is not None:
        basis = call.basis or None
    return Told(
        kind=row.kind,
        rule=_rule(protocol, row.kind, row.rule),
        subject=row.rule,
        outcome=row.verdict,
        basis=basis,
        first=row.window_first,
        last=row.window_last,
        evidence=_as_mapping(row.evidence),
        protocol=protocol,
        version=row.protocol_version.number,
        fires=True if call is not None else None,
    )


def explanation_of_judgement(judgement: Judgement, plan: Plan) -> Explanation:
    """Put what a rule finds about ``plan`` at this moment into words; nothing of it is stored."""
    told = Told(
        kind=judgement.rule.kind,
        rule=judgement.rule,
        subject=judgement.rule.id,
        outcome=judgement.outcome,
        basis=judgement.basis,
        first=judgement.first,
        last=judgement.last,
        evidence=judgement.evidence,
        protocol=protocol_of(plan.protocol_version_id),
        version=plan.protocol_version.number,
        fires=judgement.fires,
    )
    return explain(told)


def _rule(protocol: Protocol, kind: str, rule_id: str) -> Rule | None:
    for rule in protocol.rules:
        if (rule.kind, rule.id) == (kind, rule_id):
            return rule
    return None


def _as_mapping(evidence: Any) -> dict[str, Any]:
    return evidence if isinstance(evidence, dict) else {}
