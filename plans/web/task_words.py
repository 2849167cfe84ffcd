"""Tasks as a physiotherapist reads them: about whom, what is to be done, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from plans.models import Task
from plans.selectors.catalogue import protocol_of
from plans.selectors.tasks import task_card_of
from plans.selectors.words import TASKS, language
from plans.web.beside import Beside
from plans.web.words import named, say


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task in words."""

    public_id: UUID
    patient_public_id: UUID
    plan_public_id: UUID
    patient: str
    injury: str
    kind: str
    name: str
    text: str
    raised_at: datetime
    beside: Beside | None


def task_lines(rows: Iterable[Task], beside: Mapping[int, Beside]) -> list[TaskLine]:
    """Put tasks in words, in the order given.

    ``rows`` were read with their plan, injury, patient and person; ``beside`` is by plan.
    """
    return [_line(row, beside.get(row.plan_id)) for row in rows]


def _line(row: Task, beside: Beside | None) -> TaskLine:
    card = task_card_of(row)
    return TaskLine(
        public_id=row.public_id,
        patient_public_id=card.patient_public_id,
        plan_public_id=card.plan_public_id,
        patient=row.plan.injury.patient.user.name,
        injury=protocol_of(row.plan.protocol_version_id).names.in_language(language()),
        kind=row.kind,
        name=named(TASKS, row.kind),
        text=say(card.text),
        raised_at=row.raised_at,
        beside=beside,
    )
