"""The patients of a clinic."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import Key, Moment, StrictSerializer, Words, moments
from plans.api.cards import PatientCard, show_patient
from plans.api.documents import Choice
from plans.api.door import Door, now, operation
from plans.domain.sight import AccessKind
from plans.models import Role, User
from plans.selectors.scope import visible_patients, visible_people
from plans.services.inviting import invite
from plans.services.people import add_patient, add_person, change_patient
from plans.services.refusals import conflict, invalid, require_staff


class DayMoments(StrictSerializer):
    """When something is asked of a patient."""

    timezone = Words(required=False, max_length=64)
    moments = moments(required=False)
    log_at = Moment(required=False)


class NewPatientBody(DayMoments):
    """A new patient; an invitation goes to the e-mail address."""

    email = serializers.EmailField(max_length=254)
    name = Words(max_length=120)
    language = Choice("Language", default="nl")
    physiotherapist = Key(required=False)


class Patients(Door):
    """The patients."""

    @operation(answers={200: PatientCard(many=True)}, name="patients_list", refuses=(404,))
    def get(self, request: Request) -> Response:
        """List the patients whose record the caller may see, by name."""
        patients = visible_patients(self.viewer).select_related("user", "physiotherapist")
        return self.page(patients.order_by("user__name", "pk"), PatientCard, show_patient)

    @operation(body=NewPatientBody, answers={201: PatientCard}, refuses=(403, 409), repeatable=True)
    def post(self, request: Request) -> Response:
        """Take on a patient: an account and a record."""
        require_staff(self.viewer)
        sent = self.sent(NewPatientBody)
        if self.viewer.clinic is None:
            raise conflict(
                "no_clinic",
                nl="Je account hoort bij geen praktijk. Doe dit met een account van de praktijk.",
                en="Your account belongs to no clinic. Do this with an account of the clinic.",
            )
        account = {name: sent.pop(name) for name in ("email", "name", "language")}
        physiotherapist = self._physiotherapist(sent.pop("physiotherapist", None))
        at = now()
        with transaction.atomic():
            user = add_person(
                clinic=self.viewer.clinic, role=Role.PATIENT, by=self.viewer, now=at, **account
            )
            patient = add_patient(
                user=user, physiotherapist=physiotherapist, by=self.viewer, now=at, **sent
            )
            invite(user=user, by=self.viewer, now=at)
        self.sight.saw("patient", patient.public_id, patient.pk)
        self.sight.did(AccessKind.ADD)
        return Response(PatientCard(show_patient(patient)).data, status=201)

    def _physiotherapist(self, public_id: Any) -> User | None:
        if public_id is None:
            return None
        people = visible_people(self.viewer).filter(role=Role.PHYSIOTHERAPIST, is_active=True)
        found = people.filter(public_id=public_id).first()
        if found is None:
            raise invalid(
                "unknown_physiotherapist",
                nl="Deze fysiotherapeut werkt niet in deze praktijk.",
                en="This physiotherapist does not work at this clinic.",
                place="physiotherapist",
            )
        return found


class OnePatient(Door):
    """One patient."""

    @operation(answers={200: PatientCard}, refuses=(404,))
    def get(self, request: Request, public_id: str) -> Response:
        """Show one patient."""
        return Response(PatientCard(show_patient(self.patient())).data)

    @operation(body=DayMoments, answers={200: PatientCard}, refuses=(403, 404))
    def patch(self, request: Request, public_id: str) -> Response:
        """Change a patient's time zone and the moments at which something is asked."""
        patient = self.patient()
        self.record_of(patient)
        change_patient(patient=patient, by=self.viewer, now=now(), **self.sent(DayMoments))
        return Response(PatientCard(show_patient(patient)).data)
