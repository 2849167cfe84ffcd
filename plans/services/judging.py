"""Judges plans whose windows have closed, stores each verdict with its evidence, calls people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Least

from plans.domain.days import local_day, midnight
from plans.domain.evaluation import (
    Judgement,
    Record,
    judge,
    next_judgement_on,
    scores_in,
)
from plans.domain.event import EventKind
from plans.domain.rule import TrendRule
from plans.models import (
    AskedQuestion,
    Injury,
    Plan,
    PlanStatus,
    Referral,
    ReferralStatus,
    User,
    Verdict,
)
from plans.selectors.catalogue import protocol_of
from plans.selectors.day import plans_with_dates
from plans.selectors.plan_values import dated_plan, record_of
from plans.services.history import record_event, the_program

BATCH = 200


def judge_due_plans(*, now: datetime, clinic_id: int | None = None, limit: int = BATCH) -> int:
    """Judge up to ``limit`` plans whose next judgement is due, and return how many there were.

    Safe to run twice or side by side: a window is stored once, and a plan that another worker took
    first is simply not due any more.
    """
    due = Plan.objects.filter(status=PlanStatus.ACTIVE, next_judgement_at__lte=now)
    if clinic_id is not None:
        due = due.filter(injury__patient__clinic_id=clinic_id)
    plan_ids = list(due.order_by("next_judgement_at").values_list("pk", flat=True)[:limit])
    for plan_id in plan_ids:
        judge_plan(plan_id=plan_id, now=now)
    return len(plan_ids)


@transaction.atomic
def judge_plan(*, plan_id: int, now: datetime) -> None:
    """Judge one plan as it stands, and set when it is due next (DEF-1 to DEF-5, DEF-2b, DEF-12)."""
    plan = plans_with_dates().select_for_update(of=("self",)).get(pk=plan_id)
    if plan.status != PlanStatus.ACTIVE:
        return
    today = local_day(now, plan.injury.patient.zone)
    protocol = protocol_of(plan.protocol_version_id)
    dated = dated_plan(plan)
    record = record_of(plan, plan.injury)
    by = the_program()
    judgements = judge(dated, protocol, record, on=today)
    asking = [_keep_judgement(plan, judgement, record, today, by, now) for judgement in judgements]
    _close_questions(plan, {pk for pk in asking if pk is not None}, now)
    _supersede_referrals(plan, judgements, by, now)
    if any(pk is not None for pk in asking):
        record = record_of(plan, plan.injury)
    schedule_judgement(plan, next_judgement_on(dated, protocol, record, on=today))


def schedule_judgement(plan: Plan, on: date | None) -> None:
    """Set the instant at which ``plan`` is judged next: local midnight of ``on``, or never."""
    zone = plan.injury.patient.zone
    plan.next_judgement_at = midnight(on, zone) if on is not None else None
    plan.save(update_fields=["next_judgement_at"])


def judge_soon(*, injury: Injury, now: datetime) -> None:
    """Let the plan of this injury be judged at the next tick: something new is known."""
    active = Plan.objects.filter(injury=injury, status=PlanStatus.ACTIVE)
    active.filter(next_judgement_at__isnull=True).update(next_judgement_at=now)
    active.update(next_judgement_at=Least(F("next_judgement_at"), now))


def close_rules_on_switch(*, plan: Plan, by: User, now: datetime) -> None:
    """Close the rules of a self-care plan that had not decided yet: treatment takes over (DEF-13)."""
    dated, protocol = dated_plan(plan), protocol_of(plan.protocol_version_id)
    record = record_of(plan, plan.injury)
    today = local_day(now, plan.injury.patient.zone)
    judgements = judge(dated, protocol, record, on=today)
    decided = {judgement.rule.id for judgement in judgements if judgement.is_final}
    for rule in protocol.rules:
        if not isinstance(rule, TrendRule) or rule.id in decided:
            continue
        known = [item.window for item in judgements if item.rule.id == rule.id]
        first = known[-1].judged_on if known else max(plan.starts_on, plan.injury.injured_on)
        _add_verdict(plan, rule.id, first, today, "resolved_by_referral", {}, by, now)
    AskedQuestion.objects.filter(plan=plan, closed_at__isnull=True).update(closed_at=now)


def _keep_judgement(
    plan: Plan, judgement: Judgement, record: Record, today: date, by: User, now: datetime
) -> int | None:
    """Store what is new in one judgement; return the id of the question it asks, if any."""
    window = judgement.window
    verdict = _add_verdict(
        plan,
        judgement.rule.id,
        window.first,
        window.last,
        judgement.verdict.trend,
        _evidence(judgement, record),
        by,
        now,
    )
    if judgement.fires:
        _raise_referral(plan, judgement, verdict, by, now)
    if judgement.asks is None:
        return None
    return _ask(plan, judgement, today, by, now)


def _add_verdict(
    plan: Plan,
    rule: str,
    first: date,
    last: date,
    verdict: str,
    evidence: dict[str, Any],
    by: User,
    now: datetime,
) -> Verdict:
    """Return the newest verdict over this window, adding a revision when it says something new."""
    newest = (
        Verdict.objects.filter(plan=plan, rule=rule, window_first=first)
        .order_by("-revision")
        .first()
    )
    if newest is not None and newest.verdict == verdict and newest.evidence == evidence:
        return newest
    added = Verdict.objects.create(
        plan=plan,
        protocol_version_id=plan.protocol_version_id,
        rule=rule,
        window_first=first,
        window_last=last,
        revision=newest.revision + 1 if newest else 1,
        verdict=verdict,
        evidence=evidence,
        given_at=now,
    )
    record_event(
        EventKind.VERDICT_GIVEN,
        by=by,
        now=now,
        plan=plan,
        facts={"verdict": added.pk, "rule": rule},
    )
    return added


def _raise_referral(
    plan: Plan, judgement: Judgement, verdict: Verdict, by: User, now: datetime
) -> None:
    rule = judgement.rule
    referral, is_new = Referral.objects.get_or_create(
        injury=plan.injury,
        rule=rule.id,
        occasion=judgement.window.first.isoformat(),
        defaults={
            "plan": plan,
            "verdict": verdict,
            "to": rule.to,
            "urgency": rule.urgency,
            "raised_at": now,
        },
    )
    if not is_new and referral.status == ReferralStatus.SUPERSEDED:
        referral.status = ReferralStatus.OPEN
        referral.closed_at = None
        referral.save(update_fields=["status", "closed_at"])
        is_new = True
    if is_new:
        record_event(
            EventKind.REFERRAL_RAISED,
            by=by,
            now=now,
            plan=plan,
            facts={
                "referral": referral.pk,
                "rule": rule.id,
                "to": rule.to,
                "urgency": rule.urgency,
            },
        )


def _ask(plan: Plan, judgement: Judgement, today: date, by: User, now: datetime) -> int:
    asked, is_new = AskedQuestion.objects.get_or_create(
        plan=plan,
        rule=judgement.rule.id,
        window_first=judgement.window.first,
        question=judgement.asks,
        defaults={"asked_at": now, "asked_on": today},
    )
    if is_new:
        record_event(
            EventKind.QUESTION_ASKED,
            by=by,
            now=now,
            plan=plan,
            facts={
                "asked": asked.pk,
                "question": asked.question,
                "rule": asked.rule,
            },
        )
    return asked.pk


def _close_questions(plan: Plan, still_asking: set[int], now: datetime) -> None:
    AskedQuestion.objects.filter(plan=plan, closed_at__isnull=True).exclude(
        pk__in=still_asking
    ).update(closed_at=now)


def _supersede_referrals(
    plan: Plan, judgements: Iterable[Judgement], by: User, now: datetime
) -> None:
    """Mark referrals whose verdict a late report has turned; they are kept, never deleted (DEF-12)."""
    for judgement in judgements:
        if judgement.fires:
            continue
        turned = Referral.objects.filter(
            Q(status=ReferralStatus.OPEN) | Q(status=ReferralStatus.ACKNOWLEDGED),
            plan=plan,
            rule=judgement.rule.id,
            occasion=judgement.window.first.isoformat(),
        )
        for referral in turned:
            referral.status = ReferralStatus.SUPERSEDED
            referral.closed_at = now
            referral.save(update_fields=["status", "closed_at"])
            record_event(
                EventKind.REFERRAL_SUPERSEDED,
                by=by,
                now=now,
                plan=plan,
                facts={"referral": referral.pk, "rule": referral.rule},
            )


def _evidence(judgement: Judgement, record: Record) -> dict[str, Any]:
    """Write down all that the verdict rests on, so that it can be explained and replayed."""
    verdict, window, rule = judgement.verdict, judgement.window, judgement.rule
    scores = scores_in(record, window, judgement.series)
    return {
        "window": [window.first.isoformat(), window.last.isoformat()],
        "series": judgement.series,
        "scores": {day.isoformat(): score for day, score in scores.items()},
        "baseline": _exact(verdict.baseline),
        "end": _exact(verdict.end),
        "delta": _exact(verdict.delta),
        "percent": _exact(verdict.percent),
        "thresholds": {
            name: getattr(rule.thresholds, name)
            for name in type(rule.thresholds).__dataclass_fields__
        },
        "fires_on": list(rule.fires_on),
        "basis": judgement.basis,
        "fires": judgement.fires,
        "asks": judgement.asks,
    }


def _exact(number: Fraction | None) -> str | None:
    """Write a fraction so that nothing is lost, such as ``17/4``."""
    return str(number) if number is not None else None
