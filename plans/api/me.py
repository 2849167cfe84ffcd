"""What somebody sees and sets about themselves."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.agenda import DayQuery, PatientAgenda, show_patient_day
from plans.api.bodies import Moment, StrictSerializer, Words, moments
from plans.api.cards import PersonCard, Shown, show_user
from plans.api.documents import Choice
from plans.api.door import Door, now, operation, today_of
from plans.domain.sight import AccessKind
from plans.models import Patient, Role, User
from plans.selectors.scope import visible_patients
from plans.services.people import change_language, change_patient
from plans.services.refusals import conflict


class ClinicContact(serializers.Serializer[Any]):
    """How the clinic can be reached."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.EmailField()
    phone = serializers.CharField()
    emergency_phone = serializers.CharField()


class OwnPatient(serializers.Serializer[Any]):
    """The record of somebody who is a patient."""

    id = serializers.UUIDField()
    timezone = serializers.CharField()
    moments = moments()
    log_at = Moment()
    physiotherapist = PersonCard(allow_null=True)


class Self(serializers.Serializer[Any]):
    """Who is signed in."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.EmailField()
    role = Choice("Role")
    language = Choice("Language")
    clinic = ClinicContact(allow_null=True)
    patient = OwnPatient(allow_null=True)


class SelfBody(StrictSerializer):
    """What somebody may change about themselves; the last three only as a patient."""

    language = Choice("Language", required=False)
    timezone = Words(required=False, max_length=64)
    moments = moments(required=False)
    log_at = Moment(required=False)


class Me(Door):
    """Who is signed in."""

    @operation(answers={200: Self})
    def get(self, request: Request) -> Response:
        """Show who is signed in, with the clinic and, for a patient, the moments of the day."""
        return Response(Self(_show(self.viewer, self._own_record())).data)

    @operation(body=SelfBody, answers={200: Self}, refuses=(409,))
    def patch(self, request: Request) -> Response:
        """Change the language, and for a patient the time zone and the moments of the day."""
        sent = self.sent(SelfBody)
        language = sent.pop("language", None)
        patient = self._own_record()
        if sent and patient is None:
            raise _not_a_patient()
        at = now()
        self.sight.did(AccessKind.CHANGE, "user", self.viewer.public_id)
        with transaction.atomic():
            if language is not None:
                change_language(user=self.viewer, language=language, by=self.viewer, now=at)
            if sent and patient is not None:
                change_patient(patient=patient, by=self.viewer, now=at, **sent)
        return Response(Self(_show(self.viewer, self._own_record())).data)

    def _own_record(self) -> Patient | None:
        return own_record(self, "physiotherapist")


class MyAgenda(Door):
    """The day of whoever is signed in."""

    @operation(query=DayQuery, answers={200: PatientAgenda}, refuses=(409,))
    def get(self, request: Request) -> Response:
        """Show what all plans of the signed-in patient ask on one day, today unless said."""
        asked = self.asked(DayQuery)
        patient = own_record(self)
        if patient is None:
            raise _not_a_patient()
        today = today_of(patient, now())
        shown = show_patient_day(self.viewer, patient, asked.get("day", today), today)
        return Response(PatientAgenda(shown).data)


def own_record(door: Door, *along: str) -> Patient | None:
    """Return the record of the patient who asks, read with what is named in ``along``."""
    if door.viewer.role != Role.PATIENT:
        return None
    own = visible_patients(door.viewer).filter(user=door.viewer)
    patient = (own.select_related(*along) if along else own).first()
    if patient is not None:
        door.sight.saw("patient", patient.public_id, patient.pk)
    return patient


def _not_a_patient() -> Exception:
    return conflict(
        "not_a_patient",
        nl="Dit account is geen patiëntaccount.",
        en="This account is not a patient's account.",
    )


def _show(user: User, patient: Patient | None) -> Shown:
    clinic = user.clinic
    return {
        "id": user.public_id,
        "name": user.name,
        "email": user.email,
        "role": user.role,
        "language": user.language,
        "clinic": clinic
        and {
            "id": clinic.public_id,
            "name": clinic.name,
            "email": clinic.email,
            "phone": clinic.phone,
            "emergency_phone": clinic.emergency_phone,
        },
        "patient": patient
        and {
            "id": patient.public_id,
            "timezone": patient.timezone,
            "moments": patient.exercise_moments,
            "log_at": patient.log_at,
            "physiotherapist": show_user(patient.physiotherapist),
        },
    }
