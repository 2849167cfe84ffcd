"""Reads a month of the access log of one clinic, and what stands out in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from plans.domain.access_review import Look, Remark, review
from plans.models import WORKING_ROLES, AccessEntry, AccessSubject, Clinic, Role, User


def month_of(clinic: Clinic, year: int, month: int) -> list[Remark]:
    """Return what stands out at a clinic in one month, by its own calendar."""
    zone = ZoneInfo(clinic.timezone)
    since = datetime.combine(date(year, month, 1), time(), zone)
    after = date(year + month // 12, month % 12 + 1, 1)
    until = datetime.combine(after, time(), zone)
    return review(_looks(clinic, since, until), zone)


def _looks(clinic: Clinic, since: datetime, until: datetime) -> Iterator[Look]:
    people = {user.pk: user for user in User.objects.filter(clinic=clinic)}
    work_here = {user.name.casefold() for user in people.values() if user.role in WORKING_ROLES}
    lines = (
        AccessEntry.objects.filter(at__gte=since, at__lt=until, user__clinic=clinic)
        .exclude(role=Role.PATIENT)
        .order_by("seq")
    )
    subjects = _subjects(lines.values("pk"))
    for line in lines.iterator():
        for patient, name in subjects.get(line.pk, [(None, "")]):
            yield Look(
                seq=line.seq,
                at=line.at,
                kind=line.kind,
                basis=line.basis,
                user=line.user_id or 0,
                user_name=people[line.user_id].name if line.user_id in people else "",
                patient=patient,
                patient_name=name,
                patient_works_here=name.casefold() in work_here,
            )


def _subjects(lines: Any) -> dict[int, list[tuple[int | None, str]]]:
    rows = AccessSubject.objects.filter(entry__in=lines).values_list(
        "entry_id", "patient_id", "patient__user__name"
    )
    found: dict[int, list[tuple[int | None, str]]] = {}
    for entry, patient, name in rows:
        found.setdefault(entry, []).append((patient, name))
    return found
