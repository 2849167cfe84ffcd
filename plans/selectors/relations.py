"""Whose patients somebody can open, and who else may see a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from plans.models import Basis, CareRelation, Patient, Role, User
from plans.selectors.scope import patients_by_name, visible_patients, visible_relations

SHORTEST_NAME = 2
"""Fewer letters would list half the clinic."""

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class NamedPatient:
    """Somebody's patient by name: nothing else may be shown before the record is opened."""

    pk: int
    public_id: UUID
    name: str
    treated_by: str


def colleagues_patients(viewer: User, name: str) -> Sequence[NamedPatient]:
    """Return the clinic's patients with ``name`` in their name whom ``viewer`` does not treat.

    At most twenty, by name; none for a name of one letter.
    """
    words = " ".join(name.split())
    if len(words) < SHORTEST_NAME:
        return []
    rows = patients_by_name(viewer).filter(user__name__icontains=words)
    rows = rows.exclude(pk__in=visible_patients(viewer).values("pk"))
    found = rows.select_related("user", "physiotherapist").order_by("user__name", "pk")
    return [name_only(row) for row in found[:MOST_FOUND]]


def name_only(patient: Patient) -> NamedPatient:
    """Show of a patient the name and who treats them."""
    treated_by = patient.physiotherapist.name if patient.physiotherapist else ""
    return NamedPatient(patient.pk, patient.public_id, patient.user.name, treated_by)


def relations_now(viewer: User, patient: Patient, *, now: datetime) -> QuerySet[CareRelation]:
    """Return who may see this patient's record besides who treats them, the newest first."""
    rows = visible_relations(viewer).filter(patient=patient, from_at__lte=now, until_at__gt=now)
    return rows.select_related("physiotherapist", "added_by", "patient").order_by("-from_at", "-pk")


def opened_in_emergency(viewer: User, patient: Patient, *, now: datetime) -> CareRelation | None:
    """Return by what emergency opening ``viewer`` sees this record now, if that is how."""
    if patient.physiotherapist_id in (viewer.pk, None):
        return None
    rows = relations_now(viewer, patient, now=now)
    return rows.filter(physiotherapist=viewer, basis=Basis.BREAK_GLASS).first()


def colleagues_to_cover(patient: Patient) -> QuerySet[User]:
    """Return who can stand in for who treats this patient, by name."""
    here = User.objects.filter(clinic=patient.clinic_id, role=Role.PHYSIOTHERAPIST, is_active=True)
    return here.exclude(treated_patients=patient).order_by("name", "pk")
