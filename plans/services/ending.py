"""Ends a plan with an outcome; its logs and its history stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from plans.domain.days import local_day
from plans.domain.event import EventKind
from plans.domain.refusal import Refusal
from plans.domain.rules.prognosis import is_recovered
from plans.models import AskedQuestion, Outcome, Plan, PlanPhase, PlanStatus, Task, User
from plans.selectors.catalogue import protocol_of
from plans.selectors.records import record_of
from plans.services.editing import require_edit
from plans.services.following_up import start_follow_up
from plans.services.history import record_event
from plans.services.refusals import conflict, invalid, require_clinician


@transaction.atomic
def end_plan(
    *,
    plan: Plan,
    outcome: str,
    by: User,
    now: datetime,
    reason: str = "",
    expected_version: int | None = None,
) -> None:
    """End ``plan`` today; with ``expected_version`` refuse when somebody else changed it first.

    Refuses a plan that has ended already, an unknown outcome, and "recovered" without a reason
    while full recovery does not show in what was reported (DEF-10). Ending it once more with the
    same outcome changes nothing.
    """
    require_clinician(by, plan.injury.patient)
    if outcome not in Outcome.values:
        raise invalid(
            "unknown_outcome",
            nl=f"De afloop {outcome!r} bestaat niet. Kies uit: {', '.join(Outcome.values)}.",
            en=f"The outcome {outcome!r} does not exist. Choose: {', '.join(Outcome.values)}.",
            place="outcome",
        )
    if Plan.objects.filter(pk=plan.pk, status=PlanStatus.ENDED, outcome=outcome).exists():
        plan.refresh_from_db()
        return
    require_edit(plan=plan, expected_version=expected_version)
    if outcome == Outcome.RECOVERED and _shows_recovery(plan, now):
        complete_recovery(plan=plan, by=by, now=now, reason=reason)
        return
    if outcome == Outcome.RECOVERED and not reason:
        raise _not_recovered_yet(protocol_of(plan.protocol_version_id).full_recovery.days)
    close_plan(plan=plan, outcome=outcome, by=by, now=now, reason=reason)


@transaction.atomic
def complete_recovery(*, plan: Plan, by: User, now: datetime, reason: str = "") -> None:
    """End a plan whose recovery is complete, and start its follow-up; a follow-up just ends."""
    close_plan(plan=plan, outcome=Outcome.RECOVERED, by=by, now=now, reason=reason)
    follow_up = protocol_of(plan.protocol_version_id).follow_up
    if follow_up is not None and not plan.is_follow_up:
        start_follow_up(plan=plan, follow_up=follow_up, by=by, now=now)


@transaction.atomic
def close_plan(*, plan: Plan, outcome: str, by: User, now: datetime, reason: str = "") -> None:
    """Write down that ``plan`` ended today. Refuses a plan that has ended already."""
    today = local_day(now, plan.injury.patient.zone)
    ended_on = max(today, plan.starts_on)
    changed = Plan.objects.filter(pk=plan.pk, status=PlanStatus.ACTIVE).update(
        status=PlanStatus.ENDED,
        outcome=outcome,
        ended_on=ended_on,
        ended_at=now,
        ended_by=by,
        next_judgement_at=None,
        version=F("version") + 1,
    )
    if changed != 1:
        raise ended()
    PlanPhase.objects.filter(plan=plan, status="open").update(status="done", ends_on=ended_on)
    AskedQuestion.objects.filter(plan=plan, closed_at__isnull=True).update(closed_at=now)
    Task.objects.filter(plan=plan, closed_at__isnull=True).update(closed_at=now)
    record_event(
        EventKind.PLAN_ENDED,
        by=by,
        now=now,
        plan=plan,
        facts={"plan": str(plan.public_id), "outcome": outcome},
        reason=reason,
    )
    plan.refresh_from_db()


def _shows_recovery(plan: Plan, now: datetime) -> bool:
    days = protocol_of(plan.protocol_version_id).full_recovery.days
    today = local_day(now, plan.injury.patient.zone)
    return is_recovered(record_of(plan), days=days, on=today)


def _not_recovered_yet(days: int) -> Refusal:
    return conflict(
        "not_recovered_yet",
        nl="Volledig herstel blijkt nog niet: daarvoor is sport hervat, zijn hulpmiddelen niet "
        f"meer nodig en is {days} dagen achter elkaar pijn 0 gemeld. Geef een reden om toch af te "
        "sluiten.",
        en="Full recovery does not show yet: sport is resumed, no aids are used and pain 0 was "
        f"reported {days} days in a row. Give a reason to close the plan all the same.",
        place="outcome",
    )


def ended() -> Refusal:
    """Make the refusal of a change to a plan that has ended."""
    return conflict(
        "plan_has_ended",
        nl="Dit plan is afgesloten en kan niet meer veranderen. Start een nieuw plan.",
        en="This plan has ended and can no longer change. Start a new one.",
    )
