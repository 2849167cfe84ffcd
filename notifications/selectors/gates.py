"""May a patient still open the next phase, now that a message is to say so?"""

from __future__ import annotations

from datetime import datetime

from notifications.domain.state import Reason
from plans.domain.days import local_day
from plans.domain.rules.gate import GateOutcome
from plans.selectors.catalogue import protocol_of
from plans.selectors.day import plans_with_dates
from plans.selectors.plan_values import dated_plan
from plans.selectors.standing import standing_of


def why_not_to_open(plan_id: int, phase: str, *, now: datetime) -> Reason | None:
    """Say why the patient is not told that the phase after ``phase`` may open; ``None``: tell.

    Opening it is the patient's own choice in self-care only. It is asked of the rules as things
    stand at ``now``: a gate that was met can fall away again, and nobody is told to go on while a
    red flag has stopped the load. ``ObjectDoesNotExist`` when there is no such plan.
    """
    plan = plans_with_dates().get(pk=plan_id)
    dated, protocol = dated_plan(plan), protocol_of(plan.protocol_version_id)
    if dated.ended_on is not None or plan.is_follow_up or protocol.pathway != "self_care":
        return Reason.NOT_DUE
    open_phase = dated.open_phase()
    if open_phase is None or open_phase.kind != phase:
        return Reason.DONE
    if dated.is_stopped_on(local_day(now, plan.injury.patient.zone)):
        return Reason.NOT_DUE
    findings = standing_of(plan, now=now)
    is_met = findings.gate is not None and findings.gate.outcome is GateOutcome.MET
    # Behind the last gate there is no phase to open: the plan is done.
    return None if is_met and not findings.is_recovered else Reason.NOT_DUE
