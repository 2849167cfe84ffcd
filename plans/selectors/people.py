"""Whom to tell: people and clinics with their addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from plans.models import AT_THE_DESK, Clinic, Patient, Role, User
from plans.selectors.scope import visible_patients


@dataclass(frozen=True, slots=True)
class Contact:
    """Where somebody can be reached, and in which language."""

    user_id: int
    email: str
    name: str
    language: str
    role: str
    clinic_id: int | None


@dataclass(frozen=True, slots=True)
class ClinicCard:
    """What a patient needs to reach the clinic."""

    clinic_id: int
    name: str
    email: str
    phone: str
    emergency_phone: str
    gp_phone: str
    zone: ZoneInfo

    def number_for(self, to: str) -> str:
        """Return the number to call for this addressee; empty when the patient's own is meant."""
        numbers = {"emergency": self.emergency_phone, "gp": self.gp_phone}
        return numbers.get(to, self.phone)


def contact(user_id: int) -> Contact:
    """Return where this user can be reached."""
    return _contact(User.objects.get(pk=user_id))


def clinic_cards(clinic_ids: Collection[int]) -> dict[int, ClinicCard]:
    """Return how each of these clinics can be reached; one query."""
    return {clinic.pk: card_of(clinic) for clinic in Clinic.objects.filter(pk__in=clinic_ids)}


def card_of(clinic: Clinic) -> ClinicCard:
    """Return how this clinic can be reached."""
    return ClinicCard(
        clinic_id=clinic.pk,
        name=clinic.name,
        email=clinic.email,
        phone=clinic.phone,
        emergency_phone=clinic.emergency_phone,
        gp_phone=clinic.gp_phone,
        zone=ZoneInfo(clinic.timezone),
    )


def clinicians_for(patient_id: int) -> list[Contact]:
    """Return who looks after a patient: the physiotherapist, else all of the clinic.

    Where there is no physiotherapist at all, the front desk and the administrator.
    """
    patient = Patient.objects.select_related("physiotherapist").get(pk=patient_id)
    own = patient.physiotherapist
    if own is not None and own.is_active and own.clinic_id == patient.clinic_id:
        return [_contact(own)]
    return _first_found(User.objects.filter(clinic_id=patient.clinic_id))


def colleagues_of(patient_id: int, besides: Collection[int]) -> list[Contact]:
    """Return who else works at the patient's clinic: other physiotherapists, or else the desk."""
    return _first_found(User.objects.filter(clinic__patients=patient_id).exclude(pk__in=besides))


def patients_among(user_ids: Iterable[int]) -> set[int]:
    """Return the numbers of the records that these people have as patients."""
    return set(Patient.objects.filter(user__in=list(user_ids)).values_list("pk", flat=True))


def record_of(user_id: int) -> int | None:
    """Return the number of this person's own record as a patient, if there is one."""
    return Patient.objects.filter(user=user_id).values_list("pk", flat=True).first()


def sees(user_id: int, patient: UUID) -> bool:
    """Say whether somebody may see the record of the patient with this public id now."""
    viewer = User.objects.get(pk=user_id)
    return visible_patients(viewer).filter(public_id=patient).exists()


def clinic_of(patient_id: int) -> tuple[int, ZoneInfo]:
    """Return the clinic of a patient and the time zone by which it works."""
    clinic_id, zone = Patient.objects.values_list("clinic_id", "clinic__timezone").get(
        pk=patient_id
    )
    return clinic_id, ZoneInfo(zone)


def _first_found(people: QuerySet[User]) -> list[Contact]:
    active = people.filter(is_active=True).order_by("pk")
    for roles in ((Role.PHYSIOTHERAPIST,), AT_THE_DESK):
        found = [_contact(person) for person in active.filter(role__in=roles)]
        if found:
            return found
    return []


def _contact(user: User) -> Contact:
    return Contact(user.pk, user.email, user.name, user.language, user.role, user.clinic_id)
