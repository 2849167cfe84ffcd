"""Starts a plan for an injury, and switches it to another protocol."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from plans.domain.days import local_day
from plans.domain.event import EventKind
from plans.domain.plan import lay_out, prescribe
from plans.domain.preview import PlanPreview, preview
from plans.domain.protocol import Protocol
from plans.domain.rescheduling import refuse_far_start
from plans.models import (
    Injury,
    Outcome,
    Patient,
    Plan,
    PlanStatus,
    ProtocolVersion,
    Side,
    User,
    VersionState,
)
from plans.selectors.catalogue import protocol_of
from plans.services.due import judge_soon
from plans.services.editing import require_edit
from plans.services.ending import end_plan, ended
from plans.services.history import record_event
from plans.services.judging import close_rules_on_switch
from plans.services.placing import place_plan
from plans.services.refusals import conflict, invalid, require_clinician

OLDEST_INJURY = timedelta(days=20 * 366)


@transaction.atomic
def add_injury(
    *,
    patient: Patient,
    region: str,
    injured_on: date,
    side: str = Side.NONE,
    by: User,
    now: datetime,
) -> Injury:
    """Write down a complaint; the same one twice is kept once.

    Refuses a day in the future, or one too long ago to be meant.
    """
    require_clinician(by, patient)
    check_injury_day(injured_on, local_day(now, patient.zone))
    if side not in Side.values:
        raise invalid(
            "unknown_side",
            nl=f"De kant {side!r} bestaat niet. Kies links, rechts, beide of geen.",
            en=f"The side {side!r} does not exist. Choose left, right, both or none.",
            place="side",
        )
    injury, is_new = Injury.objects.get_or_create(
        patient=patient,
        region=region,
        side=side,
        injured_on=injured_on,
        defaults={"added_at": now, "added_by": by},
    )
    if is_new:
        record_event(
            EventKind.INJURY_ADDED,
            by=by,
            now=now,
            injury=injury,
            facts={"injury": str(injury.public_id), "region": region},
        )
    return injury


def check_injury_day(injured_on: date, today: date) -> None:
    """Refuse an injury that has not happened yet or that lies more than twenty years back."""
    if injured_on > today:
        raise invalid(
            "injury_in_future",
            nl="{injured_on} is nog niet geweest. Vul de dag in waarop de klacht begon.",
            en="{injured_on} has not come yet. Fill in the day on which the injury began.",
            place="injured_on",
            injured_on=injured_on,
        )
    if today - injured_on > OLDEST_INJURY:
        raise invalid(
            "injury_too_long_ago",
            nl="{injured_on} ligt meer dan twintig jaar terug. Controleer het jaartal.",
            en="{injured_on} is more than twenty years ago. Check the year.",
            place="injured_on",
            injured_on=injured_on,
        )


def preview_plan(
    *,
    version: ProtocolVersion,
    patient: Patient,
    region: str | None = None,
    starts_on: date,
    injured_on: date,
    today: date,
) -> PlanPreview:
    """Show what starting this protocol would give; nothing is stored.

    ``region`` is that of the injury, where there is one already; another region is refused.
    """
    _check_start(starts_on, injured_on, today)
    protocol = protocol_of(version.pk)
    if region is not None:
        _check_region(protocol, region)
    return preview(
        protocol,
        starts_on=starts_on,
        injured_on=injured_on,
        moments=patient.exercise_moments,
    )


@transaction.atomic
def start_plan(
    *,
    injury: Injury,
    version: ProtocolVersion,
    starts_on: date,
    continues: Plan | None = None,
    by: User,
    now: datetime,
) -> Plan:
    """Place a published protocol on the patient's calendar.

    The plan pins the version for ever. Refuses a second plan under way for the same injury, a
    protocol for another body region, and a day before the injury.
    """
    require_clinician(by, injury.patient)
    protocol = protocol_of(version.pk)
    today = local_day(now, injury.patient.zone)
    _check_start(starts_on, injury.injured_on, today)
    if version.state != VersionState.PUBLISHED:
        raise conflict(
            "protocol_not_in_use",
            nl=f"{version} is niet in gebruik. Kies een gepubliceerd protocol.",
            en=f"{version} is not in use. Choose a published protocol.",
            place="protocol",
        )
    _check_region(protocol, injury.region)
    plan = place_plan(
        injury=injury,
        version=version,
        starts_on=starts_on,
        phases=lay_out(protocol.phases, starts_on),
        prescriptions=prescribe(protocol.phases),
        continues=continues,
        by=by,
        now=now,
    )
    record_event(
        EventKind.PLAN_STARTED,
        by=by,
        now=now,
        plan=plan,
        facts={
            "plan": str(plan.public_id),
            "protocol": str(version),
            "starts_on": starts_on.isoformat(),
        },
    )
    judge_soon(injury=injury, now=now)
    plan.refresh_from_db()
    return plan


@transaction.atomic
def switch_plan(
    *,
    plan: Plan,
    version: ProtocolVersion,
    by: User,
    now: datetime,
    reason: str = "",
    expected_version: int | None = None,
) -> Plan:
    """End ``plan`` today and go on with another protocol for the same injury (DEF-13).

    With ``expected_version`` refuses when somebody else changed the plan first.
    From self-care to treatment the open rules close as resolved by the referral. From a follow-up
    the same protocol can begin anew: the complaint has come back.
    """
    require_clinician(by, plan.injury.patient)
    require_edit(plan=plan, expected_version=expected_version)
    if not Plan.objects.filter(pk=plan.pk, status=PlanStatus.ACTIVE).exists():
        raise ended()
    today = local_day(now, plan.injury.patient.zone)
    before = protocol_of(plan.protocol_version_id)
    after = protocol_of(version.pk)
    if version.pk == plan.protocol_version_id and not plan.is_follow_up:
        raise invalid(
            "same_protocol",
            nl="Het plan volgt dit protocol al.",
            en="The plan already follows this protocol.",
            place="protocol",
        )
    is_taken_over = before.pathway == "self_care" and after.pathway == "treatment"
    if is_taken_over and not plan.is_follow_up:
        close_rules_on_switch(plan=plan, by=by, now=now)
    end_plan(plan=plan, outcome=Outcome.SWITCHED, by=by, now=now, reason=reason)
    follower = start_plan(
        injury=plan.injury,
        version=version,
        starts_on=max(today, plan.starts_on),
        continues=plan,
        by=by,
        now=now,
    )
    record_event(
        EventKind.PLAN_SWITCHED,
        by=by,
        now=now,
        plan=follower,
        facts={"from": before.slug, "to": after.slug},
        reason=reason,
    )
    return follower


def _check_region(protocol: Protocol, region: str) -> None:
    if protocol.region != region:
        raise invalid(
            "other_region",
            nl="Dit protocol is voor een ander lichaamsdeel dan deze klacht.",
            en="This protocol is for another part of the body than this injury.",
            place="protocol",
        )


def _check_start(starts_on: date, injured_on: date, today: date) -> None:
    if starts_on < injured_on:
        raise invalid(
            "start_before_injury",
            nl="Het plan kan niet beginnen ({starts_on}) voordat de klacht er was ({injured_on}).",
            en="The plan cannot start ({starts_on}) before the injury happened ({injured_on}).",
            place="starts_on",
            starts_on=starts_on,
            injured_on=injured_on,
        )
    refuse_far_start(starts_on, today)
