"""One plan, from the first phase to the last, with what to expect and what to watch for."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from plans.domain.days import local_day
from plans.models import PlanStatus, Role
from plans.selectors.catalogue import exercise_names, protocol_of
from plans.selectors.plan_values import dated_plan
from plans.selectors.words import PHASES, language
from plans.web.admission import person, plan_for
from plans.web.plan_words import phase_lines, prescribed
from plans.web.standing import GateLine, standing_now
from plans.web.words import duration_in_words, named, say


@login_required
@require_safe
def plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a plan to its patient, or to a physiotherapist of the clinic."""
    user = person(request)
    row = plan_for(request, public_id)
    protocol = protocol_of(row.protocol_version_id)
    dated = dated_plan(row)
    today = local_day(timezone.now(), row.injury.patient.zone)
    names = exercise_names({item.exercise for item in dated.prescriptions}, language())
    is_active = row.status == PlanStatus.ACTIVE
    for_physiotherapist = user.role == Role.PHYSIOTHERAPIST
    standing = standing_now(row, today) if is_active else None
    return render(
        request,
        "plans/plan.html",
        {
            "plan": row,
            "patient": row.injury.patient,
            "for_physiotherapist": for_physiotherapist,
            "is_active": is_active,
            "is_stopped": is_active and dated.is_stopped_on(today),
            "is_paused": is_active and dated.is_paused_on(today),
            "standing": standing,
            "may_open_next": standing is not None
            and _may_open_next(standing.gate, for_physiotherapist=for_physiotherapist)
            and (for_physiotherapist or not dated.is_stopped_on(today)),
            "name": protocol.names.in_language(language()),
            "summary": say(protocol.summary.text),
            "phases": phase_lines(dated.phases, protocol, today=today),
            "exercises": [
                (named(PHASES, phase.kind), lines)
                for phase in dated.phases
                if (
                    lines := [
                        prescribed(item, names)
                        for item in dated.prescriptions
                        if item.phase == phase.kind
                        and (item.until_on is None or item.until_on > today)
                    ]
                )
            ],
            "explanation": [say(item.text) for item in protocol.condition.explanation],
            "prevention": [say(item.text) for item in protocol.condition.prevention],
            "red_flags": [say(item.text) for item in protocol.red_flags],
            "flares": [say(item.text) for item in protocol.expected_flares],
            "prognosis": say(protocol.prognosis.text),
            "prognosis_lasts": duration_in_words(protocol.prognosis.duration)
            if protocol.prognosis.duration
            else "",
            "full_recovery": say(protocol.full_recovery.text),
            "options": [say(item.text) for item in protocol.options],
        },
    )


def _may_open_next(gate: GateLine | None, *, for_physiotherapist: bool) -> bool:
    """Say whether the next phase may be opened: a patient only when nothing is missing (DEF-10)."""
    if gate is None or gate.is_last:
        return False
    return for_physiotherapist or (gate.opened_by_patient and gate.is_met)
