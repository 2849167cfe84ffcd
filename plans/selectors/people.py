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
    gp_phone: str

    def number_for(self, to: str) -> str:
        """Return the number to call for this addressee; empty when the patient's own is meant."""
        numbers = {"emergency": self.emergency_phone, "gp": self.gp_phone}
        return numbers.get(to, self.phone)


def contact(user_id: int) -> Contact:
    """Return where this user can be reached."""
    return _contact(User.objects.get(pk=user_id))


def clinic_card(clinic_id: int) -> ClinicCard:
    """Return how the clinic can be reached."""
    return card_of(Clinic.objects.get(pk=clinic_id))


def card_of(clinic: Clinic) -> ClinicCard:
    """Return how this clinic can be reached."""
    return ClinicCard(
        clinic_id=clinic.pk,
        name=clinic.name,
        email=clinic.email,
        phone=clinic.phone,
        emergency_phone=clinic.emergency_phone,
        gp_phone=clinic.gp_phone,
    )


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
