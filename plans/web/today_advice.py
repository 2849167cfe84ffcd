"""What a patient has to know now, the most urgent first, with the number to call."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from plans.domain.evaluation import Findings
from plans.domain.rules.priority import Priority, priority_of
from plans.models import WAITING, Patient, Plan, User
from plans.selectors.advice import Advice, advice_for, urgent_advice
from plans.selectors.catalogue import protocol_of
from plans.selectors.people import card_of as clinic_card_of
from plans.selectors.referrals import card_of
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
    """List what every plan under way has to say, and the calls about other complaints.

    Of the plans that are ``stopped`` only the calls are told.
    """
    lines = [
        _line(advice, plan if len(plans) > 1 else None)
        for plan in plans
        for advice in advice_for(plan, findings[plan.pk])
        # No step of load is proposed while a red flag waits for a clinician.
        if advice.to or plan.pk not in stopped
    ]
    lines += [_line(advice, None) for advice in _elsewhere(user, patient, plans)]
    return sorted(lines, key=lambda line: line.priority)


def what_to_do_now(plan: Plan) -> list[AdviceLine]:
    """List the calls about the injury of ``plan`` for today or sooner, the most urgent first."""
    lines = (_line(advice, None) for advice in urgent_advice(plan))
    return [line for line in lines if line.priority <= Priority.PHYSIO_NOW]


def _elsewhere(user: User, patient: Patient, plans: Sequence[Plan]) -> Iterable[Advice]:
    """Give the calls about complaints for which no plan is under way."""
    clinic = clinic_card_of(patient.clinic)
    rows = visible_referrals(user).filter(injury__patient=patient, status__in=WAITING)
    rows = rows.exclude(injury__in=[plan.injury_id for plan in plans])
    for row in rows.select_related("injury__patient", "plan", "verdict").order_by("raised_at"):
        yield Advice(
            priority_of(row.to, row.urgency),
            card_of(row).reason,
            row.to,
            row.urgency,
            clinic.number_for(row.to),
        )


def _line(advice: Advice, plan: Plan | None) -> AdviceLine:
    injury = ""
    if plan is not None:
        injury = protocol_of(plan.protocol_version_id).names.in_language(language())
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
