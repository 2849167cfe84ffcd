"""Keeps a patient from opening a phase before its gate is met."""

from __future__ import annotations

from datetime import datetime

from plans.domain.days import local_day
from plans.domain.rules.gate import GateOutcome
from plans.models import Plan
from plans.selectors.plan_values import dated_plan
from plans.selectors.standing import standing_of
from plans.services.refusals import conflict


def require_gate_met(*, plan: Plan, now: datetime) -> None:
    """Refuse when something of the gate of the open phase is still missing (DEF-10).

    Also refuses while a red flag stops the load: a clinician has to look first.
    """
    if dated_plan(plan).is_stopped_on(local_day(now, plan.injury.patient.zone)):
        raise conflict(
            "load_stopped",
            nl="De volgende fase kan nog niet open: de praktijk kijkt eerst naar wat je hebt "
            "gemeld.",
            en="The next phase cannot open yet: the clinic looks at what you reported first.",
            place="phase",
        )
    gate = standing_of(plan, now=now).gate
    if gate is None or gate.outcome is GateOutcome.MET:
        return
    raise conflict(
        "gate_not_met",
        nl="De volgende fase kan nog niet open: nog niet alles wat daarvoor nodig is, is er. "
        "Bekijk bij je plan wat er ontbreekt, of overleg met je fysiotherapeut.",
        en="The next phase cannot open yet: not everything it needs is there. See with your plan "
        "what is missing, or talk to your physiotherapist.",
        place="phase",
    )
