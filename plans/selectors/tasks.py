"""What a person has to do about plans, with the words that are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from plans.domain.text import Text
from plans.models import Task, TaskKind


@dataclass(frozen=True, slots=True)
class TaskCard:
    """One task: about which patient and plan, since when, and what is to be done."""

    task_id: int
    public_id: UUID
    patient_id: int
    patient_public_id: UUID
    plan_id: int
    plan_public_id: UUID
    kind: str
    raised_at: datetime
    is_open: bool
    text: Text


def task_card(task_id: int) -> TaskCard:
    """Return one task; ``Task.DoesNotExist`` when there is none."""
    return task_card_of(Task.objects.select_related("plan__injury__patient").get(pk=task_id))


def task_card_of(row: Task) -> TaskCard:
    """Return a task that was read with its plan, injury and patient."""
    patient = row.plan.injury.patient
    return TaskCard(
        task_id=row.pk,
        public_id=row.public_id,
        patient_id=patient.pk,
        patient_public_id=patient.public_id,
        plan_id=row.plan_id,
        plan_public_id=row.plan.public_id,
        kind=row.kind,
        raised_at=row.raised_at,
        is_open=row.closed_at is None,
        text=_TEXTS[TaskKind(row.kind)],
    )


_TEXTS = {
    TaskKind.SILENCE: Text(
        nl="Er komt niets meer binnen: geen scores, geen oefeningen, geen antwoorden. Bel de "
        "patiënt en vraag hoe het gaat.",
        en="Nothing comes in any more: no scores, no exercises, no answers. Call the patient and "
        "ask how things are.",
    ),
    TaskKind.GATE_MET: Text(
        nl="Alles wat gemeld kan worden, is in orde voor de volgende fase. Beoordeel de patiënt en "
        "open de fase als je het ermee eens bent.",
        en="All that can be reported is in order for the next phase. Examine the patient and open "
        "the phase if you agree.",
    ),
    TaskKind.GATE_OVERDUE: Text(
        nl="De langste duur van deze fase is voorbij, maar nog niet alles is er voor de volgende. "
        "Bekijk wat er ontbreekt en bespreek het met de patiënt.",
        en="The longest duration of this phase has passed, but not everything is there for the "
        "next one. See what is missing and discuss it with the patient.",
    ),
}
