"""What waits and what happened at a clinic, counted by who looks after the patients: no names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet

from plans.domain.event import EventKind
from plans.models import WAITING, AskedQuestion, Event, PlanStatus, Referral, Role, Task


class Sort(StrEnum):
    """What is counted; beside it stands a code: an urgency, a kind of task or of event."""

    REFERRAL = "referral"
    TASK = "task"
    UNANSWERED = "unanswered"
    EVENT = "event"


Numbers = Counter[tuple[Sort, str]]


@dataclass(frozen=True, slots=True)
class ClinicNumbers:
    """The numbers of one clinic by physiotherapist; ``None`` for patients who have none."""

    by_owner: dict[int | None, Numbers] = field(default_factory=lambda: defaultdict(Counter))

    def of_all(self) -> Numbers:
        """Count over all patients of the clinic."""
        return sum(self.by_owner.values(), Numbers())

    def around(self, physiotherapist_id: int) -> Numbers:
        """Count over a physiotherapist's own patients and those whom nobody looks after."""
        own = self.by_owner.get(physiotherapist_id, Numbers())
        return own + self.by_owner.get(None, Numbers())


def numbers_of(since: Mapping[int, datetime], *, until: datetime) -> dict[int, ClinicNumbers]:
    """Count for each clinic what waits now and what happened later than ``since``.

    Four queries, however many clinics there are. Waiting: referrals by urgency, tasks by kind, and
    patients with questions that they did not answer yet. Happened: plans that started or ended, and
    what patients did by themselves: open the next phase, pause their plan. A physiotherapist who
    left looks after nobody.
    """
    found: dict[int, ClinicNumbers] = {clinic_id: ClinicNumbers() for clinic_id in since}
    for sort, rows in _waiting(list(since)):
        for clinic_id, owner, is_there, code, number in rows:
            found[clinic_id].by_owner[owner if is_there else None][sort, code] += number
    for clinic_id, owner, is_there, kind, at in _happened(since, until):
        if at > since[clinic_id]:
            found[clinic_id].by_owner[owner if is_there else None][Sort.EVENT, kind] += 1
    return found


def _waiting(clinics: Collection[int]) -> list[tuple[Sort, QuerySet[Any, Any]]]:
    referrals = _of(Referral.objects.filter(status__in=WAITING), "injury__patient", clinics)
    tasks = _of(Task.objects.filter(closed_at=None), "plan__injury__patient", clinics)
    questions = _of(
        AskedQuestion.objects.filter(closed_at=None, plan__status=PlanStatus.ACTIVE),
        "plan__injury__patient",
        clinics,
    )
    patients = Count("plan__injury__patient", distinct=True)
    return [
        (Sort.REFERRAL, _counted(referrals, "injury__patient", "urgency", Count("pk"))),
        (Sort.TASK, _counted(tasks, "plan__injury__patient", "kind", Count("pk"))),
        (Sort.UNANSWERED, _counted(questions, "plan__injury__patient", "plan__status", patients)),
    ]


def _of(rows: QuerySet[Any], patient: str, clinics: Collection[int]) -> QuerySet[Any]:
    return rows.filter(**{f"{patient}__clinic__in": clinics})


def _counted(rows: QuerySet[Any], patient: str, code: str, number: Count) -> QuerySet[Any, Any]:
    columns = (*_owner(patient), code)
    counted: QuerySet[Any, Any] = rows.order_by().values(*columns).annotate(number=number)
    return counted.values_list(*columns, "number")


def _owner(patient: str) -> tuple[str, str, str]:
    owner = f"{patient}__physiotherapist"
    return (f"{patient}__clinic_id", f"{owner}_id", f"{owner}__is_active")


_BY_ANYBODY = (EventKind.PLAN_STARTED, EventKind.PLAN_ENDED)
_BY_PATIENTS = (EventKind.PHASE_OPENED, EventKind.PLAN_PAUSED)


def _happened(since: Mapping[int, datetime], until: datetime) -> QuerySet[Any, Any]:
    if not since:
        return Event.objects.none().values_list()
    told = Q(kind__in=_BY_ANYBODY) | Q(kind__in=_BY_PATIENTS, by__role=Role.PATIENT)
    rows = Event.objects.filter(
        told, patient__clinic__in=list(since), at__gt=min(since.values()), at__lte=until
    )
    return rows.values_list(*_owner("patient"), "kind", "at")
