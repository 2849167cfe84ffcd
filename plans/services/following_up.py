"""After recovery, what keeps the injury away goes on for a while."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from plans.domain.days import local_day
from plans.domain.event import EventKind
from plans.domain.plan import PhaseStatus, date_phase, prescribe_follow_up
from plans.domain.protocol import FollowUp
from plans.models import Plan, User
from plans.services.due import judge_soon
from plans.services.history import record_event
from plans.services.placing import place_plan


@transaction.atomic
def start_follow_up(*, plan: Plan, follow_up: FollowUp, by: User, now: datetime) -> Plan:
    """Start the light plan after recovery: a few exercises, no daily score, the red flags."""
    today = local_day(now, plan.injury.patient.zone)
    starts_on = max(today, plan.starts_on)
    phase = date_phase("follow_up", follow_up.duration, starts_on, 0, PhaseStatus.OPEN)
    follower = place_plan(
        injury=plan.injury,
        version=plan.protocol_version,
        starts_on=starts_on,
        phases=(phase,),
        prescriptions=prescribe_follow_up(follow_up),
        continues=plan,
        is_follow_up=True,
        by=by,
        now=now,
    )
    record_event(
        EventKind.PLAN_STARTED,
        by=by,
        now=now,
        plan=follower,
        facts={
            "plan": str(follower.public_id),
            "protocol": str(plan.protocol_version),
            "starts_on": starts_on.isoformat(),
            "follow_up": True,
        },
    )
    judge_soon(injury=plan.injury, now=now)
    return follower
