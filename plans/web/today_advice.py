"""What a patient has to know now, the most urgent first, with the number to call."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from plans.domain.evaluation import Findings
from plans.domain.rules.priority import Priority
from plans.models import WAITING, Patient, Plan, User
from plans.selectors.advice import Advice, standing_advice, urgent_advice, waiting_advice
from plans.selectors.catalogue import protocol_of
from plans.selectors.people import card_of as clinic_card_of
from plans.selectors.scope import visible_referrals
from plans.selectors.words import ADDRESSEES, URGENCIES, language
from plans.web.words import named, say


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """One thing to know or to do. ``to`` and ``urgency`` are empty where nobody is to be called.

    ``injury`` is only said to a patient who follows more than one plan.
    """

    priority: Priority
    text: str
    injury: str
    addressee: str
    to: str
    urgency: str
    call: str
    is_urgent: bool

    @property
    def is_call(self) -> bool:
        """Say whether somebody has to be called."""
        return bool(self.addressee)


def advice_lines(
    user: User,
    patient: Patient,
    plans: Sequence[Plan],
    findings: Mapping[int, Findings],
    stopped: Collection[int],
) -> list[AdviceLine]:
    """List whom the patient has to call, and what load and phase of each plan ask; one query.

    A plan that is ``stopped`` proposes no load until a clinician has looked.
    """
    names = {plan.injury_id: _name(plan) for plan in plans} if len(plans) > 1 else {}
    rows = visible_referrals(user).filter(injury__patient=patient, status__in=WAITING)
    rows = rows.select_related("injury__patient", "plan", "verdict").order_by("raised_at")
    clinic = clinic_card_of(patient.clinic)
    lines = [
        _line(advice, names.get(row.injury_id, ""))
        for row in rows
        for advice in waiting_advice([row], clinic)
    ]
    lines += [
        _line(advice, names.get(plan.injury_id, ""))
        for plan in plans
        if plan.pk not in stopped
        for advice in standing_advice(plan, findings[plan.pk])
    ]
    return sorted(lines, key=lambda line: line.priority)


def what_to_do_now(plan: Plan) -> list[AdviceLine]:
    """List the calls about the injury of ``plan`` for today or sooner, the most urgent first."""
    lines = (_line(advice) for advice in urgent_advice(plan))
    return [line for line in lines if line.priority <= Priority.PHYSIO_NOW]


def _name(plan: Plan) -> str:
    return protocol_of(plan.protocol_version_id).names.in_language(language())


def _line(advice: Advice, injury: str = "") -> AdviceLine:
    return AdviceLine(
        priority=advice.priority,
        text=say(advice.text),
        injury=injury,
        addressee=advice.to,
        to=named(ADDRESSEES, advice.to) if advice.to else "",
        urgency=named(URGENCIES, advice.urgency) if advice.urgency else "",
        call=advice.call,
        is_urgent=advice.priority <= Priority.GP_NOW or advice.urgency == "immediate",
    )
