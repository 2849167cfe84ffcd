"""Whom to tell: people and clinics with their addresses."""

from __future__ import annotations

from dataclasses import dataclass

from plans.models import Clinic, Patient, Role, User


@dataclass(frozen=True, slots=True)
class Contact:
    """Where somebody can be reached, and in which language."""

    user_id: int
    email: str
    name: str
    language: str
    role: str


@dataclass(frozen=True, slots=True)
class ClinicCard:
    """What a patient needs to reach the clinic."""

    clinic_id: int
    name: str
    email: str
    phone: str
    emergency_phone: str


def contact(user_id: int) -> Contact:
    """Return where this user can be reached."""
    return _contact(User.objects.get(pk=user_id))


def clinic_card(clinic_id: int) -> ClinicCard:
    """Return how the clinic can be reached."""
    clinic = Clinic.objects.get(pk=clinic_id)
    return ClinicCard(clinic.pk, clinic.name, clinic.email, clinic.phone, clinic.emergency_phone)


def clinicians_for(patient_id: int) -> list[Contact]:
    """Return who looks after a patient: the physiotherapist, else all of the clinic, else staff."""
    patient = Patient.objects.select_related("physiotherapist").get(pk=patient_id)
    own = patient.physiotherapist
    if own is not None and own.is_active:
        return [_contact(own)]
    for role in (Role.PHYSIOTHERAPIST, Role.STAFF):
        people = User.objects.filter(clinic_id=patient.clinic_id, role=role, is_active=True)
        found = [_contact(person) for person in people.order_by("pk")]
        if found:
            return found
    return []


def _contact(user: User) -> Contact:
    return Contact(user.pk, user.email, user.name, user.language, user.role)
